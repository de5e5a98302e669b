import { computed } from '@preact/signals'
import { clock, t } from '../../words/words.js'
import { CompanionView, StageView } from '../stage-view.js'
import * as store from '../store.js'
import { actText } from './act-text.js'
import { isForked, lastDone, redo, undo, undone } from './acting.js'
import { Outcome } from './outcome.js'

/** What came of the run shown. */
export const changedOutcome = computed(() => {
  const recording = store.recording.value
  return recording === null ? null : new Outcome(recording)
})

/** What came of the run beside it; null if there is none. */
export const originalOutcome = computed(() => {
  const companion = store.companion.value
  return companion === null ? null : new Outcome(companion.recording)
})

/** The run shown and, while it is forked, the original next to it on the same clock. */
export function Stages() {
  if (!isForked.value) return <StageView />
  return (
    <>
      <div class="fork-stages">
        <div class="stage-slot">
          <Caption label={t('changed')} outcome={changedOutcome.value} />
          <StageView />
        </div>
        <div class="stage-slot">
          <Caption label={t('original')} outcome={originalOutcome.value} />
          <CompanionView name={t('original')} />
        </div>
      </div>
      <LastDone />
    </>
  )
}

interface CaptionOf {
  readonly label: string
  readonly outcome: Outcome | null
}

function Caption({ label, outcome }: CaptionOf) {
  if (outcome === null) return <p class="caption">{label}</p>
  const now = store.time.value
  const last = outcome.lastComplete()
  return (
    <p class="caption">
      <b>{label}:</b>{' '}
      {t('soFar', { pieces: outcome.receivedBy(now), complete: outcome.completeBy(now) })}{' '}
      <span class="label">
        {last === null ? t('nobodyCompletes') : t('lastCompletes', { time: clock(last) })}
      </span>
    </p>
  )
}

/** What was done last, with a way back; read aloud as it changes. */
function LastDone() {
  const last = lastDone.value
  const n = store.acts.value.length
  return (
    <p class="last-done">
      <span aria-live="polite">
        {last === null
          ? t(n === 0 ? 'forkHint' : 'changesSoFar', { n })
          : t(last.how === 'done' ? 'doneAt' : 'undoneAt', {
              what: actText(last.act),
              time: clock(last.act.at, 1),
            })}
      </span>{' '}
      <UndoButtons />
    </p>
  )
}

/** Undo and redo. */
export function UndoButtons() {
  return (
    <span class="undo">
      <button type="button" data-undo disabled={store.acts.value.length === 0} onClick={undo}>
        {t('undo')}
      </button>{' '}
      <button type="button" data-redo disabled={undone.value.length === 0} onClick={redo}>
        {t('redo')}
      </button>
    </span>
  )
}
