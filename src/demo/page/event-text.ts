import { DEPARTURES, EVENT, rankOf, reasonOf } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'
import { t, type WordKey } from '../words/words.js'
import { peerName } from './peer-name.js'

const NAMES = Object.fromEntries(
  Object.entries(EVENT).map(([name, kind]) => [kind, name]),
) as Readonly<Record<number, keyof typeof EVENT>>

/** Returns what happens in an event, as a sentence. */
export function eventText(recording: Recording, at: number): string {
  const { kind, host, other, row, value } = recording.events
  const name = NAMES[kind[at]]
  const key: WordKey =
    name === 'departed' ? `event-departed-${DEPARTURES[value[at]]}` : `event-${name}`
  return t(key, {
    host: peerName(recording, host[at]),
    other: row[at] < 0 ? '' : peerName(recording, other[at]),
    piece: value[at] + 1,
    n: value[at],
    rank: rankOf(value[at]) + 1,
    reason: reasonText(value[at]),
  }).replace(/: $/, '')
}

/** Returns the reason of a decision in the language in use; empty if none was given. */
export function reasonText(decision: number): string {
  const reason = reasonOf(decision)
  return reason === null ? '' : t(`reason-${reason}`)
}
