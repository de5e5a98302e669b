import type { Random } from '../base/random.js'
import type { Geometry } from './geometry.js'
import type { Links } from './links.js'
import { PeerMemory } from './memory.js'
import { Partials } from './partials.js'
import type { Choker, PiecePicker } from './policy.js'
import type { PeerSettings } from './settings.js'
import { Uploads } from './uploads.js'

/** What many peers share: a memory, and the pools of what is begun and of what is to be sent. */
export class PeerStore {
  readonly memory: PeerMemory
  readonly partials: Partials
  readonly uploads: Uploads

  /** Room for so many peers with so many links in all, of one torrent. */
  constructor(peers: number, links: number, geometry: Geometry, windowSteps: number) {
    this.memory = new PeerMemory(peers, links, geometry, windowSteps)
    this.partials = new Partials(geometry)
    this.uploads = new Uploads(this.memory)
  }
}

/** What makes a peer: where it lives, its policies and its name. */
export interface PeerParts {
  readonly store: PeerStore
  /** The peer's number in the store, and its first link there; it has `maxLinks` of them. */
  readonly number: number
  readonly firstLink: number
  readonly settings: PeerSettings
  readonly choker: Choker
  readonly seedChoker: Choker
  readonly picker: PiecePicker
  readonly random: Random
  /** The info hash, in any form that equals itself. */
  readonly torrent: string
  /** The peer id. */
  readonly id: string
}

/** What a peer's requests are made of. */
export interface RequestParts {
  readonly memory: PeerMemory
  readonly partials: Partials
  /** The peer's number in the memory. */
  readonly peer: number
  readonly links: Links
  readonly picker: PiecePicker
  readonly settings: PeerSettings
  readonly random: Random
}

/** Steps of the rolling window over which rates are averaged. */
export function windowSteps(settings: PeerSettings): number {
  return Math.max(1, Math.round(settings.rateWindowSeconds / settings.rechokeSeconds))
}
