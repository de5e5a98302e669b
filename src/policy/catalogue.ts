import type { Random } from '../base/random.js'
import type { Choker, PiecePicker } from '../peer/policy.js'
import type { PeerSettings } from '../peer/settings.js'
import { AntiLeech } from './chokers/anti-leech.js'
import { BitTyrant } from './chokers/bit-tyrant.js'
import { BlockTitForTat } from './chokers/block-tit-for-tat.js'
import { ByRate } from './chokers/by-rate.js'
import { FirstCome } from './chokers/first-come.js'
import { PropShare } from './chokers/prop-share.js'
import { RandomChoker } from './chokers/random-choker.js'
import { RateChoker } from './chokers/rate-choker.js'
import { Rotating } from './chokers/rotating.js'
import { UnchokeAll } from './chokers/unchoke-all.js'
import { GlobalRarestOracle } from './pickers/global-rarest-oracle.js'
import { InOrder } from './pickers/in-order.js'
import { RandomOrder } from './pickers/random-order.js'
import { RarestFirst } from './pickers/rarest-first.js'
import { Streaming } from './pickers/streaming.js'

/** The file that a plug-in policy was loaded from. */
export interface PluginStamp {
  /** The file as the user named it. */
  readonly file: string
  /** The hash of what was loaded, in hexadecimal. */
  readonly sha256: string
}

/** A choker by name. */
export interface ChokerEntry {
  /** What it does, in one line. */
  readonly about: string
  /** Where it is described. */
  readonly source: string
  /** Its parameters; none if left out. */
  readonly settings?: Readonly<Record<string, PolicySetting>>
  readonly plugin?: PluginStamp
  /**
   * Makes one for a peer. Parameters that are missing have their defaults. `peer` is the peer's
   * number, for messages.
   */
  make(
    settings: PeerSettings,
    random: Random,
    policySettings?: PolicySettings,
    peer?: number,
  ): Choker
}

/** A numeric parameter of a policy, which a scenario may set. */
export interface PolicySetting {
  readonly about: string
  /** Whole and 1 or more, or a share from 0 to 1. */
  readonly kind: 'whole' | 'share'
  readonly default: number
}

/** The values of a policy's parameters, by name. */
export type PolicySettings = Readonly<Record<string, number>>

/** A piece picker by name. */
export interface PickerEntry {
  readonly about: string
  readonly source: string
  /** Its parameters. */
  readonly settings: Readonly<Record<string, PolicySetting>>
  /** Whether it needs `copies`, which only the simulator has: it never runs on sockets. */
  readonly isOracle: boolean
  readonly plugin?: PluginStamp
  /**
   * Makes one for a peer; what `settings` lack takes its default. `copies`: of each piece in the
   * whole swarm, always as they are. Throws if it is an oracle and there are none. `peer` is its
   * number, for messages.
   */
  make(
    pieceCount: number,
    random: Random,
    settings?: PolicySettings,
    copies?: Int32Array,
    peer?: number,
  ): PiecePicker
}

const BLOCK_TIT_FOR_TAT = {
  maxDeficitKiB: {
    about: 'KiB that a neighbour may owe us. The paper: 2 of its blocks of 256 KiB.',
    kind: 'whole',
    default: 512,
  },
} as const satisfies Record<string, PolicySetting>

const BIT_TYRANT = {
  withheld: {
    about: 'Share of the uplink left over by the costs that is not sent. The paper: 1.',
    kind: 'share',
    default: 0,
  },
} as const satisfies Record<string, PolicySetting>

