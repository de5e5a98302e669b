import type { Socket } from 'node:net'
import { KEEP_ALIVE_SECONDS, SILENCE_SECONDS } from '../../peer/silence.js'
import { type ExtensionHandshake, encodeExtensionHandshake } from './extension-handshake.js'
import { Extensions } from './extensions.js'
import {
  acceptHandshake,
  dialHandshake,
  HandshakeExchange,
  type HandshakeResult,
  type HandshakeSteps,
} from './handshake-exchange.js'
import { MessageReader } from './message-reader.js'
import { MessageWriter } from './message-writer.js'
import { EXTENSION, type MessageHandler } from './messages.js'
import { encodeMetadataMessage, type MetadataMessage } from './metadata-message.js'
import { METHOD } from './mse.js'
import { encodePexMessage, type PexMessage } from './pex-message.js'
import type { Rc4 } from './rc4.js'
import { WireError } from './wire-error.js'

/** Receives a connection's messages and events, synchronously and in the order of the bytes. */
export interface ConnectionHandler extends MessageHandler {
  /** Both handshakes are done: peer id, info hash and extensions are known. */
  handshakeDone(connection: Connection): void
  /** The send buffer has fallen below the low-water mark: more may be sent. */
  drained(): void
  /** Called exactly once, with the reason as text for the user. Nothing is called after. */
  closed(reason: string): void
}

/** Whether the stream is encrypted (MSE); see `Dial` for the attempts that each makes. */
export type EncryptionPolicy = 'prefer' | 'require' | 'off'

/** Settings that all connections of a session share. */
export interface ConnectionSettings {
  readonly encryption: EncryptionPolicy
  /** Our peer id, 20 bytes. */
  readonly peerId: Uint8Array
  /** Our extension handshake for a torrent (BEP 10); without it BEP 10 is not offered. */
  readonly extension?: (infoHash: Uint8Array, connection: Connection) => ExtensionHandshake
  /** Whether BEP 6 is offered; true by default. */
  readonly fast?: boolean
  /** Returns the UDP port of our DHT node, once it has one (BEP 5). */
  readonly dhtPort?: () => number | undefined
  /** Longer bitfields are refused. */
  readonly mostPieces?: number
  /** Longer blocks are refused. */
  readonly mostBlockBytes?: number
  /** The time limit of dial and handshake. */
  readonly handshakeSeconds?: number
  /** The connection is closed after this long without a byte from the neighbour. */
  readonly silenceSeconds?: number
  /** A keep-alive is sent after this long without a message from us. */
  readonly keepAliveSeconds?: number
}

/** What the dialling side of a connection needs. */
export interface OutgoingTerms {
  readonly infoHash: Uint8Array
  readonly handler: ConnectionHandler
  /** Whether to begin with MSE. */
  readonly encrypted: boolean
  /** The connection ended before the handshake was done; by default calls `handler.closed`. */
  refused?(reason: string): void
}

/** What the accepting side of a connection needs. */
export interface IncomingTerms {
  /** Returns the handler for that torrent, whose `handshakeDone` follows; null if unknown. */
  handlerFor(infoHash: Uint8Array, connection: Connection): ConnectionHandler | null
  /** All info hashes: an MSE handshake only proves that it knows one of them. */
  infoHashes(): Iterable<Uint8Array>
  /** The connection ended before the handshake was done. */
  refused?(reason: string): void
}

const DEFAULTS = {
  mostPieces: 4 * 1024 * 1024,
  mostBlockBytes: 16 * 1024,
  handshakeSeconds: 10,
  silenceSeconds: SILENCE_SECONDS,
  keepAliveSeconds: KEEP_ALIVE_SECONDS,
}

/** The methods that a dial with MSE offers. */
const OFFERED: Readonly<Record<EncryptionPolicy, number>> = {
  prefer: METHOD.rc4 | METHOD.plain,
  require: METHOD.rc4,
  off: METHOD.plain,
}

/**
 * Chooses one of the methods that an MSE handshake offers. With encryption off all are accepted,
 * too, the cheaper one first: some clients dial with MSE only.
 */
const CHOOSE: Readonly<Record<EncryptionPolicy, (offered: number) => number>> = {
  prefer: (offered) => offered & METHOD.rc4 || offered & METHOD.plain,
  require: (offered) => offered & METHOD.rc4,
  off: (offered) => offered & METHOD.plain || offered & METHOD.rc4,
}

/** A connection that has ended waits so long for what was sent to be read, seconds. */
const FINISH_SECONDS = 5

/** Socket error codes as text for the user. */
const SOCKET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'reset the connection',
  EPIPE: 'closed the connection while we were sending',
  ETIMEDOUT: 'did not answer',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
}

