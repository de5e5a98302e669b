import { BitTable } from '../base/bits.js'
import { EVENT, NO_REASON, OPTIMISTIC } from './event-kind.js'
import type { Recording } from './recording.js'

/** In place of a neighbour: the row has no connection. */
export const NO_NEIGHBOUR = -1

/** Whether a host's peer is there. */
export const PRESENCE = { toCome: 0, here: 1, gone: 2 } as const

/** Bits of a link as one end of it sees it. */
export const LINK = {
  /** The host has told the neighbour that it wants a piece of it. */
  interested: 1,
  /** The host lets the neighbour download. */
  unchoked: 2,
  /** It does so optimistically. */
  optimistic: 4,
  /** The host finds that the neighbour snubs it. */
  snubbed: 8,
} as const

/** The state of a recorded swarm at an instant. Read it; `Playhead` alone changes it. */
export class SwarmState {
  /** The instant, seconds. All events up to it have happened, those at it included. */
  time = Number.NEGATIVE_INFINITY
  /** For each host, one of `PRESENCE`. */
  readonly presence: Uint8Array
  /** For each host: 1 = offline. */
  readonly offline: Uint8Array
  /** For each host: when it last ran a timed rechoke, seconds; NaN for never. */
  readonly rechokedAt: Float64Array
  /** For each host: when its peer arrived, seconds; NaN for not yet. */
  readonly arrivedAt: Float64Array
  /** The pieces that each host holds: a row for each, empty unless its peer is there. */
  readonly pieces: BitTable
  /** The pieces that each host has begun or holds, in rows alike. */
  readonly started: BitTable
  /** For each host: how many pieces it holds. */
  readonly pieceCounts: Int32Array
  /** For each piece: how many peers hold it. */
  readonly copies: Int32Array
  /** For each host: its uplink's capacity, bytes/s. */
  readonly upBytesPerSecond: Float64Array
  /** For each host: its upload slots, the optimistic ones included, and how many are optimistic. */
  readonly slots: Int32Array
  readonly optimisticSlots: Int32Array
  /** For each link's row: the neighbour's number, or `NO_NEIGHBOUR`. */
  readonly neighbour: Int32Array
  /** For each link's row: bits of `LINK`. */
  readonly links: Uint8Array
  /** For each link's row: the decision by which it is unchoked or choked (see `reasonOf`). */
  readonly decision: Int32Array
  /** The rows of the blocks that are under way, oldest first. */
  readonly underway: number[] = []
  readonly #pieceCount: number
  readonly #firstRow: Int32Array

  constructor({ header, hosts }: Recording) {
    const { hostCount, linkRows, pieceCount } = header
    this.presence = new Uint8Array(hostCount)
    this.offline = new Uint8Array(hostCount)
    this.rechokedAt = new Float64Array(hostCount).fill(Number.NaN)
    this.arrivedAt = new Float64Array(hostCount).fill(Number.NaN)
    this.pieces = new BitTable(hostCount, pieceCount)
    this.started = new BitTable(hostCount, pieceCount)
    this.pieceCounts = new Int32Array(hostCount)
    this.copies = new Int32Array(pieceCount)
    this.upBytesPerSecond = hosts.upBytesPerSecond.slice()
    const groups = Array.from(hosts.group, (group) => header.groups[group])
    this.slots = Int32Array.from(groups, ({ slots }) => slots)
    this.optimisticSlots = Int32Array.from(groups, ({ optimisticSlots }) => optimisticSlots)
    this.neighbour = new Int32Array(linkRows).fill(NO_NEIGHBOUR)
    this.links = new Uint8Array(linkRows)
    this.decision = new Int32Array(linkRows).fill(NO_REASON)
    this.#pieceCount = pieceCount
    this.#firstRow = hosts.firstRow
  }

  /** One more than the host's last row for links. */
  endRow(host: number): number {
    return this.#firstRow[host + 1] ?? this.links.length
  }

  /** The host's first row for links. */
  firstRow(host: number): number {
    return this.#firstRow[host]
  }

