import { LinkFlag } from '../../peer/link-flags.js'
import { type LinkState, statesOf } from '../../peer/link-states.js'
import type { ChokeReason, ChokeRecorder } from '../../peer/policy.js'
import { clientName, printable } from '../wire/client-name.js'
import type { PeerSource } from './address-book.js'
import { keyOf } from './address-book.js'
import type { Session } from './session.js'
import type { SessionLink } from './session-link.js'

/** A neighbour as a client shows it. */
export interface NeighbourView {
  /** `host:port` of the connection. */
  readonly address: string
  /** Client name and version, safe for a terminal. */
  readonly client: string
  readonly source: PeerSource
  /** The share of the pieces that it holds, 0 to 1. */
  readonly share: number
  /** Block payload received from it and sent to it. */
  readonly downloadedBytes: number
  readonly uploadedBytes: number
  /** The states of the link, most important first. */
  readonly flags: readonly LinkState[]
}

/** Reads what a client shows of a session: neighbours and piece availability. */
export class SessionView {
  readonly #session: Session
  /** The choker's reason for its last decision on each row. */
  readonly #reasons: (ChokeReason | undefined)[] = []

  /** Starts recording the choker's reasons. */
  constructor(session: Session) {
    this.#session = session
    const recorder: ChokeRecorder = {
      decided: (row, _unchoked, reason) => {
        this.#reasons[row] = reason
      },
    }
    session.peer.recorder = recorder
  }

  /** Returns the neighbours, in order of their rows. */
  neighbours(): NeighbourView[] {
    return this.#session.links.map((link) => this.#viewOf(link))
  }

  /** Counts how many neighbours hold each piece. */
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

  #flagsOf({ row, connection, isOutgoing }: SessionLink): LinkState[] {
    const { columns } = this.#session.store
    const { flags, interested } = columns
    const is = (flag: number) => (flags[row] & flag) !== 0
    return statesOf({
      wanted: is(LinkFlag.AmInterested),
      'choking us': is(LinkFlag.PeerChoking),
      interested: interested[row] === 1,
      'choked by us': !is(LinkFlag.AmUnchoking),
      optimistic: is(LinkFlag.AmUnchoking) && this.#reasons[row] === 'optimistic',
      'snubbing us': is(LinkFlag.Snubbed),
      encrypted: connection?.encrypted === true,
      'dialled us': !isOutgoing,
    })
  }
}
