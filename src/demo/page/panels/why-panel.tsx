import { PRESENCE } from '../../../replay/swarm-state.js'
import { t } from '../../words/words.js'
import { moment } from '../moment.js'
import { peerName } from '../peer-name.js'
import * as store from '../store.js'
import { askedRun, isIn, type Subject, subject } from '../subject.js'
import type { Answer } from './answer.js'
import { WhyBlock } from './why-block.js'
import { WhyLink } from './why-link.js'
import { WhyPiece } from './why-piece.js'

/** Answers "why?" for a link, a piece or a block, from what the engine decided at that instant. */
export function WhyPanel() {
  const of = store.companion.value === null ? 'shown' : askedRun.value
  const playhead = of === 'shown' ? store.playhead.value : store.companion.value
  if (playhead === null) return null
  const { recording } = playhead
  const about = subject.value
  if (about === null || !isIn(recording, about)) return <p>{t('whyChoose')}</p>
  return (
    <>
      {of === 'companion' && <p class="note">{t('whyOriginal')}</p>}
      <Answered about={about} answer={{ recording, of, state: playhead.seek(moment.value) }} />
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
