import { clock, t } from '../../words/words.js'
import { Stages as SandboxStages } from '../sandbox/stages.js'
import { CompanionView, StageView } from '../stage-view.js'
import * as store from '../store.js'
import { chapter, shown } from './chapter-store.js'

/** The stages of the page; in a chapter with the names of its runs, two of them side by side. */
export function Stages() {
  if (chapter.value === null) return <SandboxStages />
  const [first, second] = shown.value
  return (
    <div class={store.companion.value === null ? 'stages' : 'stages two'}>
      <figure>
        <figcaption>{first === undefined ? '' : <Caption nth={0} />}</figcaption>
        <StageView />
      </figure>
      {store.companion.value !== null && second !== undefined && (
        <figure>
          <figcaption>
            <Caption nth={1} />
          </figcaption>
          <CompanionView name={second.label} />
        </figure>
      )}
    </div>
  )
}

/** The name of a run, and since when it is over at the moment shown. */
function Caption({ nth }: { nth: number }) {
  const { label, result } = shown.value[nth]
  const { endSeconds } = result.playhead
  const isOver = store.time.value >= endSeconds
  return (
    <>
      <b>{label}</b> {isOver && <span>{t('chapterOver', { time: clock(endSeconds) })}</span>}
    </>
  )
}
