import { BitTable } from '../base/bits.js'
import type { Geometry } from '../peer/geometry.js'
import type { Peer } from '../peer/peer.js'
import type { Population } from './population.js'

/** The state of a host. */
const TO_COME = 0
const LEECHING = 1
const SEEDING = 2
const GONE = 3

/** Counts peers by state, and pieces by copies, to end runs and trigger planned events. */
export class Tally {
  /** Peers that arrive incomplete before the end; then how many are done, and how many left. */
  readonly expected: number
  done = 0
  lost = 0
  /** How often a peer has arrived, completed or left, or an event has changed what is possible. */
  changes = 0
  /** Copies of each piece among the peers that have not left. */
  readonly copies: Int32Array
  /** Pieces held at some time by a peer that did not arrive complete. */
  piecesOut = 0

  readonly #population: Population
  readonly #state: Uint8Array
  readonly #out: BitTable
  /** For each group: peers that arrive incomplete, and how many of them are done. */
  readonly #expectedOf: number[]
  readonly #doneOf: number[]
  /** Pieces that peers have got, or that incomplete peers arrived with. */
  #gained = 0
  readonly #pieceCount: number

  constructor(population: Population, geometry: Geometry) {
    this.#population = population
    this.#pieceCount = geometry.pieceCount
    this.copies = new Int32Array(geometry.pieceCount)
    this.#state = new Uint8Array(population.count)
    this.#out = new BitTable(1, geometry.pieceCount)
    this.#expectedOf = population.settings.groups.map(() => 0)
    this.#doneOf = population.settings.groups.map(() => 0)
    for (let host = 0; host < population.count; host++) {
      const { holds } = population.of(host)
      if (population.arrivalSeconds[host] > population.settings.untilSeconds) continue
      if (holds.kind !== 'all') this.#expectedOf[population.group[host]]++
    }
    this.expected = this.#expectedOf.reduce((a, b) => a + b, 0)
  }

  /** Share of the needed pieces, over all peers that arrive incomplete, that they have got. */
  get gainedShare(): number {
    const toGet = (this.expected - this.lost) * this.#pieceCount
    return toGet > 0 ? Math.min(1, this.#gained / toGet) : 1
  }

  /** Whether every peer that arrives incomplete is done or gone. */
  get over(): boolean {
    return this.done + this.lost === this.expected
  }

  /** Whether `piecesOut` has reached the number of all pieces. */
  get allPiecesOut(): boolean {
    return this.piecesOut === this.#pieceCount
  }

  /** Returns the share of peers that arrive incomplete (of a group, or all) that are done. */
  doneShare(group: string | null): number {
    const { groups } = this.#population.settings
    const index = groups.findIndex(({ name }) => name === group)
    const done = index < 0 ? this.done : this.#doneOf[index]
    const expected = index < 0 ? this.expected : this.#expectedOf[index]
    return expected === 0 ? 0 : done / expected
  }

  /** Tells whether the host has left or will never arrive. */
  isGone(host: number): boolean {
    return this.#state[host] === GONE
  }

  /** Tells whether the host is still to arrive before the end. */
  isToCome(host: number): boolean {
    const { settings, arrivalSeconds } = this.#population
    return this.#state[host] === TO_COME && arrivalSeconds[host] <= settings.untilSeconds
  }

  /** Counts a peer that arrives, and the pieces that it holds. */
  arrived(host: number, peer: Peer): void {
    const { holds } = this.#population.of(host)
    this.changes++
    this.#state[host] = peer.complete ? SEEDING : LEECHING
    // A share that rounds to all pieces: this peer would never count as done otherwise.
    if (peer.complete && holds.kind !== 'all') this.completed(host)
    const { holdings } = this.#population.store.columns
    const row = peer.ownRow
    for (
      let piece = holdings.nextSet(row, 0);
      piece >= 0;
      piece = holdings.nextSet(row, piece + 1)
    ) {
      this.copies[piece]++
      if (holds.kind === 'all') continue
      this.#gained++
      this.#nowOut(piece)
    }
  }

  /** Counts a peer's new piece. */
  gained(_host: number, piece: number): void {
    this.copies[piece]++
    this.#gained++
    this.#nowOut(piece)
  }

  /** Counts a peer that has become complete. */
  completed(host: number): void {
    this.changes++
    this.#state[host] = SEEDING
    this.done++
    this.#doneOf[this.#population.group[host]]++
  }

  /** Counts a peer that leaves, and its copies. */
  departed(host: number, peer: Peer): void {
    this.changes++
    if (this.#state[host] === LEECHING) this.lost++
    this.#state[host] = GONE
    const { holdings } = this.#population.store.columns
    const row = peer.ownRow
    for (
      let piece = holdings.nextSet(row, 0);
      piece >= 0;
      piece = holdings.nextSet(row, piece + 1)
    ) {
      this.copies[piece]--
    }
  }

  /** Counts an expected peer that will never arrive. */
  neverCame(host: number): void {
    if (this.#state[host] !== TO_COME) return
    this.changes++
    this.#state[host] = GONE
    const { settings, arrivalSeconds } = this.#population
    if (arrivalSeconds[host] > settings.untilSeconds) return
    if (this.#population.of(host).holds.kind !== 'all') this.lost++
  }

  #nowOut(piece: number): void {
    if (this.#out.has(0, piece)) return
    this.#out.add(0, piece)
    this.piecesOut++
  }
}
