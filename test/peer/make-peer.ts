import { Random } from '../../src/base/random.js'
import { BLOCK_BYTES, Geometry } from '../../src/peer/geometry.js'
import type { Peer } from '../../src/peer/peer.js'
import { PeerStore, windowSteps } from '../../src/peer/peer-parts.js'
import type { Choker, PiecePicker } from '../../src/peer/policy.js'
import {
  DEFAULT_PEER_SETTINGS,
  type EndgameSettings,
  type PeerSettings,
  type PipelineSettings,
} from '../../src/peer/settings.js'
import type { PeerOutput } from '../../src/peer/wire.js'
import { BEHAVIOURS } from '../../src/policy/behaviours.js'
import { CHOKERS, PICKERS, type PolicySettings } from '../../src/policy/catalogue.js'

/** What a test wants different from Cohen's defaults. */
export interface Tuning extends Partial<Omit<PeerSettings, 'endgame' | 'pipeline'>> {
  readonly endgame?: Partial<EndgameSettings>
  readonly pipeline?: Partial<PipelineSettings>
}

/** A peer as a test describes it; policies by name or by hand. */
export interface Cast {
  readonly id?: string
  readonly geometry?: Geometry
  readonly tuning?: Tuning
  readonly choker?: string | Choker
  readonly seedChoker?: string | Choker
  readonly picker?: string | PiecePicker
  /** How it cheats, and what it is told of that. */
  readonly behaviour?: string
  readonly told?: PolicySettings
  readonly holds?: 'all' | readonly number[]
  /** The seed of its chance. */
  readonly seed?: string
  /** Where it lives; a store of its own if left out. */
  readonly home?: Home
}

/** A place in a store that peers share. */
export interface Home {
  readonly store: PeerStore
  readonly number: number
  readonly firstLink: number
}

/** Room for so many peers of at most 80 links each, and for a window of so many steps. */
export function sharedStore(peers: number, geometry: Geometry): PeerStore {
  return new PeerStore(peers, peers * DEFAULT_PEER_SETTINGS.maxLinks, geometry, 4)
}

/** A torrent of `pieces` times `blocks` blocks, the last piece `cut` bytes short. */
export function torrent(pieces: number, blocks: number, cut = 0): Geometry {
  const pieceBytes = blocks * BLOCK_BYTES
  return new Geometry(pieces * pieceBytes - cut, pieceBytes)
}

/**
 * Cohen's defaults but for what the tuning says, and but for the random first piece: the picker
 * chooses from the start, so that a test can tell what is asked for.
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

/** The piece numbers that `holds` stands for. */
export function piecesOf(holds: 'all' | readonly number[], { pieceCount }: Geometry): number[] {
  return holds === 'all' ? Array.from({ length: pieceCount }, (_, piece) => piece) : [...holds]
}

/** The torrent of a test that does not care: four pieces of four blocks. */
export const FOUR_BY_FOUR = torrent(4, 4)

/** A store in which the peer's rows lie behind some of another's. */
function ownHome(geometry: Geometry, settings: PeerSettings): Home {
  const store = new PeerStore(2, settings.maxLinks + 3, geometry, windowSteps(settings))
  return { store, number: 1, firstLink: 3 }
}

/** A peer that speaks into `say`. */
export function makePeer(say: PeerOutput, cast: Cast, now = 0): Peer {
  const { id = 'alice', geometry = FOUR_BY_FOUR, seed = 'seed' } = cast
  const settings = tuned(cast.tuning)
  const choice = new Random(seed, `choke/${id}`)
  const pick = new Random(seed, `pick/${id}`)
  const { choker = 'tit-for-tat', seedChoker = 'seed-fastest', picker = 'in-order' } = cast
  const chokerBy = (by: string | Choker) =>
    typeof by === 'string' ? CHOKERS[by].make(settings, choice) : by
  const peer = BEHAVIOURS[cast.behaviour ?? 'honest'].make(
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