const chokers: Record<string, ChokerEntry> = {
  'tit-for-tat': {
    about: 'uploads to the neighbours that upload fastest, plus optimistic unchokes',
    source: 'BEP 3; Cohen 2003, section 3',
    make: (settings, random) => new RateChoker(settings, random),
  },
  'seed-fastest': {
    about: 'for seeds: uploads to the fastest downloaders, plus optimistic unchokes',
    source: 'BEP 3; mainline before 4.0',
    make: (settings, random) => new RateChoker(settings, random),
  },
  'seed-rotating': {
    about: 'for seeds: serves all equally, in turns by the time of their last unchoke',
    source: 'Legout, Urvoy-Keller, Michiardi 2006, section 2.2',
    make: (settings, random) => new Rotating(settings, random),
  },
  random: {
    about: 'uploads to random interested neighbours, chosen again every round',
    source: 'the random ranking of Rahman et al. 2011',
    make: (settings, random) => new RandomChoker(settings, random),
  },
  'by-rate': {
    about: 'tit-for-tat with a number of slots that depends on the upload rate',
    source: 'mainline 4.x, Choker._max_uploads',
    make: (settings, random) => new ByRate(settings, random),
  },
  'block-tit-for-tat': {
    about: 'tit-for-tat that sends no block to a neighbour that owes too much',
    source: 'Bharambe, Herley, Padmanabhan 2006, pairwise block-level tit-for-tat',
    settings: BLOCK_TIT_FOR_TAT,
    make: (settings, random, values) => {
      const { maxDeficitKiB } = { ...defaultSettings(BLOCK_TIT_FOR_TAT), ...values }
      return new BlockTitForTat(settings, maxDeficitKiB, random)
    },
  },
  'prop-share': {
    about: 'divides the uplink in proportion to what neighbours sent, a fifth to newcomers',
    source: 'Levin, LaCurts, Spring, Bhattacharjee 2008',
    make: (settings, random) => new PropShare(settings, random),
  },
  'bit-tyrant': {
    about: 'serves the best returns on upload, as many as its capacity allows',
    source: 'Piatek et al. 2007, section 4',
    settings: BIT_TYRANT,
    make: (settings, random, values) => {
      const { withheld } = { ...defaultSettings(BIT_TYRANT), ...values }
      return new BitTyrant(settings, withheld, random)
    },
  },
  'anti-leech': {
    about: 'for seeds: serves those with the fewest or the most pieces first',
    source: 'Chow, Golubchik, Misra 2008; libtorrent, anti_leech',
    make: (settings, random) => new AntiLeech(settings, random),
  },
  'unchoke-all': {
    about: 'uploads to every interested neighbour',
    source: 'an altruist, as a reference',
    make: () => new UnchokeAll(true),
  },
  'first-come': {
    about: 'for servers: a queue that serves a fixed number at a time, each until it is done',
    source: 'the queue of a file server',
    make: (settings) => new FirstCome(settings),
  },
  none: {
    about: 'uploads to nobody: a free rider',
    source: 'the free rider of Cohen 2003, section 3',
    make: () => new UnchokeAll(false),
  },
}

/** A picker without parameters that knows no more than its peer. */
const PLAIN = { settings: {}, isOracle: false } as const

const STREAMING = {
  window: { about: 'How many of the next missing pieces are urgent.', kind: 'whole', default: 20 },
  urgent: { about: 'Share of picks that go to urgent pieces.', kind: 'share', default: 0.8 },
} as const satisfies Record<string, PolicySetting>

/** Returns the default of each parameter. */
export function defaultSettings<Name extends string>(
  settings: Readonly<Record<Name, PolicySetting>>,
): Record<Name, number> {
  const names = Object.keys(settings) as Name[]
  return Object.fromEntries(names.map((name) => [name, settings[name].default])) as Record<
    Name,
    number
  >
}

const pickers: Record<string, PickerEntry> = {
  'rarest-first': {
    about: 'the piece that the fewest neighbours hold, ties at random',
    source: 'Cohen 2003, section 2.4.2',
    ...PLAIN,
    make: (pieceCount, random) => new RarestFirst(pieceCount, random),
  },
  random: {
    about: 'any available piece, each with equal probability',
    source: 'the baseline of Bharambe et al. 2006',
    ...PLAIN,
    make: (_pieceCount, random) => new RandomOrder(random),
  },
  'in-order': {
    about: 'the first available piece, as a player would',
    source: 'the baseline of Parvez et al. 2008',
    ...PLAIN,
    make: () => new InOrder(),
  },
  streaming: {
    about: 'mostly the rarest of the next pieces to play, else the rarest of the others',
    source: 'BiToS: Vlavianos, Iliofotou, Faloutsos 2006',
    settings: STREAMING,
    isOracle: false,
    make: (pieceCount, random, settings) =>
      new Streaming(pieceCount, { ...defaultSettings(STREAMING), ...settings }, random),
  },
  'global-rarest-oracle': {
    about: 'the piece with the fewest copies in the whole swarm, which no real peer knows',
    source: 'the reference of Legout, Urvoy-Keller, Michiardi 2006; simulated only',
    settings: {},
    isOracle: true,
    make: (_pieceCount, random, _settings, copies) => {
      if (copies === undefined) throw new Error('an oracle picker works in the simulator only')
      return new GlobalRarestOracle(copies, random)
    },
  },
}

/** Every choker that a scenario may name, plug-ins included. */
export const CHOKERS: Readonly<Record<string, ChokerEntry>> = chokers

/** Every piece picker that a scenario may name, plug-ins included. */
export const PICKERS: Readonly<Record<string, PickerEntry>> = pickers

let version = 0

/** Returns a number that changes when policies are added or removed: caches by name are stale. */
export function catalogueVersion(): number {
  return version
}

/** Adds a choker under an unused name and returns a function that removes it. */
export function registerChoker(name: string, entry: ChokerEntry): () => void {
  return register(chokers, name, entry)
}

/** Adds a piece picker under an unused name and returns a function that removes it. */
export function registerPicker(name: string, entry: PickerEntry): () => void {
  return register(pickers, name, entry)
}

function register<Entry>(entries: Record<string, Entry>, name: string, entry: Entry): () => void {
  entries[name] = entry
  version++
  return () => {
    delete entries[name]
    version++
  }
}
