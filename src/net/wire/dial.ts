import { connect } from 'node:net'
import type { PeerAddress } from '../common/peer-address.js'
import {
  Connection,
  type ConnectionHandler,
  type ConnectionSettings,
  type EncryptionPolicy,
} from './connection.js'
import { sharedBufferReads } from './read-buffer.js'

/** Whom to dial, for what. */
export interface DialTerms extends PeerAddress {
  /** The address to dial from; by default the system chooses. */
  readonly localAddress?: string
  readonly infoHash: Uint8Array
  /** Told `greeted` by the attempt that succeeds, or only `closed` if none does. */
  readonly handler: ConnectionHandler
}

/** Whoever dials it does so from it. */
const LOOPBACK = '127.0.0.1'

/** Whether to begin with MSE, attempt by attempt. */
const ATTEMPTS: Readonly<Record<EncryptionPolicy, readonly boolean[]>> = {
  prefer: [true, false],
  require: [true],
  off: [false],
}

/** A peer being dialled: with `prefer`, a second time if it hangs up on the first greeting. */
export class Dial {
  readonly #terms: DialTerms
  readonly #settings: ConnectionSettings
  readonly #attempts: readonly boolean[]
  #attempt = 0
  #connection: Connection
  #givenUp = false

  constructor(terms: DialTerms, settings: ConnectionSettings) {
    this.#terms = terms
    this.#settings = settings
    this.#attempts = ATTEMPTS[settings.encryption]
    this.#connection = this.#dial()
  }

  /** Ends the attempt, or the connection that came of it. */
  close(reason: string): void {
    this.#givenUp = true
    this.#connection.close(reason)
  }

  #dial(): Connection {
    const { host, port, localAddress, infoHash, handler } = this.#terms
    let connected = false
    // To bind a port first takes the system longer the more connections the address has, up to
    // milliseconds for some thousands.
    const isUsual = localAddress === LOOPBACK && host === LOOPBACK
    const socket = connect({
      host,
      port,
      ...(localAddress === undefined || isUsual ? {} : { localAddress }),
      onread: sharedBufferReads((bytes) => connection.receive(bytes)),
    })
    socket.once('connect', () => {
      connected = true
    })
    const refused = (reason: string) => {
      if (!connected || this.#givenUp || this.#attempt === this.#attempts.length) {
        handler.closed(reason)
      } else this.#connection = this.#dial()
    }
    const encrypted = this.#attempts[this.#attempt++]
    const terms = { infoHash, handler, encrypted, refused }
    const connection = Connection.outgoing(socket, terms, this.#settings)
    return connection
  }
}
