import { PRESENCE } from '../../../replay/swarm-state.js'
import { t } from '../../words/words.js'
import { moment } from '../moment.js'
import { peerName } from '../peer-name.js'
import { runsOnStage } from '../runs-on-stage.js'
import { askedRun, isIn, type Subject, subject } from '../subject.js'
import type { Answer } from './answer.js'
import { WhyBlock } from './why-block.js'
import { WhyLink } from './why-link.js'
import { WhyPiece } from './why-piece.js'

/** Answers "why?" for a link, a piece or a block, from what the engine decided at that instant. */
export function WhyPanel() {
  const runs = runsOnStage.value
  const of = runs.length === 1 ? 'shown' : askedRun.value
  const run = of === 'shown' ? runs[0] : runs[1]
  const about = subject.value
  if (run === undefined) return null
  const { label, settings, playhead } = run
  const { recording } = playhead
  if (about === null || !isIn(recording, about)) return <p>{t('whyChoose')}</p>
  const state = playhead.seek(moment.value)
  return (
    <>
      {label !== '' && <p class="note">{t('whyIn', { run: label })}</p>}
      <Answered about={about} answer={{ recording, settings, of, state }} />
    </>
  )
}

function Answered({ about, answer }: { readonly about: Subject; readonly answer: Answer }) {
  if (about.kind === 'block') return <WhyBlock {...answer} row={about.row} />
  if (answer.state.presence[about.host] !== PRESENCE.here) {
    return (
      <>
        <h2>{peerName(answer.recording, about.host)}</h2>
        <p>{t('notHere')}</p>
      </>
    )
  }
  return about.kind === 'link' ? (
    <WhyLink {...answer} host={about.host} other={about.other} />
  ) : (
    <WhyPiece {...answer} host={about.host} piece={about.piece} />
  )
}
