import { Peer } from '../../peer/peer.js'
import type { ChokingParts, PeerParts } from '../../peer/peer-parts.js'
import type { PeerOutput } from '../../peer/wire.js'
import { ColludersFirst } from '../chokers/colluders-first.js'
import { AliasOutput } from './alias-output.js'

/** What colluders' peer ids end with, by which they recognize each other. */
const COLLUDER_SUFFIX = ', a colluder'

/**
 * A peer that colludes with others, which it recognizes by the end of their peer ids. It unchokes
 * each interested colluder, whatever that sends. Its chokers decide about everybody else; with the
 * choker `none` it serves nobody else (Feldman, Lai, Stoica and Chuang 2004, "Robust incentive
 * techniques for peer-to-peer networks", collusion; Lian et al. 2007, "An empirical study of
 * collusion behavior in the Maze P2P file-sharing system").
 *
 * All colluders of a swarm belong together. None is served before others: all unchoked links share
 * the uplink.
 */
export class Colluder extends Peer {
  /** For each link: 1 = a colluder. */
  readonly #isColluder: Uint8Array

  constructor(now: number, parts: PeerParts, output: PeerOutput) {
    const isColluder = new Uint8Array(parts.settings.maxLinks)
    const choker = new ColludersFirst(parts.choker, isColluder)
    const seedChoker = new ColludersFirst(parts.seedChoker, isColluder)
    super(
      now,
      { ...parts, choker, seedChoker },
      new AliasOutput(output, (id) => id + COLLUDER_SUFFIX),
    )
    this.#isColluder = isColluder
  }

  override changePolicy({ settings, choker, seedChoker }: ChokingParts): void {
    super.changePolicy({
      settings,
      choker: new ColludersFirst(choker, this.#isColluder),
      seedChoker: new ColludersFirst(seedChoker, this.#isColluder),
    })
  }

  override handshake(now: number, link: number, torrent: string, id: string): void {
    this.#isColluder[link - this.links.first] = id.endsWith(COLLUDER_SUFFIX) ? 1 : 0
    super.handshake(now, link, torrent, id)
  }
}
