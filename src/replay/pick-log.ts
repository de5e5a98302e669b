import { BitTable } from '../base/bits.js'
import type { Peer } from '../peer/peer.js'
import { UNSTARTED } from '../peer/peer-columns.js'
import type { Swarm } from '../sim/swarm.js'
import type { Pick } from './event-kind.js'

/** Finds out which request starts a piece, and how the picker saw the piece at that instant. */
export class PickLog {
  readonly #swarm: Swarm
  /** For each host: the pieces that it has requested a block of. */
  readonly #requested: BitTable

  constructor(swarm: Swarm) {
    const { count, store } = swarm.population
    this.#swarm = swarm
    this.#requested = new BitTable(count, store.columns.geometry.pieceCount)
  }

  /** A peer of the host arrives, and has requested nothing. */
  arrived(host: number): void {
    this.#requested.clear(host)
  }

  /** A piece failed its hash: the host may start it again. */
  failed(host: number, piece: number): void {
    this.#requested.remove(host, piece)
  }

  /** Notes a request; returns why the piece was chosen if the request starts it, else null. */
  requested(host: number, link: number, piece: number): Pick | null {
    if (this.#requested.has(host, piece)) return null
    this.#requested.add(host, piece)
    const { population } = this.#swarm
    const { columns } = population.store
    const { links, requests } = this.#swarm.peer(host) as Peer
    const availability = columns.availability.countFor(host, links.first, links.end)
    const copies = availability.copies(piece)
    const [unstarted, held] = [columns.pieceRow(host, UNSTARTED), columns.knownRow(link)]
    let [rarer, equal] = [0, 0]
    const { pieces, holdings } = columns
    for (let p = pieces.nextSet(unstarted, 0); p >= 0; p = pieces.nextSet(unstarted, p + 1)) {
      if (p === piece || !holdings.has(held, p)) continue
      const others = availability.copies(p)
      if (others < copies) rarer++
      else if (others === copies) equal++
    }
    const { randomFirstPieces } = population.of(host).peer
    return { copies, rarer, equal, isRandom: requests.ownCount < randomFirstPieces }
  }
}