  /** Returns the host's row for a neighbour, or -1; the first if there are several. */
  rowOf(host: number, neighbour: number): number {
    const end = this.endRow(host)
    for (let row = this.#firstRow[host]; row < end; row++) {
      if (this.neighbour[row] === neighbour) return row
    }
    return -1
  }

  /** The arrays that make up the state, `underway` apart. */
  get arrays(): readonly (Uint8Array | Int32Array | Float64Array)[] {
    const { presence, offline, rechokedAt, arrivedAt, pieces, started, pieceCounts, copies } = this
    const times = [rechokedAt, arrivedAt]
    const hosts = [presence, offline, ...times, pieces.words, started.words, pieceCounts, copies]
    const numbers = [this.upBytesPerSecond, this.slots, this.optimisticSlots]
    return [...hosts, ...numbers, this.neighbour, this.links, this.decision]
  }

  /** Applies an event of the recording. */
  apply({ events }: Recording, at: number): void {
    const kind = events.kind[at]
    if (kind >= EVENT.linked && kind <= EVENT.unsnubbed) {
      this.#applyToLink(kind, events.row[at], events.other[at], events.value[at])
    } else if (kind === EVENT.policyChanged) {
      this.slots[events.host[at]] = events.value[at]
      this.optimisticSlots[events.host[at]] = events.detail[at]
    } else if (kind === EVENT.ranked) this.decision[events.row[at]] = events.value[at]
    else this.#applyToHost(kind, events.host[at], events.value[at], events.time[at])
  }

  #applyToHost(kind: number, host: number, value: number, time: number): void {
    if (kind === EVENT.arrived) this.#arrive(host, time)
    else if (kind === EVENT.held && value < 0) this.#holdAll(host)
    else if (kind === EVENT.held || kind === EVENT.gained) this.#hold(host, value)
    else if (kind === EVENT.started) this.started.add(host, value)
    else if (kind === EVENT.departed) this.#depart(host)
    else if (kind === EVENT.offline) this.offline[host] = 1
    else if (kind === EVENT.online) this.offline[host] = 0
    else if (kind === EVENT.rechoked) this.rechokedAt[host] = time
    else if (kind === EVENT.uplink) this.upBytesPerSecond[host] = value
  }

  #arrive(host: number, time: number): void {
    this.presence[host] = PRESENCE.here
    this.arrivedAt[host] = time
  }

  #applyToLink(kind: number, row: number, other: number, value: number): void {
    const { links } = this
    if (kind === EVENT.linked || kind === EVENT.closed) {
      this.neighbour[row] = kind === EVENT.linked ? other : NO_NEIGHBOUR
      links[row] = 0
      this.decision[row] = NO_REASON
    } else if (kind === EVENT.interested) links[row] |= LINK.interested
    else if (kind === EVENT.notInterested) links[row] &= ~LINK.interested
    else if (kind === EVENT.snubbed) links[row] |= LINK.snubbed
    else if (kind === EVENT.unsnubbed) links[row] &= ~LINK.snubbed
    else {
      links[row] &= ~(LINK.unchoked | LINK.optimistic)
      if (kind !== EVENT.choked) {
        links[row] |= LINK.unchoked
        if ((value & 255) === OPTIMISTIC) links[row] |= LINK.optimistic
      }
      this.decision[row] = value
    }
  }

  #hold(host: number, piece: number): void {
    if (this.pieces.has(host, piece)) return
    this.pieces.add(host, piece)
    this.pieceCounts[host]++
    this.copies[piece]++
  }

  #holdAll(host: number): void {
    for (let piece = 0; piece < this.#pieceCount; piece++) this.#hold(host, piece)
  }

  #depart(host: number): void {
    this.presence[host] = PRESENCE.gone
    this.offline[host] = 0
    const { pieces } = this
    for (let p = pieces.nextSet(host, 0); p >= 0; p = pieces.nextSet(host, p + 1)) this.copies[p]--
    pieces.clear(host)
    this.started.clear(host)
    this.pieceCounts[host] = 0
  }
}
