import type { ChokeReason } from '../peer/policy.js'
import { DEPARTURES, EVENT, OUTCOME, type Pick, pickOf, rankOf, reasonOf } from './event-kind.js'
import type { Recording } from './recording.js'

/** Blocks of one piece from one neighbour. */
export interface PieceSource {
  readonly peer: number
  readonly blocks: number
}

/** What a moment of a peer's life may have beyond its time and kind. */
export interface MomentFacts {
  /** The other peer. */
  readonly other?: number
  /** Number of the piece, from 0. */
  readonly piece?: number
  /** Number of the block in the piece, from 0. */
  readonly block?: number
  /** Why a link is or is not unchoked; null if the choker gave no reason. */
  readonly reason?: ChokeReason | null
  /** Its rank in that decision, 1 is first. */
  readonly rank?: number
  /** True in a decision about a neighbour that has sent no block on this connection so far. */
  readonly hasSentNothing?: boolean
  /** The rate by which it was ranked, or the capacity of a link from now on. */
  readonly bytesPerSecond?: number
  /** Pieces held on arrival, addresses in the tracker's answer, or upload slots from now on. */
  readonly count?: number
  /** Why a piece was started. */
  readonly pick?: Pick
  /** Who sent the blocks of a piece. */
  readonly sources?: readonly PieceSource[]
}

/** The kinds of moments in a peer's life. */
export type MomentKind =
  | 'arrives'
  | 'leaves-complete'
  | 'leaves-incomplete'
  | 'vanishes'
  | 'goes-offline'
  | 'is-online-again'
  | 'tracker-answers'
  | 'connects'
  | 'disconnects'
  | 'wants'
  | 'wants-nothing'
  | 'is-wanted'
  | 'is-wanted-no-longer'
  | 'unchokes'
  | 'keeps-unchoked'
  | 'chokes'
  | 'is-unchoked'
  | 'is-choked'
  | 'is-snubbed'
  | 'is-snubbed-no-longer'
  | 'has-first-block'
  | 'starts-piece'
  | 'has-piece'
  | 'is-complete'
  | 'duplicate-block'
  | 'corrupt-block'
  | 'lost-block'
  | 'uplink-changes'
  | 'downlink-changes'
  | 'policy-changes'

/** A moment of a peer's life. */
export interface LifeMoment extends MomentFacts {
  /** Simulated time. */
  readonly seconds: number
  readonly kind: MomentKind
}

/** Kinds of a peer's own events that need no more than the neighbour. */
const OWN: Partial<Record<number, MomentKind>> = {
  [EVENT.offline]: 'goes-offline',
  [EVENT.online]: 'is-online-again',
  [EVENT.linked]: 'connects',
  [EVENT.closed]: 'disconnects',
  [EVENT.interested]: 'wants',
  [EVENT.notInterested]: 'wants-nothing',
  [EVENT.snubbed]: 'is-snubbed',
  [EVENT.unsnubbed]: 'is-snubbed-no-longer',
}

/** Kinds of decisions, of the peer and of its neighbours. */
const DECIDED: Partial<Record<number, readonly [own: MomentKind, theirs: MomentKind | null]>> = {
  [EVENT.unchoked]: ['unchokes', 'is-unchoked'],
  [EVENT.slotChanged]: ['keeps-unchoked', null],
  [EVENT.choked]: ['chokes', 'is-choked'],
}

const DEPARTED = {
  complete: 'leaves-complete',
  left: 'leaves-incomplete',
  vanished: 'vanishes',
} as const satisfies Record<(typeof DEPARTURES)[number], MomentKind>

const WASTED: Partial<Record<number, MomentKind>> = {
  [OUTCOME.duplicate]: 'duplicate-block',
  [OUTCOME.corrupt]: 'corrupt-block',
  [OUTCOME.lost]: 'lost-block',
}

/** Returns the life of a peer in order, from its recording. */
export function lifeOf(recording: Recording, peer: number): LifeMoment[] {
  const moments = [...momentsOfEvents(recording, peer), ...wastedBlocks(recording, peer)]
  return moments.sort((a, b) => a.seconds - b.seconds)
}

function* momentsOfEvents(recording: Recording, peer: number): Generator<LifeMoment> {
  const { time, host, other, kind, row } = recording.events
  const sources = new PieceSources(recording, peer)
  const newLinks = new Set<number>()
  let held = 0
  for (let at = 0; at < time.length; at++) {
    const seconds = time[at]
    if (host[at] === peer) {
      // A new link is marked as snubbing at once, until its first block; that is no news.
      const isNew = newLinks.has(row[at])
      if (kind[at] === EVENT.linked) newLinks.add(row[at])
      else if (kind[at] === EVENT.unsnubbed || kind[at] === EVENT.closed) newLinks.delete(row[at])
      else if (kind[at] === EVENT.snubbed && isNew) continue
      if (kind[at] === EVENT.arrived) held = heldOnArrival(recording, at)
      const moment = ownMoment(recording, at, sources, held, isNew)
      if (moment !== null) yield { seconds, ...moment }
      if (kind[at] !== EVENT.gained || ++held < recording.header.pieceCount) continue
      yield { seconds, kind: 'is-complete' }
    } else if (other[at] === peer) {
      const moment = neighbourMoment(recording, at)
      if (moment !== null) yield { seconds, ...moment }
    }
  }
}

