import { Random } from '../../base/random.js'
import type { Geometry } from '../../peer/geometry.js'
import { Peer } from '../../peer/peer.js'
import { PeerStore, windowSteps } from '../../peer/peer-parts.js'
import type { PeerSettings } from '../../peer/settings.js'
import type { PeerOutput } from '../../peer/wire.js'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'

/** How a peer behaves: by name, as in a scenario. */
export interface PolicyNames {
  readonly choker: string
  readonly seedChoker: string
  readonly picker: string
}

/** Makes the peer of a session, in columns of its own or shared with others. */
export interface PeerFactory {
  readonly store: PeerStore
  /** A peer that speaks into `say`; what it holds is told to it later. */
  make(now: number, say: PeerOutput): Peer
}

/** Who a peer is. */
export interface PeerName {
  /** The info hash, as hex. */
  readonly torrent: string
  /** The peer id, as hex. */
  readonly id: string
}

/** A peer in columns of its own; `seed` is of all chance in it. */
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
  const make = (now: number, say: PeerOutput) =>
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
      say,
    )
  return { store: columns, make }
}
