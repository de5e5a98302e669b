import { Random } from '../../src/base/random.js'
import { BLOCK_BYTES, Geometry } from '../../src/peer/geometry.js'
import type { Peer } from '../../src/peer/peer.js'
import { type PeerParts, PeerStore } from '../../src/peer/peer-parts.js'
import type { Choker, PiecePicker } from '../../src/peer/policy.js'
import {
  DEFAULT_PEER_SETTINGS,
  type EndgameSettings,
  type PeerSettings,
  type PipelineSettings,
  windowSteps,
} from '../../src/peer/settings.js'
import type { PeerOutput } from '../../src/peer/wire.js'
import { BEHAVIOURS } from '../../src/policy/behaviours.js'
import { CHOKERS, PICKERS, type PolicySettings } from '../../src/policy/catalogue.js'

/** Settings that a test changes from Cohen's defaults. */
export interface Tuning extends Partial<Omit<PeerSettings, 'endgame' | 'pipeline'>> {
  readonly endgame?: Partial<EndgameSettings>
  readonly pipeline?: Partial<PipelineSettings>
}

/** Description of a peer in a test; policies by name or as objects. */
export interface Cast {
  readonly id?: string
  readonly geometry?: Geometry
  readonly tuning?: Tuning
  readonly choker?: string | Choker
  readonly seedChoker?: string | Choker
  readonly picker?: string | PiecePicker
  /** Its behaviour; `told` holds the settings of that. */
  readonly behaviour?: string
  readonly told?: PolicySettings
  /** Creates the peer from its parts, in place of its behaviour. */
  readonly make?: (now: number, parts: PeerParts, output: PeerOutput) => Peer
  readonly holds?: 'all' | readonly number[]
  /** Its random seed. */
  readonly seed?: string
  /** Its place in a shared store; it has its own store if left out. */
  readonly home?: Home
}

/** A place in a store that peers share. */
export interface Home {
  readonly store: PeerStore
  readonly number: number
  readonly firstLink: number
}

/** Creates a store for a number of peers with at most 80 links each. */
export function sharedStore(peers: number, geometry: Geometry): PeerStore {
  return new PeerStore(peers, peers * DEFAULT_PEER_SETTINGS.maxLinks, geometry, 4)
}

/** Returns a torrent of `pieces` times `blocks` blocks; the last piece is `cut` bytes short. */
export function torrent(pieces: number, blocks: number, cut = 0): Geometry {
  const pieceBytes = blocks * BLOCK_BYTES
  return new Geometry(pieces * pieceBytes - cut, pieceBytes)
}

/**
 * Returns Cohen's defaults, changed by the tuning and without a random first piece. The picker
 * chooses from the start, so a test can predict the requests.
 */
export function tuned(tuning: Tuning = {}): PeerSettings {
  const { endgame, pipeline } = DEFAULT_PEER_SETTINGS
  return {
    ...DEFAULT_PEER_SETTINGS,
    randomFirstPieces: 0,
    ...tuning,
    endgame: { ...endgame, ...tuning.endgame },
    pipeline: { ...pipeline, ...tuning.pipeline },
  }
}

/** Returns the piece numbers that `holds` stands for. */
export function piecesOf(holds: 'all' | readonly number[], { pieceCount }: Geometry): number[] {
  return holds === 'all' ? Array.from({ length: pieceCount }, (_, piece) => piece) : [...holds]
}

/** The default torrent of a test: four pieces of four blocks. */
export const FOUR_BY_FOUR = torrent(4, 4)

/** Returns a store in which the peer's rows come after some of another peer's. */
function ownHome(geometry: Geometry, settings: PeerSettings): Home {
  const store = new PeerStore(2, settings.maxLinks + 3, geometry, windowSteps(settings))
  return { store, number: 1, firstLink: 3 }
}

/** Creates a peer that sends its messages to `say`. */
export function makePeer(say: PeerOutput, cast: Cast, now = 0): Peer {
  const { id = 'alice', geometry = FOUR_BY_FOUR, seed = 'seed' } = cast
  const settings = tuned(cast.tuning)
  const choice = new Random(seed, `choke/${id}`)
  const pick = new Random(seed, `pick/${id}`)
  const { choker = 'tit-for-tat', seedChoker = 'seed-fastest', picker = 'in-order' } = cast
  const chokerBy = (by: string | Choker) =>
    typeof by === 'string' ? CHOKERS[by].make(settings, choice) : by
  const make = cast.make ?? BEHAVIOURS[cast.behaviour ?? 'honest'].make
  const peer = make(
    now,
    {
      ...(cast.home ?? ownHome(geometry, settings)),
      settings,
      choker: chokerBy(choker),
      seedChoker: chokerBy(seedChoker),
      picker: typeof picker === 'string' ? PICKERS[picker].make(geometry.pieceCount, pick) : picker,
      random: pick,
      torrent: 'the torrent',
      id,
    },
    say,
    cast.told,
  )
  for (const piece of piecesOf(cast.holds ?? [], geometry)) peer.hold(piece)
  return peer
}
