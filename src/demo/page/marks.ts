import { EVENT } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'
import { t } from '../words/words.js'
import { peerName } from './peer-name.js'

/** A mark on the time slider. */
export interface Mark {
  readonly seconds: number
  readonly text: string
  /** The class of its look in `style.css`: `mark-KIND`. */
  readonly kind: 'major' | 'completed' | 'rechoke'
}

/** Finds the marks of a recording; `peer` is the selected one, or null. */
export type MarkSource = (recording: Recording, peer: number | null) => readonly Mark[]

/** What is marked on the slider. To mark something else, add a source here. */
export const MARK_SOURCES: readonly MarkSource[] = [firstPiece, half, completions, rechokes]

function firstPiece({ events }: Recording): Mark[] {
  const at = events.kind.indexOf(EVENT.gained)
  return at < 0 ? [] : [{ seconds: events.time[at], text: t('markFirstPiece'), kind: 'major' }]
}

/** Half of the pieces that were gained during the run. */
function half({ events }: Recording): Mark[] {
  const gained = gains(events.kind)
  const at = gained[Math.floor((gained.length - 1) / 2)]
  return at === undefined ? [] : [{ seconds: events.time[at], text: t('markHalf'), kind: 'major' }]
}

function completions(recording: Recording): Mark[] {
  const { kind, host, time, value } = recording.events
  const { hostCount, pieceCount } = recording.header
  const counts = new Int32Array(hostCount)
  const marks: Mark[] = []
  for (let at = 0; at < kind.length; at++) {
    const isHeld = kind[at] === EVENT.held
    if (isHeld && value[at] >= 0) counts[host[at]]++
    if (kind[at] !== EVENT.gained || ++counts[host[at]] < pieceCount) continue
    const name = peerName(recording, host[at])
    marks.push({ seconds: time[at], text: t('markCompleted', { name }), kind: 'completed' })
  }
  return marks
}

/** The choking rounds of the selected peer: those of all would cover the slider. */
function rechokes(recording: Recording, peer: number | null): Mark[] {
  if (peer === null) return []
  const { kind, host, time } = recording.events
  const text = t('markRechoke', { name: peerName(recording, peer) })
  const marks: Mark[] = []
  for (let at = 0; at < kind.length; at++) {
    if (kind[at] !== EVENT.rechoked || host[at] !== peer) continue
    marks.push({ seconds: time[at], text, kind: 'rechoke' })
  }
  return marks
}

function gains(kind: Uint8Array): number[] {
  const found: number[] = []
  for (let at = 0; at < kind.length; at++) if (kind[at] === EVENT.gained) found.push(at)
  return found
}
