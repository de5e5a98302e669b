import { Peer } from '../../peer/peer.js'
import type { PeerParts } from '../../peer/peer-parts.js'
import type { PeerOutput } from '../../peer/wire.js'
import { ColludersFirst } from '../chokers/colluders-first.js'
import { AliasOutput } from './alias-output.js'

/** What colluders' peer ids end with, by which they know each other. */
const COLLUDER_SUFFIX = ', a colluder'

/**
 * One of a gang that know each other by a mark in their peer ids: it unchokes each fellow that
 * wants something, whatever it gives; everybody else is served as its chokers say: with the choker
 * `none` nobody (Feldman, Lai, Stoica and Chuang 2004, "Robust incentive techniques for
 * peer-to-peer networks", collusion; Lian et al. 2007, "An empirical study of collusion behavior
 * in the Maze P2P file-sharing system").
 *
 * All colluders of a swarm are one gang. A fellow is not served before others: the uplink goes
 * round all that are unchoked.
 */
export class Colluder extends Peer {
  /** A row a link: 1 = a fellow. */
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

  override handshake(now: number, link: number, torrent: string, id: string): void {
    this.#isColluder[link - this.links.first] = id.endsWith(COLLUDER_SUFFIX) ? 1 : 0
    super.handshake(now, link, torrent, id)
  }
}
