import { BitTable } from '../../src/base/bits.js'
import { BLOCK_BYTES, type Geometry } from '../../src/peer/geometry.js'
import type { PeerOutput, Wire } from '../../src/peer/wire.js'

/** Delivers a message to its receiver, on the row that the receiver keeps for the sender. */
export type Delivery = (hearer: Wire, now: number, link: number) => void

/** Receives what a peer sends. */
export interface Listener {
  /** Takes a message as a text line, with a function that delivers it. */
  word(now: number, link: number, line: string, deliver: Delivery): void
  /** A piece has arrived in full; its hash must be checked. */
  check(now: number, piece: number): void
  /** The peer lets blocks be pulled that it has withheld. */
  resume?(now: number, link: number): void
}

/** Returns a block's name: `2.3` is block 3 of piece 2. */
export function blockName(piece: number, begin: number): string {
  return `${piece}.${begin / BLOCK_BYTES}`
}

/** Returns the piece, the first byte and the length of a block by name. */
export function blockOf(name: string, geometry: Geometry): [number, number, number] {
  const [piece, block] = name.split('.').map(Number)
  return [piece, block * BLOCK_BYTES, geometry.blockBytes(piece, block)]
}

/**
 * An output that turns each message into a text line: `request 2.3` asks for block 3 of piece 2. A
 * length that differs from the block's own is added: `request 2.3 of 5 bytes`.
 */
export class Scribe implements PeerOutput {
  readonly #geometry: Geometry
  readonly #listener: Listener

  constructor(geometry: Geometry, listener: Listener) {
    this.#geometry = geometry
    this.#listener = listener
  }

  handshake(now: number, link: number, torrent: string, id: string): void {
    this.#tell(now, link, 'handshake', (to, at, row) => to.handshake(at, row, torrent, id))
  }

  choke(now: number, link: number): void {
    this.#tell(now, link, 'choke', (to, at, row) => to.choke(at, row))
  }

  unchoke(now: number, link: number): void {
    this.#tell(now, link, 'unchoke', (to, at, row) => to.unchoke(at, row))
  }

  interested(now: number, link: number): void {
    this.#tell(now, link, 'interested', (to, at, row) => to.interested(at, row))
  }

  notInterested(now: number, link: number): void {
    this.#tell(now, link, 'notInterested', (to, at, row) => to.notInterested(at, row))
  }

  have(now: number, link: number, piece: number): void {
    this.#tell(now, link, `have ${piece}`, (to, at, row) => to.have(at, row, piece))
  }

  bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    const copy = new BitTable(1, pieces.length)
    const held: number[] = []
    for (let p = pieces.nextSet(row, 0); p >= 0; p = pieces.nextSet(row, p + 1)) held.push(p)
    for (const piece of held) copy.add(0, piece)
    const deliver: Delivery = (to, at, theirRow) => to.bitfield(at, theirRow, copy, 0)
    this.#tell(now, link, `bitfield ${held.join(' ')}`, deliver)
  }

  request(now: number, link: number, piece: number, begin: number, length: number): void {
    const line = `request ${this.#block(piece, begin, length)}`
    this.#tell(now, link, line, (to, at, row) => to.request(at, row, piece, begin, length))
  }

  piece(now: number, link: number, piece: number, begin: number, length: number): void {
    const line = `piece ${this.#block(piece, begin, length)}`
    this.#tell(now, link, line, (to, at, row) => to.piece(at, row, piece, begin, length))
  }

  cancel(now: number, link: number, piece: number, begin: number, length: number): void {
    const line = `cancel ${this.#block(piece, begin, length)}`
    this.#tell(now, link, line, (to, at, row) => to.cancel(at, row, piece, begin, length))
  }

  close(now: number, link: number): void {
    this.#tell(now, link, 'close', (to, at, row) => to.close(at, row))
  }

  check(now: number, piece: number): void {
    this.#listener.check(now, piece)
  }

  resume(now: number, link: number): void {
    this.#listener.resume?.(now, link)
  }

  #block(piece: number, begin: number, length: number): string {
    const name = blockName(piece, begin)
    const own = this.#geometry.blockBytes(piece, begin / BLOCK_BYTES)
    return length === own ? name : `${name} of ${length} bytes`
  }

  #tell(now: number, link: number, line: string, deliver: Delivery): void {
    this.#listener.word(now, link, line, deliver)
  }
}
