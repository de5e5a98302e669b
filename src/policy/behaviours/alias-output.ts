import type { PeerOutput } from '../../peer/wire.js'
import { Relay } from './relay.js'

/** Greets each neighbour under a peer id that is made for it from the peer's own. */
export class AliasOutput extends Relay {
  readonly #alias: (id: string, link: number) => string

  /** `alias` makes the id to greet with on a link out of the true one. */
  constructor(output: PeerOutput, alias: (id: string, link: number) => string) {
    super(output)
    this.#alias = alias
  }

  override handshake(now: number, link: number, torrent: string, id: string): void {
    super.handshake(now, link, torrent, this.#alias(id, link))
  }
}
