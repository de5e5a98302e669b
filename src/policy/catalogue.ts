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

/** The file that a policy was loaded from, if it is no part of this program. */
export interface PluginStamp {
  /** As the user named it. */
  readonly file: string
  /** Of what was loaded, in hexadecimal. */
  readonly sha256: string
}

/** A choker by name. */
export interface ChokerEntry {
  /** What it does, in a line. */
  readonly about: string
  /** Where it is described. */
  readonly source: string
  /** What it can be told; nothing if left out. */
  readonly settings?: Readonly<Record<string, PolicySetting>>
  readonly plugin?: PluginStamp
  /**
   * Makes one for a peer; what `told` lacks is as standard. `peer` is its number, for messages.
   */
  make(settings: PeerSettings, random: Random, told?: PolicySettings, peer?: number): Choker
}

/** A number that a policy can be told in a scenario. */
export interface PolicySetting {
  readonly about: string
  /** Whole and 1 or more, or a share from 0 to 1. */
  readonly kind: 'whole' | 'share'
  readonly standard: number
}

/** What a policy is told, by name. */
export type PolicySettings = Readonly<Record<string, number>>

/** A piece picker by name. */
export interface PickerEntry {
  readonly about: string
  readonly source: string
  /** What it can be told. */
  readonly settings: Readonly<Record<string, PolicySetting>>
  /** Whether it must see `copies`, which only the simulation can show: never on sockets. */
  readonly isOracle: boolean
  readonly plugin?: PluginStamp
  /**
   * Makes one for a peer; what `settings` lack is as standard. `copies`: of each piece in the whole
   * swarm, always as they are. Throws if it is an oracle and there are none. `peer` is its number,
   * for messages.
   */
  make(
    pieceCount: number,
    random: Random,
    settings?: PolicySettings,
    copies?: Int32Array,
    peer?: number,
  ): PiecePicker
}

const chokers: Record<string, ChokerEntry> = {
  'tit-for-tat': {
    about: 'uploads to the peers that upload fastest to us, plus optimistic unchokes',
    source: 'BEP 3; Cohen 2003, section 3',
    make: (settings, random) => new RateChoker(settings, random),
  },
  'seed-fastest': {
    about:
      'for seeds: uploads to the peers that download fastest from us, plus optimistic unchokes',
    source: 'BEP 3; mainline before 4.0',
    make: (settings, random) => new RateChoker(settings, random),
  },
  'seed-rotating': {
    about: 'for seeds: serves all alike, in turns by the time of their last unchoke',
    source: 'Legout, Urvoy-Keller, Michiardi 2006, section 2.2',
    make: (settings, random) => new Rotating(settings, random),
  },
  random: {
    about: 'uploads to random takers, drawn anew every round',
    source: 'the random ranking of Rahman et al. 2011',
    make: (settings, random) => new RandomChoker(settings, random),
  },
  'by-rate': {
    about: 'tit-for-tat with as many slots as the rate of our uplink is worth',
    source: 'mainline 4.x, Choker._max_uploads',
    make: (settings, random) => new ByRate(settings, random),
  },
  'block-tit-for-tat': {
    about: 'tit-for-tat that serves nobody who owes us more than 512 KiB',
    source: 'Bharambe, Herley, Padmanabhan 2006, pairwise block-level tit-for-tat',
    make: (settings, random) => new BlockTitForTat(settings, random),
  },
  'prop-share': {
    about: 'gives each neighbour its share of what we receive, a fifth to newcomers',
    source: 'Levin, LaCurts, Spring, Bhattacharjee 2008',
    make: (settings, random) => new PropShare(settings, random),
  },
  'bit-tyrant': {
    about: 'serves those that give most for least, and no more of them than it can pay',
    source: 'Piatek et al. 2007, section 4',
    make: (settings) => new BitTyrant(settings),
  },
  'anti-leech': {
    about: 'for seeds: serves those that have least or most, the middle last',
    source: 'Chow, Golubchik, Misra 2008; libtorrent, anti_leech',
    make: (settings, random) => new AntiLeech(settings, random),
  },
  'unchoke-all': {
    about: 'uploads to everybody who is interested',
    source: 'the altruist, as a reference',
    make: () => new UnchokeAll(true),
  },
  'first-come': {
    about: 'for servers: so many at a time, each to its end, in the order of their coming',
    source: 'a queue, as a file server has one',
    make: (settings) => new FirstCome(settings),
  },
  none: {
    about: 'uploads to nobody: a free rider',
    source: 'the free rider of Cohen 2003, section 3',
    make: () => new UnchokeAll(false),
  },
}

/** A picker that is told nothing and knows what its peer knows. */
const PLAIN = { settings: {}, isOracle: false } as const

const STREAMING = {
  window: { about: 'Pieces that are urgent: the next missing ones.', kind: 'whole', standard: 20 },
  urgent: { about: 'How often one of them is picked.', kind: 'share', standard: 0.8 },
} as const satisfies Record<string, PolicySetting>

/** What a policy is told if nobody says otherwise. */
export function standardSettings<Name extends string>(
  settings: Readonly<Record<Name, PolicySetting>>,
): Record<Name, number> {
  const names = Object.keys(settings) as Name[]
  return Object.fromEntries(names.map((name) => [name, settings[name].standard])) as Record<
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
    about: 'any piece that can be got, each with equal chance',
    source: 'the baseline of Bharambe et al. 2006',
    ...PLAIN,
    make: (_pieceCount, random) => new RandomOrder(random),
  },
  'in-order': {
    about: 'the first piece that can be got, as a player would',
    source: 'the baseline of Parvez et al. 2008',
    ...PLAIN,
    make: () => new InOrder(),
  },
  streaming: {
    about: 'mostly the rarest of the next pieces to be played, else the rarest of all others',
    source: 'BiToS: Vlavianos, Iliofotou, Faloutsos 2006',
    settings: STREAMING,
    isOracle: false,
    make: (pieceCount, random, settings) =>
      new Streaming(pieceCount, { ...standardSettings(STREAMING), ...settings }, random),
  },
  'global-rarest-oracle': {
    about: 'the piece of the fewest copies in the whole swarm, which no real peer can know',
    source: 'the reference of Legout, Urvoy-Keller, Michiardi 2006; simulated only',
    settings: {},
    isOracle: true,
    make: (_pieceCount, random, _settings, copies) => {
      if (copies === undefined) throw new Error('an oracle lives in the simulation alone')
      return new GlobalRarestOracle(copies, random)
    },
  },
}

/** Every choker that a scenario may name, plug-ins included. */
export const CHOKERS: Readonly<Record<string, ChokerEntry>> = chokers

/** Every piece picker that a scenario may name, plug-ins included. */
export const PICKERS: Readonly<Record<string, PickerEntry>> = pickers

let version = 0

/** Another number whenever policies have come or gone: what was made of their names is old then. */
export function catalogueVersion(): number {
  return version
}

/** Adds a choker under a name that is free; what is returned takes it out again. */
export function registerChoker(name: string, entry: ChokerEntry): () => void {
  return register(chokers, name, entry)
}

/** Adds a piece picker under a name that is free; what is returned takes it out again. */
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
