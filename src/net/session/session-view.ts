import * as M from '../../peer/peer-columns.js'
import type { ChokeReason, ChokeRecorder } from '../../peer/policy.js'
import { clientName, printable } from '../wire/client-name.js'
import type { PeerSource } from './address-book.js'
import { keyOf } from './address-book.js'
import type { Session } from './session.js'
import type { SessionLink } from './session-link.js'

/** What a client shows of a neighbour. */
export interface NeighbourView {
  /** `host:port`, of the connection; the port is the neighbour's own if it dialled. */
  readonly address: string
  /** Name and version, safe for a terminal. */
  readonly client: string
  readonly source: PeerSource
  /** The share of the torrent that it holds, 0 to 1. */
  readonly share: number
  /** Bytes of blocks from it and to it so far. */
  readonly downloadedBytes: number
  readonly uploadedBytes: number
  /** In words: what it and we do to each other. */
  readonly flags: readonly string[]
}

/** What is to be seen of a session: its neighbours and its pieces. */
export class SessionView {
  readonly #session: Session
  /** Why the choker let each row download, or did not. */
  readonly #reasons: (ChokeReason | undefined)[] = []

  /** From here on the choker's reasons are noted. */
  constructor(session: Session) {
    this.#session = session
    const recorder: ChokeRecorder = {
      decided: (row, _unchoked, reason) => {
        this.#reasons[row] = reason
      },
    }
    session.peer.recorder = recorder
  }

  /** The neighbours, in order of their rows. */
  neighbours(): NeighbourView[] {
    return this.#session.links.map((link) => this.#viewOf(link))
  }

  /** How many neighbours hold each piece. */
  copies(): Uint16Array {
    const { store: columns, geometry, links } = this.#session
    const copies = new Uint16Array(geometry.pieceCount)
    const { holdings } = columns.columns
    for (const { row } of links) {
      for (let p = holdings.nextSet(row, 0); p >= 0; p = holdings.nextSet(row, p + 1)) copies[p]++
    }
    return copies
  }

  #viewOf(link: SessionLink): NeighbourView {
    const { connection, source, row, downloadedBytes, uploadedBytes } = link
    const { columns } = this.#session.store
    const host = connection?.remoteAddress ?? ''
    const port = connection?.remotePort ?? 0
    const named = link.client === null ? '' : printable(link.client)
    return {
      address: keyOf({ host, port }),
      client: named || clientName(connection?.peerId ?? new Uint8Array(20)),
      source,
      share: columns.held(row) / this.#session.geometry.pieceCount,
      downloadedBytes,
      uploadedBytes,
      flags: this.#flagsOf(link),
    }
  }

  #flagsOf({ row, connection, isOutgoing }: SessionLink): string[] {
    const { columns } = this.#session.store
    const { flags, interested } = columns
    const is = (flag: number) => (flags[row] & flag) !== 0
    const words: [boolean, string][] = [
      [is(M.WANTING), 'wanted'],
      [is(M.CHOKING), 'choking us'],
      [interested[row] === 1, 'interested'],
      [!is(M.UNCHOKED), 'choked by us'],
      [is(M.UNCHOKED) && this.#reasons[row] === 'optimistic', 'optimistic'],
      [is(M.SNUBBED), 'snubbing us'],
      [connection?.encrypted === true, 'encrypted'],
      [!isOutgoing, 'dialled us'],
    ]
    return words.filter(([holds]) => holds).map(([, word]) => word)
  }
}
