import type { PeerOutput } from '../../peer/wire.js'
import { Relay } from './relay.js'

/** Sends each neighbour a peer id that is derived from the peer's own. */
export class AliasOutput extends Relay {
  readonly #alias: (id: string, link: number) => string

  /** `alias` derives the id for a link's handshake from the true one. */
  constructor(output: PeerOutput, alias: (id: string, link: number) => string) {
    super(output)
    this.#alias = alias
  }

  override handshake(now: number, link: number, torrent: string, id: string): void {
    super.handshake(now, link, torrent, this.#alias(id, link))
  }
}
