import { EVENT, OUTCOME } from './event-kind.js'
import { NOBODY, type Recording, type RecordingHeader } from './recording.js'

/** Numbers of the header that are counts. */
const COUNTS = ['pieceCount', 'hostCount', 'linkRows', 'simulatedEvents'] as const
/** Numbers of the header that may be any but negative. */
const AMOUNTS = ['endSeconds', 'sizeBytes', 'pieceBytes'] as const
const TEXTS = ['name', 'title', 'seed', 'traceHash', 'ended', 'model'] as const

/** The most pieces and link rows that a state is made for; a larger number is damage. */
const MOST = 1 << 28

/** Tells whether a value is a whole number of things. */
export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST
}

/** Tells whether a value of a file is the header of a recording. */
export function isHeader(value: unknown): value is RecordingHeader {
  if (typeof value !== 'object' || value === null) return false
  const header = value as RecordingHeader
  const { groups } = header
  return (
    COUNTS.every((key) => key === 'simulatedEvents' || isCount(header[key])) &&
    Number.isSafeInteger(header.simulatedEvents) &&
    AMOUNTS.every((key) => Number.isFinite(header[key]) && header[key] >= 0) &&
    TEXTS.every((key) => typeof header[key] === 'string') &&
    Array.isArray(groups) &&
    groups.every((group) => typeof group?.name === 'string' && isCount(group.count))
  )
}

/** Returns what is wrong with the columns of a recording; null if nothing is. */
export function faultOf({ header, hosts, events, blocks }: Recording): string | null {
  const { hostCount, linkRows, pieceCount, groups } = header
  const lastKind = Math.max(...Object.values(EVENT))
  if (hosts.group.length !== hostCount) return `${hosts.group.length} of ${hostCount} peers`
  return (
    outside('hosts.group', hosts.group, 0, groups.length - 1) ??
    outside('hosts.firstRow', hosts.firstRow, 0, linkRows) ??
    outside('events.kind', events.kind, 0, lastKind) ??
    outside('events.host', events.host, 0, hostCount - 1) ??
    outside('events.other', events.other, 0, hostCount - 1, NOBODY) ??
    outside('events.row', events.row, -1, linkRows - 1) ??
    wrongRow(events) ??
    wrongPiece(events, pieceCount) ??
    outside('blocks.from', blocks.from, 0, hostCount - 1) ??
    outside('blocks.to', blocks.to, 0, hostCount - 1) ??
    outside('blocks.piece', blocks.piece, 0, pieceCount - 1) ??
    outside('blocks.outcome', blocks.outcome, 0, OUTCOME.lost) ??
    falling('hosts.firstRow', hosts.firstRow) ??
    falling('events.time', events.time) ??
    falling('blocks.start', blocks.start)
  )
}

/** Names the first element that is out of bounds and not `other`. */
function outside(
  name: string,
  column: ArrayLike<number>,
  least: number,
  most: number,
  other = least,
): string | null {
  for (let i = 0; i < column.length; i++) {
    const value = column[i]
    if ((value < least || value > most) && value !== other) {
      return `${name}[${i}] is ${value}, expected ${least} to ${most}`
    }
  }
  return null
}

/** Names the first element that is less than the one before, or no number. */
function falling(name: string, column: ArrayLike<number>): string | null {
  for (let i = 0; i < column.length; i++) {
    if (column[i] >= (i === 0 ? Number.NEGATIVE_INFINITY : column[i - 1])) continue
    return `${name}[${i}] is ${column[i]}, after ${column[i - 1]}`
  }
  return null
}

/** An event of a link needs a row and a neighbour. */
function wrongRow({ kind, row, other }: Recording['events']): string | null {
  for (let i = 0; i < kind.length; i++) {
    const isLinked = kind[i] >= EVENT.linked && kind[i] <= EVENT.unsnubbed
    const isOfLink = isLinked || kind[i] === EVENT.ranked
    if (isOfLink && (row[i] < 0 || other[i] === NOBODY)) return `events.row[${i}] is of no link`
  }
  return null
}

/** An event of a piece needs one that exists. */
function wrongPiece({ kind, value }: Recording['events'], pieceCount: number): string | null {
  for (let i = 0; i < kind.length; i++) {
    const isOfPiece = kind[i] === EVENT.gained || kind[i] === EVENT.started
    if (kind[i] !== EVENT.held && !isOfPiece) continue
    if (value[i] < (isOfPiece ? 0 : -1) || value[i] >= pieceCount) {
      return `events.value[${i}] is ${value[i]}, expected a piece`
    }
  }
  return null
}
