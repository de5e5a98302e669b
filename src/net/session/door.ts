import { createServer, type Server, type Socket } from 'node:net'
import { Connection, type ConnectionHandler, type ConnectionSettings } from '../wire/connection.js'
import { readShared } from '../wire/read-buffer.js'

/** Who is let in at a door. */
export interface IncomingHome {
  readonly infoHash: Uint8Array
  /** Who is to hear a neighbour that dialled us; null: it is not let in. */
  accept(): ConnectionHandler | null
}

/** More connections than this are refused before they have said a word. */
const MOST_GREETING = 200

/** A port on which the peers of one torrent can dial us. */
export class Door {
  readonly #guests: IncomingHome
  readonly #settings: ConnectionSettings
  readonly #server: Server
  readonly #greeting = new Set<Socket>()

  private constructor(guests: IncomingHome, settings: ConnectionSettings) {
    this.#guests = guests
    this.#settings = settings
    this.#server = createServer({ pauseOnConnect: true }, (accepted) => this.#enter(accepted))
  }

  /** Listens; port 0 lets the system choose. Rejects if it cannot. */
  static async open(
    guests: IncomingHome,
    settings: ConnectionSettings,
    where: { readonly host?: string; readonly port: number },
  ): Promise<Door> {
    const door = new Door(guests, settings)
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
    for (const socket of this.#greeting) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #enter(accepted: Socket): void {
    if (this.#greeting.size >= MOST_GREETING) {
      accepted.destroy()
      return
    }
    const socket = readShared(accepted, (bytes) => connection.hear(bytes))
    this.#greeting.add(socket)
    socket.once('close', () => this.#greeting.delete(socket))
    const { infoHash } = this.#guests
    const known = (asked: Uint8Array) => {
      this.#greeting.delete(socket)
      return Buffer.compare(asked, infoHash) === 0 ? this.#guests.accept() : null
    }
    const terms = { known, infoHashes: () => [infoHash] }
    const connection = Connection.incoming(socket, terms, this.#settings)
  }
}
