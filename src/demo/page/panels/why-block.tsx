import { EVENT, OUTCOME } from '../../../replay/event-kind.js'
import type { Recording } from '../../../replay/recording.js'
import { clock, t, type WordKey } from '../../words/words.js'
import { peerName } from '../peer-name.js'
import { firstAfter } from '../steps.js'
import { ask } from '../subject.js'
import type { Answer } from './answer.js'
import { startedText } from './why-piece.js'

const FATES: Readonly<Record<number, WordKey>> = {
  [OUTCOME.underway]: 'blockUnderway',
  [OUTCOME.useful]: 'blockUseful',
  [OUTCOME.duplicate]: 'blockDuplicate',
  [OUTCOME.corrupt]: 'blockCorrupt',
  [OUTCOME.lost]: 'blockLost',
}

/** Says what a block is, what becomes of it, and why it travels. */
export function WhyBlock({ recording, row, of }: Answer & { readonly row: number }) {
  const { from, to, start, end, piece, index, outcome } = recording.blocks
  const [host, other] = [from[row], to[row]]
  const names = { host: peerName(recording, host), other: peerName(recording, other) }
  const at = startOf(recording, other, piece[row], start[row])
  return (
    <>
      <h2>{t('blockTitle', { ...names, n: index[row] + 1, piece: piece[row] + 1 })}</h2>
      <p class="answer" data-answer>
        {t(FATES[outcome[row]], { start: clock(start[row], 1), end: clock(end[row], 1) })}
      </p>
      {at >= 0 && <p>{startedText(recording, at)}</p>}
      <p class="choices">
        <button type="button" onClick={() => ask({ kind: 'link', host, other }, of)}>
          {t('whyMay', names)}
        </button>
        <button
          type="button"
          onClick={() => ask({ kind: 'piece', host: other, piece: piece[row] }, of)}
        >
          {t('whyThisPiece', { n: piece[row] + 1 })}
        </button>
      </p>
    </>
  )
}

/** Returns the event by which a host started a piece, at or before an instant; or -1. */
function startOf({ events }: Recording, host: number, piece: number, seconds: number): number {
  for (let at = firstAfter(events.time, seconds) - 1; at >= 0; at--) {
    const isStart = events.kind[at] === EVENT.started && events.value[at] === piece
    if (isStart && events.host[at] === host) return at
  }
  return -1
}