type Moment = Omit<LifeMoment, 'seconds'>

function ownMoment(
  { events, header }: Recording,
  at: number,
  sources: PieceSources,
  held: number,
  isNew: boolean,
): Moment | null {
  const { kind, value, detail, row, other, time } = events
  if (kind[at] === EVENT.unsnubbed && isNew) return { kind: 'has-first-block', other: other[at] }
  const own = OWN[kind[at]]
  if (own !== undefined) return { kind: own, ...(row[at] < 0 ? {} : { other: other[at] }) }
  const decided = DECIDED[kind[at]]
  if (decided !== undefined) {
    const facts = { other: other[at], ...(isNew && { hasSentNothing: true }) }
    return { kind: decided[0], ...facts, ...decision(events, at) }
  }
  switch (kind[at]) {
    case EVENT.arrived:
      return { kind: 'arrives', count: Math.min(held, header.pieceCount) }
    case EVENT.departed:
      return { kind: DEPARTED[DEPARTURES[value[at]]] }
    case EVENT.answered:
      return { kind: 'tracker-answers', count: value[at] }
    case EVENT.started: {
      const facts = { other: other[at], piece: value[at], pick: pickOf(detail[at]) }
      return { kind: 'starts-piece', ...facts }
    }
    case EVENT.gained:
      return { kind: 'has-piece', piece: value[at], sources: sources.of(value[at], time[at]) }
    case EVENT.uplink:
      return { kind: 'uplink-changes', bytesPerSecond: value[at] }
    case EVENT.downlink:
      return { kind: 'downlink-changes', bytesPerSecond: value[at] }
    case EVENT.policyChanged:
      return { kind: 'policy-changes', count: value[at] }
    default:
      return null
  }
}

/** What a neighbour does that the peer learns of. */
function neighbourMoment({ events }: Recording, at: number): Moment | null {
  const { kind, host } = events
  const other = host[at]
  if (kind[at] === EVENT.interested) return { kind: 'is-wanted', other }
  if (kind[at] === EVENT.notInterested) return { kind: 'is-wanted-no-longer', other }
  const theirs = DECIDED[kind[at]]?.[1] ?? null
  return theirs === null ? null : { kind: theirs, other, ...decision(events, at) }
}

function decision({ value, detail }: Recording['events'], at: number): MomentFacts {
  const reason = reasonOf(value[at])
  const rank = rankOf(value[at])
  if (reason === null) return { reason }
  return { reason, ...(rank < 0 ? {} : { rank: rank + 1 }), bytesPerSecond: detail[at] }
}

/** Counts the pieces that a peer arrives with: their events follow its arrival. */
function heldOnArrival({ events, header }: Recording, arrival: number): number {
  const { kind, host, value } = events
  let count = 0
  for (let at = arrival + 1; kind[at] === EVENT.held && host[at] === host[arrival]; at++) {
    count += value[at] < 0 ? header.pieceCount : 1
  }
  return count
}

function* wastedBlocks({ blocks }: Recording, peer: number): Generator<LifeMoment> {
  const { from, to, end, piece, index, outcome } = blocks
  for (let row = 0; row < to.length; row++) {
    const kind = to[row] === peer ? WASTED[outcome[row]] : undefined
    if (kind === undefined) continue
    yield { seconds: end[row], kind, other: from[row], piece: piece[row], block: index[row] }
  }
}

/** Finds who sent the blocks of the pieces of a peer. */
class PieceSources {
  readonly #blocks: Recording['blocks']
  /** Rows of useful blocks to the peer, for each piece. */
  readonly #rows = new Map<number, number[]>()

  constructor({ blocks }: Recording, peer: number) {
    this.#blocks = blocks
    for (let row = 0; row < blocks.to.length; row++) {
      if (blocks.to[row] !== peer || blocks.outcome[row] !== OUTCOME.useful) continue
      const rows = this.#rows.get(blocks.piece[row])
      if (rows === undefined) this.#rows.set(blocks.piece[row], [row])
      else rows.push(row)
    }
  }

  /** Returns who sent how many blocks of a piece by an instant, the most first. */
  of(piece: number, seconds: number): PieceSource[] {
    const counts = new Map<number, number>()
    for (const row of this.#rows.get(piece) ?? []) {
      if (this.#blocks.end[row] > seconds) continue
      const from = this.#blocks.from[row]
      counts.set(from, (counts.get(from) ?? 0) + 1)
    }
    const sources = [...counts].map(([peer, blocks]) => ({ peer, blocks }))
    return sources.sort((a, b) => b.blocks - a.blocks || a.peer - b.peer)
  }
}
