import { createServer, type Server, type Socket } from 'node:net'
import { Connection, type ConnectionHandler, type ConnectionSettings } from '../wire/connection.js'
import { withSharedBuffer } from '../wire/read-buffer.js'

/** The torrent that incoming connections are for. */
export interface IncomingTorrent {
  readonly infoHash: Uint8Array
  /** Returns the handler of a new neighbour, or null to refuse it. */
  accept(): ConnectionHandler | null
}

/** The most connections in the middle of a handshake; more are closed at once. */
const MAX_HANDSHAKING = 200

/** Listens on a port and accepts the connections of one torrent's peers. */
export class IncomingConnections {
  readonly #torrent: IncomingTorrent
  readonly #settings: ConnectionSettings
  readonly #server: Server
  readonly #handshaking = new Set<Socket>()

  private constructor(torrent: IncomingTorrent, settings: ConnectionSettings) {
    this.#torrent = torrent
    this.#settings = settings
    this.#server = createServer({ pauseOnConnect: true }, (accepted) =>
      this.#onConnection(accepted),
    )
  }

  /** Starts listening; port 0 lets the system choose. Rejects with the system's error. */
  static async listen(
    torrent: IncomingTorrent,
    settings: ConnectionSettings,
    where: { readonly host?: string; readonly port: number },
  ): Promise<IncomingConnections> {
    const incoming = new IncomingConnections(torrent, settings)
    await new Promise<void>((resolve, reject) => {
      incoming.#server.once('error', reject)
      incoming.#server.listen(where, () => {
        incoming.#server.off('error', reject)
        // An accept that fails later (no more file handles) loses that connection only.
        incoming.#server.on('error', () => undefined)
        resolve()
      })
    })
    return incoming
  }

  /** The port it listens on. */
  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Stops listening and closes connections that are still in their handshake. */
  close(): Promise<void> {
    for (const socket of this.#handshaking) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #onConnection(accepted: Socket): void {
    if (this.#handshaking.size >= MAX_HANDSHAKING) {
      accepted.destroy()
      return
    }
    const socket = withSharedBuffer(accepted, (bytes) => connection.receive(bytes))
    this.#handshaking.add(socket)
    socket.once('close', () => this.#handshaking.delete(socket))
    const { infoHash } = this.#torrent
    const handlerFor = (asked: Uint8Array) => {
      this.#handshaking.delete(socket)
      return Buffer.compare(asked, infoHash) === 0 ? this.#torrent.accept() : null
    }
    const terms = { handlerFor, infoHashes: () => [infoHash] }
    const connection = Connection.incoming(socket, terms, this.#settings)
  }
}
