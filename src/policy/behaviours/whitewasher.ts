import { Peer } from '../../peer/peer.js'
import type { PeerParts } from '../../peer/peer-parts.js'
import type { PeerOutput } from '../../peer/wire.js'
import { AliasOutput } from './alias-output.js'

/**
 * A peer that collects optimistic unchokes. As soon as a neighbour chokes it, it disconnects and
 * returns with another peer id. So it owes nothing, and is three times as likely to get the next
 * optimistic unchoke (BEP 3). Free identities cannot be held to account (Friedman and Resnick 2001,
 * "The social cost of cheap pseudonyms"; Feldman, Papadimitriou, Chuang and Stoica 2004,
 * "Free-riding and whitewashing in peer-to-peer systems").
 *
 * It stays with seeds: their choker does not favour newcomers. Its address stays the same, so that
 * a neighbour which caught it sending corrupt blocks recognizes it. It connects again when the
 * transport next dials, at most ten seconds later in the simulator.
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
