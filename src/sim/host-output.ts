import type { BitTable } from '../base/bits.js'
import { BLOCK_BYTES } from '../peer/geometry.js'
import type { PeerOutput } from '../peer/wire.js'
import * as K from './event-kinds.js'
import type { Network } from './network.js'
import type { NetworkListener } from './network-listener.js'
import { VERB } from './trace.js'

const { handshake, choke, unchoke, interested, have, bitfield, request, piece, cancel, close } =
  VERB
const notInterested = VERB['not-interested']

/** Bytes of a message of BEP 3 without payload: length and id. */
const BARE_BYTES = 5
const HANDSHAKE_BYTES = 68
const REQUEST_BYTES = 17

/** Sends a simulated peer's messages over the network, and records them in the trace. */
export class HostOutput implements PeerOutput {
  /** Whether it announces all pieces to all neighbours. */
  readonly announcesAll: boolean = true
  readonly #network: Network
  readonly #listener: NetworkListener
  readonly #host: number
  /** The piece of the last `have`; the trace records its `have`s to all neighbours as one. */
  #lastHave = -1
  /** The peer id of the last handshake, and the network's number for it. */
  #id = ''
  #idNumber = -1

  constructor(network: Network, listener: NetworkListener, host: number) {
    this.#network = network
    this.#listener = listener
    this.#host = host
  }

  handshake(now: number, link: number, _torrent: string, id: string): void {
    this.#record(now, handshake, link, 0, 0)
    if (id !== this.#id) {
      this.#id = id
      this.#idNumber = this.#network.ids.push(id) - 1
    }
    this.#network.send(now, link, K.HANDSHAKE, HANDSHAKE_BYTES, this.#idNumber)
  }

  choke(now: number, link: number): void {
    this.#record(now, choke, link, 0, 0)
    this.#network.send(now, link, K.CHOKE, BARE_BYTES, 0)
  }

  unchoke(now: number, link: number): void {
    this.#record(now, unchoke, link, 0, 0)
    this.#network.send(now, link, K.UNCHOKE, BARE_BYTES, 0)
  }

  interested(now: number, link: number): void {
    this.#record(now, interested, link, 0, 0)
    this.#network.send(now, link, K.INTERESTED, BARE_BYTES, 0)
  }

  notInterested(now: number, link: number): void {
    this.#record(now, notInterested, link, 0, 0)
    this.#network.send(now, link, K.NOT_INTERESTED, BARE_BYTES, 0)
  }

  have(now: number, link: number, index: number): void {
    if (this.#lastHave !== index) {
      this.#lastHave = index
      this.#network.trace.record(now, this.#host, have, -1, index, 0)
    }
    this.#network.haves.send(now, this.#host, link, index)
  }

  bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    this.#record(now, bitfield, link, 0, 0)
    this.#network.sendBitfield(now, link, pieces, row)
  }

  request(now: number, link: number, index: number, begin: number): void {
    const block = begin / BLOCK_BYTES
    this.#record(now, request, link, index, block)
    const number = index * this.#network.geometry.blocksPerPiece + block
    this.#network.sendRequest(now, link, number)
  }

  piece(now: number, link: number, index: number, begin: number, length: number): void {
    const block = begin / BLOCK_BYTES
    this.#record(now, piece, link, index, block)
    const number = index * this.#network.geometry.blocksPerPiece + block
    this.#network.sendPiece(now, link, number, length)
  }

  cancel(now: number, link: number, index: number, begin: number): void {
    const block = begin / BLOCK_BYTES
    this.#record(now, cancel, link, index, block)
    const number = index * this.#network.geometry.blocksPerPiece + block
    this.#network.send(now, link, K.CANCEL, REQUEST_BYTES, number)
  }

  close(now: number, link: number): void {
    this.#record(now, close, link, 0, 0)
    this.#network.closeHere(now, link)
  }

  check(now: number, index: number): void {
    this.#listener.check(now, this.#host, index)
  }

  resume(now: number, link: number): void {
    this.#network.uplinks.enqueue(now, link)
  }

  #record(now: number, verb: number, link: number, a: number, b: number): void {
    const network = this.#network
    const to = network.addressOf(link)
    network.trace.record(now, this.#host, verb, to, a, b)
  }
}
