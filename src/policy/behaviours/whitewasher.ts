import { Peer } from '../../peer/peer.js'
import type { PeerParts } from '../../peer/peer-parts.js'
import type { PeerOutput } from '../../peer/wire.js'
import { AliasOutput } from './alias-output.js'

/**
 * The farmer of optimistic unchokes: as soon as a neighbour chokes it, its unchoke being over, it
 * hangs up, and comes back as a stranger with another peer id: owing nothing, and three times as
 * likely to be the next guest (BEP 3). Names that cost nothing cannot be held to account (Friedman
 * and Resnick 2001, "The social cost of cheap pseudonyms"; Feldman, Papadimitriou, Chuang and
 * Stoica 2004, "Free-riding and whitewashing in peer-to-peer systems").
 *
 * Seeds it stays with: they have no guests, and a newcomer fares no better with them than others.
 * Its address stays as it is: a neighbour that caught it sending corrupt blocks knows it again.
 * It is dialled again when the transport next dials, in the simulation at most ten seconds later.
 */
export class Whitewasher extends Peer {
  constructor(now: number, parts: PeerParts, output: PeerOutput) {
    let names = 0
    super(now, parts, new AliasOutput(output, (id) => `${id}, name ${++names}`))
  }

  override choke(now: number, link: number): void {
    const isOver = this.links.unchokesUs(link)
    super.choke(now, link)
    if (isOver && !this.complete && !this.links.isSeed(link)) this.hangUp(now, link)
  }
}