/**
 * A connection to a peer: parses received bytes into messages for its handler, and encodes messages
 * that are sent. Made for a socket that is being dialled (`Connection.outgoing`) or was accepted
 * (`Connection.incoming`). Errors of the other side close it with a reason; nothing is thrown.
 */
export class Connection extends MessageWriter {
  /** The neighbour's peer id, 20 bytes; this and the following are empty until the handshake. */
  peerId: Uint8Array = new Uint8Array(0)
  infoHash: Uint8Array = new Uint8Array(0)
  /** Whether both sides support BEP 10. */
  extended = false
  /** The encryption of messages. */
  cipher: HandshakeResult['cipher']['name'] = 'none'
  /** Empty until the socket is connected. */
  remoteAddress = ''
  remotePort = 0
  readonly #settings: ConnectionSettings
  readonly #extensions = new Extensions()
  /** The handler until the handshake is done. */
  #pendingHandler: ConnectionHandler | null = null
  #handler: ConnectionHandler | null = null
  #refused: (reason: string) => void = () => {}
  #handshake: HandshakeExchange | null = null
  #reader: MessageReader | null = null
  #decrypt: Rc4 | null = null
  #closed = false
  #hasReceived = false
  #silentSeconds = 0
  #timer: NodeJS.Timeout

  private constructor(socket: Socket, settings: ConnectionSettings) {
    super(socket)
    this.#settings = settings
    this.#noteAddress()
    const { handshakeSeconds = DEFAULTS.handshakeSeconds } = settings
    this.#timer = setTimeout(
      () => this.close(`no handshake within ${handshakeSeconds} s`),
      handshakeSeconds * 1000,
    )
    socket.setNoDelay(true)
    socket.on('connect', () => this.#noteAddress())
    socket.on('data', (chunk) => this.receive(chunk as Buffer))
    socket.on('error', (error) => this.close(reasonFor(error)))
    socket.on('end', () => this.close('closed the connection'))
    socket.on('close', () => this.close('closed the connection'))
  }

