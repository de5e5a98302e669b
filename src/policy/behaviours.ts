import { Peer } from '../peer/peer.js'
import type { PeerParts } from '../peer/peer-parts.js'
import type { PeerOutput } from '../peer/wire.js'
import { Colluder } from './behaviours/colluder.js'
import { HaveLiar } from './behaviours/have-liar.js'
import { Sybil } from './behaviours/sybil.js'
import { UnderReporter } from './behaviours/under-reporter.js'
import { Whitewasher } from './behaviours/whitewasher.js'
import { defaultSettings, type PolicySetting, type PolicySettings } from './catalogue.js'

/** A behaviour by name: which messages a peer sends, whatever its policies decide. */
export interface BehaviourEntry {
  readonly about: string
  readonly source: string
  /** Its parameters. */
  readonly settings: Readonly<Record<string, PolicySetting>>
  /** Whether it uses peer ids of its own: it runs in the simulator only. */
  readonly isSimulated: boolean
  /** Whether it announces every piece that it has to every neighbour, and no other. */
  readonly isTruthful: boolean
  /** Makes the peer. Parameters that are missing have their defaults. */
  make(now: number, parts: PeerParts, output: PeerOutput, settings?: PolicySettings): Peer
  /** Returns the number of addresses of one peer, each of which dials and is dialled; default 1. */
  identities?(settings?: PolicySettings): number
}

const LIAR = {
  share: {
    about: 'Share of the pieces that it lies about.',
    kind: 'share',
    default: 0.5,
  },
} as const satisfies Record<string, PolicySetting>

const SYBIL = {
  identities: { about: 'How many identities it has.', kind: 'whole', default: 5 },
} as const satisfies Record<string, PolicySetting>

/** Every behaviour that a scenario may name. */
export const BEHAVIOURS: Readonly<Record<string, BehaviourEntry>> = {
  honest: {
    about: 'follows the protocol, with one identity',
    source: 'BEP 3',
    settings: {},
    isSimulated: false,
    isTruthful: true,
    make: (now, parts, output) => new Peer(now, parts, output),
  },
  'have-liar': {
    about: 'announces pieces that it lacks and cannot serve',
    source: 'Liogkas et al. 2006; Konrath, Barcellos, Mansilha 2007',
    settings: LIAR,
    isSimulated: false,
    isTruthful: false,
    make: (now, parts, output, settings) =>
      new HaveLiar(now, parts, output, { ...defaultSettings(LIAR), ...settings }.share),
  },
  'under-reporter': {
    about: 'announces one piece at a time to each neighbour, the most common first',
    source: 'Levin, LaCurts, Spring, Bhattacharjee 2008, strategic piece revelation',
    settings: {},
    isSimulated: false,
    isTruthful: false,
    make: (now, parts, output) => new UnderReporter(now, parts, output),
  },
  whitewasher: {
    about: 'disconnects when choked and returns under another peer id',
    source: 'Friedman, Resnick 2001; Feldman et al. 2004',
    settings: {},
    isSimulated: true,
    isTruthful: true,
    make: (now, parts, output) => new Whitewasher(now, parts, output),
  },
  colluder: {
    about: 'unchokes all colluders in addition to those that its choker serves',
    source: 'Feldman et al. 2004; Lian et al. 2007',
    settings: {},
    isSimulated: true,
    isTruthful: true,
    make: (now, parts, output) => new Colluder(now, parts, output),
  },
  sybil: {
    about: 'has many identities at many addresses, with one uplink and one copy',
    source: 'Douceur 2002',
    settings: SYBIL,
    isSimulated: true,
    isTruthful: true,
    make: (now, parts, output) => new Sybil(now, parts, output),
    identities: (settings) => ({ ...defaultSettings(SYBIL), ...settings }).identities,
  },
}
