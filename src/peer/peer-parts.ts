import type { Random } from '../base/random.js'
import type { Geometry } from './geometry.js'
import type { Links } from './links.js'
import { PartialPieces } from './partial-pieces.js'
import { PeerColumns } from './peer-columns.js'
import type { Choker, PiecePicker } from './policy.js'
import type { PeerSettings } from './settings.js'
import { Uploads } from './uploads.js'

/** What many peers share: their columns, and the pools of started pieces and of uploads. */
export class PeerStore {
  readonly columns: PeerColumns
  readonly partials: PartialPieces
  readonly uploads: Uploads

  /** Makes room for `peers` of one torrent with `links` in all. */
  constructor(peers: number, links: number, geometry: Geometry, windowSteps: number) {
    this.columns = new PeerColumns(peers, links, geometry, windowSteps)
    this.partials = new PartialPieces(geometry)
    this.uploads = new Uploads(this.columns)
  }
}

/** What decides about a peer's uploads: its chokers, and the settings with which they were made. */
export interface ChokingParts {
  readonly settings: PeerSettings
  readonly choker: Choker
  readonly seedChoker: Choker
}

/** What a peer is made of: its place in the store, its policies and its names. */
export interface PeerParts extends ChokingParts {
  readonly store: PeerStore
  /** The peer's number in the store, and its first link there; it has `maxLinks` of them. */
  readonly number: number
  readonly firstLink: number
  readonly picker: PiecePicker
  readonly random: Random
  /** The info hash, in any form that equals itself. */
  readonly torrent: string
  /** The peer id. */
  readonly id: string
}

/** What a peer's requests are made of. */
export interface RequestParts {
  readonly columns: PeerColumns
  readonly partials: PartialPieces
  /** The peer's number in the columns. */
  readonly peer: number
  readonly links: Links
  readonly picker: PiecePicker
  readonly settings: PeerSettings
  readonly random: Random
}
