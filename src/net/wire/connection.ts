import type { Socket } from 'node:net'
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

/** What a connection hears, synchronously and in the order of the bytes. */
export interface ConnectionHandler extends MessageHandler {
  /** Both handshakes are through: what the connection has of the peer is known. */
  handshakeDone(connection: Connection): void
  /** What is buffered has sunk below the low-water mark: more may be sent. */
  drained(): void
  /** Called exactly once; why, in words for people. Nothing is called after. */
  closed(reason: string): void
}

/** Whether the stream is encrypted (MSE): see `dial` for what each means. */
export type EncryptionPolicy = 'prefer' | 'require' | 'off'

/** What all connections of a session have in common. */
export interface ConnectionSettings {
  readonly encryption: EncryptionPolicy
  /** Our own, 20 bytes. */
  readonly peerId: Uint8Array
  /** What we say of ourselves for that torrent (BEP 10); without it BEP 10 is not offered. */
  readonly extension?: (infoHash: Uint8Array, connection: Connection) => ExtensionHandshake
  /** Whether BEP 6 is offered: by default it is. */
  readonly fast?: boolean
  /** The UDP port of our node of the DHT, if we have one and it has a port by now (BEP 5). */
  readonly dhtPort?: () => number | undefined
  /** Longer bitfields are refused. */
  readonly mostPieces?: number
  /** Longer blocks are refused. */
  readonly mostBlockBytes?: number
  /** From the dial, or the accepting, to the end of the greeting. */
  readonly handshakeSeconds?: number
  /** Without a byte from them for so long, the connection is closed. */
  readonly silenceSeconds?: number
  /** Without a word from us for so long, a keep-alive is sent. */
  readonly keepAliveSeconds?: number
}

/** The side that dials knows what it wants. */
export interface OutgoingTerms {
  readonly infoHash: Uint8Array
  readonly handler: ConnectionHandler
  /** Whether to begin with MSE. */
  readonly encrypted: boolean
  /** It ended before the greeting was through; by default the handler is told `closed`. */
  refused?(reason: string): void
}

/** The side that is dialled finds out. */
export interface IncomingTerms {
  /** Who handles a connection for that torrent, at once told `greeted`; null: there is none. */
  handlerFor(infoHash: Uint8Array, connection: Connection): ConnectionHandler | null
  /** All torrents there are: an MSE handshake only proves that it knows one of them. */
  infoHashes(): Iterable<Uint8Array>
  /** It ended before the greeting was through. */
  refused?(reason: string): void
}

const DEFAULTS = {
  mostPieces: 4 * 1024 * 1024,
  mostBlockBytes: 16 * 1024,
  handshakeSeconds: 10,
  silenceSeconds: 150,
  keepAliveSeconds: 50,
}

/** What a dial with MSE offers. */
const OFFERED: Readonly<Record<EncryptionPolicy, number>> = {
  prefer: METHOD.rc4 | METHOD.plain,
  require: METHOD.rc4,
  off: METHOD.plain,
}

/**
 * What is taken of the methods that an MSE handshake offers. With encryption off, too, all are
 * answered, the cheaper one first: some dial in no other way.
 */
const CHOOSE: Readonly<Record<EncryptionPolicy, (offered: number) => number>> = {
  prefer: (offered) => offered & METHOD.rc4 || offered & METHOD.plain,
  require: (offered) => offered & METHOD.rc4,
  off: (offered) => offered & METHOD.plain || offered & METHOD.rc4,
}

/** What a socket's failures mean to somebody who does not know their names. */
const SOCKET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'reset the connection',
  EPIPE: 'hung up while we spoke',
  ETIMEDOUT: 'did not answer',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
}

/**
 * A connection to a peer: hears bytes and tells its handler words, says words as bytes. Made for a
 * socket that is being dialled (`Connection.outgoing`) or was accepted (`Connection.incoming`).
 * All that may be wrong with the other side closes it with a reason; nothing is thrown.
 */
