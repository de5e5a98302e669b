import { Peer } from '../../peer/peer.js'
import type { PeerParts } from '../../peer/peer-parts.js'
import type { PeerOutput } from '../../peer/wire.js'
import { AliasOutput } from './alias-output.js'

/**
 * A peer with many identities, but one uplink and one copy of the file (Douceur 2002, "The Sybil
 * attack"). It has as many addresses, and may have as many links to the same neighbour, each with
 * another peer id. All identities share what one of them receives. Each may be chosen for an
 * optimistic unchoke, or served by a seed in turn.
 *
 * It is one peer: its neighbours count once for each link, and its chokers serve as many links in
 * all as they have slots. The swarm assigns the addresses.
 */
export class Sybil extends Peer {
  constructor(now: number, parts: PeerParts, output: PeerOutput) {
    // Never the same name again: a neighbour may not know yet that an earlier link has ended.
    let names = 0
    super(now, parts, new AliasOutput(output, (id) => `${id}, link ${++names}`))
  }

  /** Treats the same neighbour on another link as another neighbour. */
  override handshake(now: number, link: number, torrent: string, id: string): void {
    super.handshake(now, link, torrent, `${id}, link ${link}`)
  }
}
