import { Peer } from '../../peer/peer.js'
import type { PeerParts } from '../../peer/peer-parts.js'
import type { PeerOutput } from '../../peer/wire.js'
import { AliasOutput } from './alias-output.js'

/**
 * One machine, one uplink and one copy of the file behind many identities (Douceur 2002, "The
 * Sybil attack"): it has as many addresses and may have as many links to the same neighbour, on
 * each of which it is somebody else. What one identity gets all have. Each is one more to be
 * unchoked as a guest, or to be served by a seed in turn.
 *
 * It is one peer: neighbours are counted once a link, and its chokers serve as many links in all as
 * they have slots. The addresses are the swarm's to give.
 */
export class Sybil extends Peer {
  constructor(now: number, parts: PeerParts, output: PeerOutput) {
    super(now, parts, new AliasOutput(output, (id, link) => `${id}, link ${link}`))
  }

  /** The same neighbour on another link is another neighbour. */
  override handshake(now: number, link: number, torrent: string, id: string): void {
    super.handshake(now, link, torrent, `${id}, link ${link}`)
  }
}
