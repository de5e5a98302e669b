import { Peer } from '../peer/peer.js'
import type { PeerParts } from '../peer/peer-parts.js'
import type { PeerOutput } from '../peer/wire.js'
import { Colluder } from './behaviours/colluder.js'
import { HaveLiar } from './behaviours/have-liar.js'
import { Sybil } from './behaviours/sybil.js'
import { UnderReporter } from './behaviours/under-reporter.js'
import { Whitewasher } from './behaviours/whitewasher.js'
import { type PolicySetting, type PolicySettings, standardSettings } from './catalogue.js'

/** A behaviour by name: what a peer says and does whatever its policies decide. */
export interface BehaviourEntry {
  readonly about: string
  readonly source: string
  /** What it can be told. */
  readonly settings: Readonly<Record<string, PolicySetting>>
  /** Whether it greets under names of its own: only in the simulation, never on sockets. */
  readonly isSimulated: boolean
  /** Whether it tells every neighbour of every piece that it has, and of no other. */
  readonly isTruthful: boolean
  /** Makes the peer; what `settings` lack is as standard. */
  make(now: number, parts: PeerParts, output: PeerOutput, settings?: PolicySettings): Peer
  /** The addresses that one peer has, each listed, dialling and dialled; 1 if unsaid. */
  identities?(settings?: PolicySettings): number
}

const LIAR = {
  share: {
    about: 'How many of the pieces it lies about.',
    kind: 'share',
    standard: 0.5,
  },
} as const satisfies Record<string, PolicySetting>

const SYBIL = {
  identities: { about: 'How many peers it passes for.', kind: 'whole', standard: 5 },
} as const satisfies Record<string, PolicySetting>

/** Every behaviour that a scenario may name. */
export const BEHAVIOURS: Readonly<Record<string, BehaviourEntry>> = {
  honest: {
    about: 'tells the truth, and is one peer',
    source: 'BEP 3',
    settings: {},
    isSimulated: false,
    isTruthful: true,
    make: (now, parts, output) => new Peer(now, parts, output),
  },
  'have-liar': {
    about: 'says that it has pieces which it lacks, and cannot serve them',
    source: 'Liogkas et al. 2006; Konrath, Barcellos, Mansilha 2007',
    settings: LIAR,
    isSimulated: false,
    isTruthful: false,
    make: (now, parts, output, settings) =>
      new HaveLiar(now, parts, output, { ...standardSettings(LIAR), ...settings }.share),
  },
  'under-reporter': {
    about: 'tells each neighbour of one piece at a time, the most common first',
    source: 'Levin, LaCurts, Spring, Bhattacharjee 2008, strategic piece revelation',
    settings: {},
    isSimulated: false,
    isTruthful: false,
    make: (now, parts, output) => new UnderReporter(now, parts, output),
  },
  whitewasher: {
    about: 'hangs up on whoever chokes it and comes back under another peer id',
    source: 'Friedman, Resnick 2001; Feldman et al. 2004',
    settings: {},
    isSimulated: true,
    isTruthful: true,
    make: (now, parts, output) => new Whitewasher(now, parts, output),
  },
  colluder: {
    about: 'unchokes all fellow colluders, besides the peers that its choker picks',
    source: 'Feldman et al. 2004; Lian et al. 2007',
    settings: {},
    isSimulated: true,
    isTruthful: true,
    make: (now, parts, output) => new Colluder(now, parts, output),
  },
  sybil: {
    about: 'passes for many peers at many addresses, with one uplink and one copy',
    source: 'Douceur 2002',
    settings: SYBIL,
    isSimulated: true,
    isTruthful: true,
    make: (now, parts, output) => new Sybil(now, parts, output),
    identities: (settings) => ({ ...standardSettings(SYBIL), ...settings }).identities,
  },
}
