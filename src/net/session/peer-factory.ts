import { Random } from '../../base/random.js'
import type { Geometry } from '../../peer/geometry.js'
import { Peer } from '../../peer/peer.js'
import { PeerStore } from '../../peer/peer-parts.js'
import { type PeerSettings, windowSteps } from '../../peer/settings.js'
import type { PeerOutput } from '../../peer/wire.js'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'

/** The policies of a peer, by the names that scenarios use. */
export interface PolicyNames {
  readonly choker: string
  readonly seedChoker: string
  readonly picker: string
}

/** Makes the peer of a session; its columns may be shared with other peers. */
export interface PeerFactory {
  readonly store: PeerStore
  /** Makes a peer that sends to `output`; the pieces that it holds are added later. */
  make(now: number, output: PeerOutput): Peer
}

/** The identity of a peer. */
export interface PeerName {
  /** The info hash, as hex. */
  readonly torrent: string
  /** The peer id, as hex. */
  readonly id: string
}

/** Makes a peer with columns of its own; `seed` is the random seed of its decisions. */
export function makePeerFactory(
  { torrent, id }: PeerName,
  geometry: Geometry,
  settings: PeerSettings,
  policies: PolicyNames,
  seed: string,
): PeerFactory {
  const columns = new PeerStore(1, settings.maxLinks, geometry, windowSteps(settings))
  const choice = new Random(seed, 'choke')
  const random = new Random(seed, 'pick')
  const make = (now: number, output: PeerOutput) =>
    new Peer(
      now,
      {
        store: columns,
        number: 0,
        firstLink: 0,
        settings,
        choker: CHOKERS[policies.choker].make(settings, choice),
        seedChoker: CHOKERS[policies.seedChoker].make(settings, choice),
        picker: PICKERS[policies.picker].make(geometry.pieceCount, random),
        random,
        torrent,
        id,
      },
      output,
    )
  return { store: columns, make }
}
