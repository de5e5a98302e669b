import { BitTable } from '../base/bits.js'
import { Peer } from '../peer/peer.js'
import type { PeerParts } from '../peer/peer-parts.js'
import type { Outlet } from '../peer/wire.js'

/**
 * Says `have` for pieces that it lacks (Liogkas, Nelson, Kohler and Zhang 2006, "Exploiting
 * BitTorrent for fun (but not profit)", advertising false pieces; Konrath, Barcellos and Mansilha
 * 2007, "Attacking a swarm with a band of liars", piece lying). The lie is drawn once, each piece
 * with the same chance, and told to every neighbour behind its greeting.
 *
 * Unlike the liar of 2006 it sends no rubbish for what it lacks: such requests go unanswered, or
 * are rejected by a transport that can. One that told of every piece would pass for a seed, and
 * seeds hang up on seeds. A piece that it gets after all is told of as always.
 */
export class HaveLiar extends Peer {
  readonly #say: Outlet
  readonly #claims: BitTable

  /** Lies about a piece with the chance `share`, 0 to 1. */
  constructor(now: number, parts: PeerParts, say: Outlet, share: number) {
    super(now, parts, say)
    this.#say = say
    const { pieceCount } = parts.store.memory.geometry
    this.#claims = new BitTable(1, pieceCount)
    for (let piece = 0; piece < pieceCount; piece++) {
      if (parts.random.next() < share) this.#claims.add(0, piece)
    }
  }

  override handshake(now: number, link: number, torrent: string, id: string): void {
    super.handshake(now, link, torrent, id)
    const claims = this.#claims
    for (let piece = claims.nextSet(0, 0); piece >= 0; piece = claims.nextSet(0, piece + 1)) {
      if (!this.requests.has(piece)) this.#say.have(now, link, piece)
    }
  }
}