  /** Starts the handshake on a socket that is connecting, or connected, to a peer. */
  static outgoing(socket: Socket, terms: OutgoingTerms, settings: ConnectionSettings): Connection {
    const connection = new Connection(socket, settings)
    connection.#refused = (reason) =>
      terms.refused ? terms.refused(reason) : terms.handler.closed(reason)
    const ours = { infoHash: terms.infoHash, ...connection.#ownHandshake() }
    const methods = terms.encrypted ? OFFERED[settings.encryption] : 0
    connection.#pendingHandler = terms.handler
    connection.#startHandshake(dialHandshake(ours, methods, connection.#send))
    return connection
  }

  /** Answers the handshake on an accepted socket. */
  static incoming(socket: Socket, terms: IncomingTerms, settings: ConnectionSettings): Connection {
    const connection = new Connection(socket, settings)
    connection.#refused = (reason) => terms.refused?.(reason)
    const acceptTerms = {
      ...connection.#ownHandshake(),
      acceptsPlaintext: settings.encryption !== 'require',
      choose: CHOOSE[settings.encryption],
      infoHashes: () => terms.infoHashes(),
      hasTorrent: (infoHash: Uint8Array) => {
        connection.#pendingHandler = terms.handlerFor(infoHash, connection)
        return connection.#pendingHandler !== null
      },
    }
    connection.#startHandshake(acceptHandshake(acceptTerms, connection.#send))
    return connection
  }

  /** Whether messages are encrypted, not just the handshake. */
  get encrypted(): boolean {
    return this.cipher === 'mse-rc4'
  }

  /** Bytes received, handshakes included. */
  get bytesRead(): number {
    return this.socket.bytesRead
  }

  /** Bytes sent, including those still buffered. */
  get bytesWritten(): number {
    return this.socket.bytesWritten
  }

  /** Sends a BEP 10 handshake; after the first, only what has changed. */
  extension(handshake: ExtensionHandshake): void {
    if (!this.extended) return
    this.#extensions.sent(handshake)
    this.sendExtended(EXTENSION.handshake, encodeExtensionHandshake(handshake))
  }

  /** Sends a BEP 9 message, if the neighbour accepts them. */
  metadata(message: MetadataMessage): void {
    if (this.#extensions.theirMetadataId === 0) return
    const payload = message.kind === 'data' ? [message.payload] : []
    this.sendExtended(this.#extensions.theirMetadataId, encodeMetadataMessage(message), ...payload)
  }

  /** Sends a BEP 11 message, if the neighbour accepts them. */
  pex(message: PexMessage): void {
    if (this.#extensions.theirPexId === 0) return
    this.sendExtended(this.#extensions.theirPexId, encodePexMessage(message))
  }

  /** Stops reading until `resume`; up to 64 KiB may still be delivered. */
  pause(): void {
    this.socket.pause()
  }

  /** Continues reading. */
  resume(): void {
    this.socket.resume()
  }

  /** Closes the connection at once; buffered bytes are dropped. */
  close(reason: string): void {
    if (this.#closed) return
    this.#closed = true
    this.stopWriting()
    this.socket.destroy()
    this.#end(reason)
  }

  /**
   * Closes the connection, whose other side may still read what has been sent: it has
   * `FINISH_SECONDS` for that. What it sends meanwhile is discarded.
   */
  finish(reason: string): void {
    if (this.#closed) return
    this.#closed = true
    const { socket } = this
    this.finishWriting()
    socket.end()
    // The system resets a connection with unread bytes, and drops what it has still to send.
    socket.resume()
    const timer = setTimeout(() => socket.destroy(), FINISH_SECONDS * 1000)
    socket.once('close', () => clearTimeout(timer))
    this.#end(reason)
  }

  #end(reason: string): void {
    clearTimeout(this.#timer)
    this.#reader?.stop()
    if (this.#handler !== null) this.#handler.closed(reason)
    else this.#refused(reason)
  }

  /** Handles received bytes; the caller may reuse the buffer afterwards. */
  receive(chunk: Buffer): void {
    if (this.#closed) return
    this.#hasReceived = true
    try {
      if (this.#reader !== null) {
        this.#decrypt?.crypt(chunk, chunk)
        this.#reader.receive(chunk)
        return
      }
      const result = this.#handshake!.receive(chunk)
      if (result !== null && !this.#closed) this.#finishHandshake(result)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.close(error.message)
    }
  }

  protected override hasDrained(): void {
    this.#handler?.drained()
  }

  protected override hasOverflowed(): void {
    this.close('does not read: more than 4 MiB wait to be sent')
  }

  /**
   * Keeps the address, which a socket forgets when it ends. A dual-stack socket wraps an IPv4
   * address in IPv6; unwrapped, it equals the address that we may know already.
   */
  #noteAddress(): void {
    this.remoteAddress = (this.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
    this.remotePort = this.socket.remotePort ?? 0
  }

  readonly #send = (bytes: Buffer) => {
    if (!this.#closed) this.socket.write(bytes)
  }

  #ownHandshake() {
    const { peerId, fast = true, extension, dhtPort } = this.#settings
    return { peerId, fast, extended: extension !== undefined, dht: dhtPort !== undefined }
  }

  #startHandshake(script: HandshakeSteps): void {
    this.#handshake = new HandshakeExchange(script)
  }

  #finishHandshake({ theirs, cipher, rest }: HandshakeResult): void {
    const ours = this.#ownHandshake()
    this.#handshake = null
    this.peerId = theirs.peerId
    this.infoHash = theirs.infoHash
    this.fast = ours.fast && theirs.fast
    this.extended = ours.extended && theirs.extended
    this.cipher = cipher.name
    this.#decrypt = cipher.decrypt
    this.#startTimer()
    this.startWriting(cipher.encrypt)
    const { extension } = this.#settings
    if (this.extended && extension !== undefined) this.extension(extension(theirs.infoHash, this))
    const handler = (this.#handler = this.#pendingHandler!)
    const { mostPieces = DEFAULTS.mostPieces, mostBlockBytes = DEFAULTS.mostBlockBytes } =
      this.#settings
    const reader = new MessageReader(handler, this.#extensions, { mostPieces, mostBlockBytes })
    this.#reader = reader
    handler.handshakeDone(this)
    // After the bitfield, which some clients accept only as the first message.
    const dhtPort = theirs.dht ? this.#settings.dhtPort?.() : undefined
    if (dhtPort !== undefined) this.port(dhtPort)
    if (!this.#closed) reader.receive(rest)
  }

  /** Sends keep-alives and closes the connection when the neighbour is silent for too long. */
  #startTimer(): void {
    const {
      keepAliveSeconds = DEFAULTS.keepAliveSeconds,
      silenceSeconds = DEFAULTS.silenceSeconds,
    } = this.#settings
    clearTimeout(this.#timer)
    // A keep-alive may follow the last message by up to two intervals.
    const intervalSeconds = keepAliveSeconds / 2
    this.#timer = setInterval(() => {
      this.keepAlive()
      this.#silentSeconds = this.#hasReceived ? 0 : this.#silentSeconds + intervalSeconds
      this.#hasReceived = false
      if (this.#silentSeconds >= silenceSeconds) this.close(`sent nothing for ${silenceSeconds} s`)
    }, intervalSeconds * 1000)
  }
}

function reasonFor(error: NodeJS.ErrnoException): string {
  return SOCKET_ERRORS[error.code ?? ''] ?? `failed: ${error.message}`
}
