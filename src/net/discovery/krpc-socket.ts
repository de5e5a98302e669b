import { createSocket, type RemoteInfo } from 'node:dgram'
import { EventEmitter } from 'node:events'
import { type Bencode, BencodeError, decode, isDictionary } from '../../base/bencode.js'

/** Larger packets come in fragments; no message of BEP 5 needs them. */
const MAX_PACKET_BYTES = 2048

/** The queries of BEP 5. Those that store values (BEP 44) are not served. */
const QUERIES = ['ping', 'find_node', 'get_peers', 'announce_peer']

/**
 * A UDP socket for bittorrent-dht that drops malformed packets. The decoder of k-rpc-socket 1 never
 * returns on a negative length ("l-3:"), and a query whose target is a number ends the process. A
 * packet whose handler throws is dropped, too.
 */
export class KrpcSocket extends EventEmitter {
  readonly #socket = createSocket('udp4')
  #closed = false

  constructor() {
    super()
    this.#socket.on('message', (packet, from) => this.#receive(packet, from))
    for (const event of ['listening', 'error', 'close']) {
      this.#socket.on(event, (...what) => this.emit(event, ...what))
    }
  }

  bind(port: number, host?: string) {
    this.#socket.bind(port, host)
  }

  address() {
    return this.#socket.address()
  }

  /** Sends a part of `bytes`; a packet that cannot be sent is dropped, as UDP may. */
  send(bytes: Uint8Array, offset: number, length: number, port: number, host: string) {
    if (this.#closed) return
    try {
      this.#socket.send(bytes, offset, length, port, host, () => {})
    } catch {
      // The address came from others and may be invalid: a port out of range, say.
    }
  }

  close() {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close()
  }

  #receive(packet: Buffer, from: RemoteInfo) {
    if (!isKrpc(packet)) return
    try {
      this.emit('message', packet, from)
    } catch {
      // The library failed on the packet: drop it.
    }
  }
}

/** Returns whether a packet is a well-formed query, response or error of BEP 5. */
export function isKrpc(packet: Uint8Array): boolean {
  const message = decoded(packet)
  if (!isDictionary(message) || !isText(message['t'])) return false
  const { y, q, a, r } = message
  switch (textOf(y)) {
    case 'q':
      return QUERIES.includes(textOf(q)) && isDictionary(a) && hasValidIds(a)
    case 'r':
      return isDictionary(r) && hasValidIds(r)
    default:
      return textOf(y) === 'e'
  }
}

function decoded(packet: Uint8Array): Bencode | undefined {
  try {
    return decode(packet, MAX_PACKET_BYTES)
  } catch (failure) {
    if (failure instanceof BencodeError) return undefined
    throw failure
  }
}

/** Returns whether the sender's id is there and all ids have 20 bytes. */
function hasValidIds(body: Readonly<Record<string, Bencode | undefined>>): boolean {
  const { id, target, info_hash: infoHash } = body
  return isId(id) && [target, infoHash].every((one) => one === undefined || isId(one))
}

function isId(value: Bencode | undefined): boolean {
  return isText(value) && value.length === 20
}

function isText(value: Bencode | undefined): value is Uint8Array {
  return value instanceof Uint8Array
}

function textOf(value: Bencode | undefined): string {
  return isText(value) ? Buffer.from(value).toString('latin1') : ''
}
