import { EVENT, rankOf, reasonOf } from '../../../replay/event-kind.js'
import type { Recording } from '../../../replay/recording.js'
import { LINK } from '../../../replay/swarm-state.js'
import { clock, rate, t } from '../../words/words.js'
import { reasonText } from '../event-text.js'
import { peerName } from '../peer-name.js'
import { firstAfter } from '../steps.js'
import { ask } from '../subject.js'
import type { Answer } from './answer.js'
import { RoundTable } from './round-table.js'

/** Says why a host lets a neighbour download at a moment, or does not. */
export function WhyLink(props: Answer & { readonly host: number; readonly other: number }) {
  const { recording, settings, state, host, other, of } = props
  const names = { host: peerName(recording, host), other: peerName(recording, other) }
  const row = state.rowOf(host, other)
  const back = state.rowOf(other, host)
  const isUnchoked = row >= 0 && (state.links[row] & LINK.unchoked) !== 0
  return (
    <>
      <h2>{t(row < 0 || !isUnchoked ? 'whyChokes' : 'whyUnchokes', names)}</h2>
      {row < 0 ? (
        <p>{t('whyNoLink', names)}</p>
      ) : (
        <Decided {...props} row={row} isUnchoked={isUnchoked} />
      )}
      {row >= 0 && (state.links[row] & LINK.snubbed) !== 0 && <p>{t('whySnubbed', names)}</p>}
      {back >= 0 && (
        <p>
          {t((state.links[back] & LINK.interested) !== 0 ? 'whyWants' : 'whyWantsNothing', names)}
        </p>
      )}
      <p>
        <button type="button" onClick={() => ask({ kind: 'link', host: other, other: host }, of)}>
          {t('whyOtherWay', names)}
        </button>
      </p>
      {row >= 0 && (
        <RoundTable {...{ recording, settings, of, host, other }} seconds={state.time} />
      )}
    </>
  )
}

interface DecidedProps extends Answer {
  readonly host: number
  readonly other: number
  readonly row: number
  readonly isUnchoked: boolean
}

/** The decision in force, when it was made, and what its reason means. */
function Decided({ recording, state, host, other, row, isUnchoked }: DecidedProps) {
  const decision = state.decision[row]
  const reason = reasonOf(decision)
  const at = lastDecision(recording, row, state.time)
  const ranked = lastDecision(recording, row, state.time, true)
  const rank = rankOf(decision)
  const facts = [
    reason === null ? t(isUnchoked ? 'whyNoReason' : 'whyNotYet') : reasonText(decision),
    rank >= 0 ? t('rank', { n: rank + 1 }) : '',
    ranked >= 0 && recording.events.detail[ranked] > 0 ? rate(recording.events.detail[ranked]) : '',
  ]
  const names = { host: peerName(recording, host), other: peerName(recording, other) }
  return (
    <>
      <p class="answer" data-answer>
        <b>{facts.filter((fact) => fact !== '').join(', ')}</b>
        {at >= 0 && <span> {sinceText(recording, at, ranked)}</span>}
      </p>
      {at >= 0 && !isUnchoked && <p class="note">{t('whyThen')}</p>}
      {reason !== null && <p>{t(`means-${reason}`, names)}</p>}
    </>
  )
}

/** Since when a decision is in force and, if its rank changed later, since when that is. */
function sinceText({ events }: Recording, at: number, ranked: number): string {
  const [time, later] = [clock(events.time[at], 1), clock(events.time[ranked], 1)]
  return ranked === at ? t('whySince', { time }) : t('whyRanked', { time, later })
}

/**
 * Returns the last decision about a row up to an instant, as a row of the events; or -1. A new rank
 * for the same reason counts only if it is asked for.
 */
function lastDecision(
  { events }: Recording,
  row: number,
  seconds: number,
  isRankWanted = false,
): number {
  const { kind } = events
  for (let at = firstAfter(events.time, seconds) - 1; at >= 0; at--) {
    if (events.row[at] !== row) continue
    if (kind[at] >= EVENT.unchoked && kind[at] <= EVENT.choked) return at
    if (isRankWanted && kind[at] === EVENT.ranked) return at
    if (kind[at] === EVENT.linked) return -1
  }
  return -1
}