export class Connection extends MessageWriter {
  /** Theirs, 20 bytes; empty until the greeting is through, as is all of the following. */
  peerId: Uint8Array = new Uint8Array(0)
  infoHash: Uint8Array = new Uint8Array(0)
  /** Whether both sides know BEP 10. */
  extended = false
  /** How the words are written. */
  cipher: HandshakeResult['cipher']['name'] = 'none'
  /** Empty until the socket is connected. */
  remoteAddress = ''
  remotePort = 0
  readonly #settings: ConnectionSettings
  readonly #extensions = new Extensions()
  /** Who is told `greeted` and all that follows, once it comes to that. */
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
      () => this.close(`did not greet within ${handshakeSeconds} s`),
      handshakeSeconds * 1000,
    )
    socket.setNoDelay(true)
    socket.on('connect', () => this.#noteAddress())
    socket.on('data', (chunk) => this.receive(chunk as Buffer))
    socket.on('error', (error) => this.close(reasonFor(error)))
    socket.on('end', () => this.close('hung up'))
    socket.on('close', () => this.close('hung up'))
  }

  /** Greets over a socket that is connecting, or connected, to a peer. */
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

  /** Answers whoever dialled this accepted socket. */
  static incoming(socket: Socket, terms: IncomingTerms, settings: ConnectionSettings): Connection {
    const connection = new Connection(socket, settings)
    connection.#refused = (reason) => terms.refused?.(reason)
    const host = {
      ...connection.#ownHandshake(),
      acceptsPlaintext: settings.encryption !== 'require',
      choose: CHOOSE[settings.encryption],
      infoHashes: () => terms.infoHashes(),
      hasTorrent: (infoHash: Uint8Array) => {
        connection.#pendingHandler = terms.handlerFor(infoHash, connection)
        return connection.#pendingHandler !== null
      },
    }
    connection.#startHandshake(acceptHandshake(host, connection.#send))
    return connection
  }

  /** Whether the words themselves are encrypted. */
  get encrypted(): boolean {
    return this.cipher === 'mse-rc4'
  }

  /** Bytes heard, greeting and encryption included. */
  get bytesRead(): number {
    return this.socket.bytesRead
  }

  /** Bytes said, including those that still wait. */
  get bytesWritten(): number {
    return this.socket.bytesWritten
  }

  /** Says a BEP 10 handshake: what changed since the first, which went out with the greeting. */
  extension(handshake: ExtensionHandshake): void {
    if (!this.extended) return
    this.#extensions.sent(handshake)
    this.sendExtended(EXTENSION.handshake, encodeExtensionHandshake(handshake))
  }

  /** Says a BEP 9 message, if they hear such. */
  metadata(message: MetadataMessage): void {
    if (this.#extensions.theirMetadataId === 0) return
    const payload = message.kind === 'data' ? [message.payload] : []
    this.sendExtended(this.#extensions.theirMetadataId, encodeMetadataMessage(message), ...payload)
  }

  /** Says a BEP 11 message, if they hear such. */
  pex(message: PexMessage): void {
    if (this.#extensions.theirPexId === 0) return
    this.sendExtended(this.#extensions.theirPexId, encodePexMessage(message))
  }

  /** Hears no more until `resume`, except for what is in hand: at most 64 KiB. */
  pause(): void {
    this.socket.pause()
  }

  /** Hears again. */
  resume(): void {
    this.socket.resume()
  }

  /** Ends the connection at once; what waits to be sent is dropped. */
  close(reason: string): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    this.stopWriting()
    this.#reader?.stop()
    this.socket.destroy()
    if (this.#handler !== null) this.#handler.closed(reason)
    else this.#refused(reason)
  }

  /** Bytes came in; their room may be used again afterwards. */
  receive(chunk: Buffer): void {
    if (this.#closed) return
    this.#hasReceived = true
    try {
      if (this.#reader !== null) {
        this.#decrypt?.crypt(chunk, chunk)
        this.#reader.receive(chunk)
        return
      }
      const greeted = this.#handshake!.receive(chunk)
      if (greeted !== null && !this.#closed) this.#finishHandshake(greeted)
    } catch (fault) {
      if (!(fault instanceof WireError)) throw fault
      this.close(fault.message)
    }
  }

  protected override hasDrained(): void {
    this.#handler?.drained()
  }

  protected override hasOverflowed(): void {
    this.close('reads nothing of what we say')
  }

  /**
   * A socket forgets its peer's address at its end; and one that listens for IPv6 too wraps an
   * IPv4 address, by which a peer known already would be another.
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
    // After the bitfield, which some hear only as the first word.
    const dhtPort = theirs.dht ? this.#settings.dhtPort?.() : undefined
    if (dhtPort !== undefined) this.port(dhtPort)
    if (!this.#closed) reader.receive(rest)
  }

  /** Looks, every now and then, whether they or we have been silent for too long. */
  #startTimer(): void {
    const {
      keepAliveSeconds = DEFAULTS.keepAliveSeconds,
      silenceSeconds = DEFAULTS.silenceSeconds,
    } = this.#settings
    clearTimeout(this.#timer)
    // What was said just after a look is repeated at the second look from there.
    const lookSeconds = keepAliveSeconds / 2
    this.#timer = setInterval(() => {
      this.keepAlive()
      this.#silentSeconds = this.#hasReceived ? 0 : this.#silentSeconds + lookSeconds
      this.#hasReceived = false
      if (this.#silentSeconds >= silenceSeconds) this.close(`was silent for ${silenceSeconds} s`)
    }, lookSeconds * 1000)
  }
}

function reasonFor(error: NodeJS.ErrnoException): string {
  return SOCKET_ERRORS[error.code ?? ''] ?? `failed: ${error.message}`
}
