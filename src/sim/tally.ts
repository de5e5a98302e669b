import { BitTable } from '../base/bits.js'
import type { Geometry } from '../peer/geometry.js'
import type { Peer } from '../peer/peer.js'
import type { Population } from './population.js'

/** How a host stands. */
const TO_COME = 0
const LEECHING = 1
const SEEDING = 2
const GONE = 3

/** Counts who is where and what is held: what ends a run and what triggers planned events. */
export class Tally {
  /** Peers that come incomplete and arrive before the end; those of them done; those given up. */
  readonly expected: number
  done = 0
  lost = 0
  /** Copies of each piece among the peers that have not left. */
  readonly copies: Int32Array
  /** Pieces that somebody got who did not come with all. */
  piecesOut = 0

  readonly #population: Population
  readonly #state: Uint8Array
  readonly #out: BitTable
  /** Of each group: peers that come incomplete, and those of them done. */
  readonly #expectedOf: number[]
  readonly #doneOf: number[]
  /** Pieces that peers have got, or came with though incomplete. */
  #gained = 0
  /** Peers to come that hold something. */
  #holdersToCome = 0
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
      if (holds.kind !== 'nothing') this.#holdersToCome++
      if (holds.kind !== 'all') this.#expectedOf[population.group[host]]++
    }
    this.expected = this.#expectedOf.reduce((a, b) => a + b, 0)
  }

  /** Share of the pieces that are to be got, by all who come incomplete, that have been got. */
  get gainedShare(): number {
    const toGet = (this.expected - this.lost) * this.#pieceCount
    return toGet > 0 ? Math.min(1, this.#gained / toGet) : 1
  }

  /** Whether everybody who came incomplete, or will, is done or gone. */
  get over(): boolean {
    return this.done + this.lost === this.expected
  }

  /** Whether it is certain that nobody will finish any more: nobody holds some piece. */
  get stuck(): boolean {
    return !this.over && this.#holdersToCome === 0 && this.copies.includes(0)
  }

  /** Whether every piece is out. */
  get allPiecesOut(): boolean {
    return this.piecesOut === this.#pieceCount
  }

  /** Share of those that come incomplete (of a group, or of all) that are done. */
  doneShare(group: string | null): number {
    const { groups } = this.#population.settings
    const index = groups.findIndex(({ name }) => name === group)
    const done = index < 0 ? this.done : this.#doneOf[index]
    const expected = index < 0 ? this.expected : this.#expectedOf[index]
    return expected === 0 ? 0 : done / expected
  }

  /** Whether the host has left, or never will come. */
  isGone(host: number): boolean {
    return this.#state[host] === GONE
  }

  /** A peer arrives with what it holds. */
  arrived(host: number, peer: Peer): void {
    const { holds } = this.#population.of(host)
    if (holds.kind !== 'nothing') this.#holdersToCome--
    this.#state[host] = peer.complete ? SEEDING : LEECHING
    // A share that rounds to all makes a peer that never counts as done otherwise.
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

  /** A peer has one piece more. */
  gained(_host: number, piece: number): void {
    this.copies[piece]++
    this.#gained++
    this.#nowOut(piece)
  }

  /** A peer has become complete. */
  completed(host: number): void {
    this.#state[host] = SEEDING
    this.done++
    this.#doneOf[this.#population.group[host]]++
  }

  /** A peer leaves. */
  departed(host: number, peer: Peer): void {
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

  /** A peer that was to come never will. */
  neverCame(host: number): void {
    if (this.#state[host] !== TO_COME) return
    this.#state[host] = GONE
    const { settings, arrivalSeconds } = this.#population
    if (arrivalSeconds[host] > settings.untilSeconds) return
    const { holds } = this.#population.of(host)
    if (holds.kind !== 'nothing') this.#holdersToCome--
    if (holds.kind !== 'all') this.lost++
  }

  #nowOut(piece: number): void {
    if (this.#out.has(0, piece)) return
    this.#out.add(0, piece)
    this.piecesOut++
  }
}
