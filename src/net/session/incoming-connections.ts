import { createServer, type Server, type Socket } from 'node:net'
import { Connection, type ConnectionHandler, type ConnectionSettings } from '../wire/connection.js'
import { withSharedBuffer } from '../wire/read-buffer.js'

/** Who is let in at a door. */
export interface IncomingTorrent {
  readonly infoHash: Uint8Array
  /** Who is to hear a neighbour that dialled us; null: it is not let in. */
  accept(): ConnectionHandler | null
}

/** More connections than this are refused before they have said a word. */
const MOST_HANDSHAKING = 200

/** A port on which the peers of one torrent can dial us. */
export class IncomingConnections {
  readonly #torrent: IncomingTorrent
  readonly #settings: ConnectionSettings
  readonly #server: Server
  readonly #handshaking = new Set<Socket>()

  private constructor(guests: IncomingTorrent, settings: ConnectionSettings) {
    this.#torrent = guests
    this.#settings = settings
    this.#server = createServer({ pauseOnConnect: true }, (accepted) =>
      this.#onConnection(accepted),
    )
  }

  /** Listens; port 0 lets the system choose. Rejects if it cannot. */
  static async listen(
    guests: IncomingTorrent,
    settings: ConnectionSettings,
    where: { readonly host?: string; readonly port: number },
  ): Promise<IncomingConnections> {
    const door = new IncomingConnections(guests, settings)
    await new Promise<void>((resolve, reject) => {
      door.#server.once('error', reject)
      door.#server.listen(where, () => {
        door.#server.off('error', reject)
        // An accept that fails later (no more file handles) loses that caller, nothing else.
        door.#server.on('error', () => undefined)
        resolve()
      })
    })
    return door
  }

  /** The port it listens on. */
  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Lets nobody in any more, and puts out who has not been let in. */
  close(): Promise<void> {
    for (const socket of this.#handshaking) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #onConnection(accepted: Socket): void {
    if (this.#handshaking.size >= MOST_HANDSHAKING) {
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
