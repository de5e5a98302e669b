import { connect } from 'node:net'
import type { PeerAddress } from '../common/peer-address.js'
import {
  Connection,
  type ConnectionHandler,
  type ConnectionSettings,
  type EncryptionPolicy,
} from './connection.js'
import { sharedBufferReads } from './read-buffer.js'

/** The address to dial and the torrent to ask for. */
export interface DialTerms extends PeerAddress {
  /** The address to dial from; the system chooses by default. */
  readonly localAddress?: string
  readonly infoHash: Uint8Array
  /** Its `handshakeDone` is called by the attempt that succeeds; only `closed` if none does. */
  readonly handler: ConnectionHandler
}

/** A dial to this address comes from it by default. */
const LOOPBACK = '127.0.0.1'

/** Whether each attempt begins with MSE. */
const ATTEMPTS: Readonly<Record<EncryptionPolicy, readonly boolean[]>> = {
  prefer: [true, false],
  require: [true],
  off: [false],
}

/** Dials a peer; with `prefer`, again without MSE if the first handshake fails. */
export class Dial {
  readonly #terms: DialTerms
  readonly #settings: ConnectionSettings
  readonly #attempts: readonly boolean[]
  #attempt = 0
  #connection: Connection
  #isCancelled = false

  constructor(terms: DialTerms, settings: ConnectionSettings) {
    this.#terms = terms
    this.#settings = settings
    this.#attempts = ATTEMPTS[settings.encryption]
    this.#connection = this.#dial()
  }

  /** Cancels the dial or closes its connection. */
  close(reason: string): void {
    this.#isCancelled = true
    this.#connection.close(reason)
  }

  #dial(): Connection {
    const { host, port, localAddress, infoHash, handler } = this.#terms
    let connected = false
    // Binding a port first takes longer the more connections the address has: milliseconds for
    // some thousands.
    const isDefault = localAddress === LOOPBACK && host === LOOPBACK
    const socket = connect({
      host,
      port,
      ...(localAddress === undefined || isDefault ? {} : { localAddress }),
      onread: sharedBufferReads((bytes) => connection.receive(bytes)),
    })
    socket.once('connect', () => {
      connected = true
    })
    const refused = (reason: string) => {
      if (!connected || this.#isCancelled || this.#attempt === this.#attempts.length) {
        handler.closed(reason)
      } else this.#connection = this.#dial()
    }
    const encrypted = this.#attempts[this.#attempt++]
    const terms = { infoHash, handler, encrypted, refused }
    const connection = Connection.outgoing(socket, terms, this.#settings)
    return connection
  }
}
