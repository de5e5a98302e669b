import { z } from 'zod'
import {
  DEFAULT_PEER_SETTINGS,
  type PeerSettings,
  type SuperSeedingMode,
} from '../../peer/settings.js'
import { CHOKERS, PICKERS, type PolicySettings } from '../../policy/catalogue.js'
import { SUPER_SEEDINGS } from '../../policy/super-seedings.js'
import type { GroupSettings } from '../../sim/settings.js'
import {
  type BehaviourChoice,
  behaviourSchema,
  DEFAULT_BEHAVIOUR,
  readBehaviour,
  writeBehaviour,
} from './behaviour.js'
import { chokerSchema, pickerSchema, readPolicy, writePolicy } from './policy.js'
import { formatSeconds, formatShare } from './units.js'
import { choice, flag, optionalKey, quantity, whole, withDefault, withExample } from './value.js'

const DEFAULTS = DEFAULT_PEER_SETTINGS
const endgameScopes = ['torrent', 'piece', 'off'] as const
const pipelineModes = ['fixed', 'adaptive', 'spread'] as const
const startedPiecesRules = ['rarest', 'equally-rare', 'oldest'] as const

/** The policies of a peer whose scenario names none. */
const DEFAULT_POLICIES = {
  choker: 'tit-for-tat',
  seedChoker: 'seed-rotating',
  picker: 'rarest-first',
  pickerSettings: {},
  behaviour: DEFAULT_BEHAVIOUR,
  behaviourSettings: {},
} as const

/** A key for a time whose default is a peer setting in seconds. */
const timeKey = (about: string, defaultSeconds: number) =>
  withDefault(quantity('time', about, { above: 0 }), formatSeconds(defaultSeconds))

const endgame = z.strictObject({
  scope: withDefault(
    choice(
      'a scope of the endgame',
      'When it begins: "torrent", once every block of the torrent has been requested; "piece", ' +
        'per piece; "off", never.',
      endgameScopes,
    ),
    DEFAULTS.endgame.scope,
  ),
  threshold: withDefault(
    quantity(
      'share',
      'For scope "piece": the endgame of a piece begins when at most this share of its blocks is ' +
        'missing.',
    ),
    formatShare(DEFAULTS.endgame.threshold),
  ),
  idleLinksOnly: withDefault(
    flag(
      'True: only idle links request a block again, one block each (libtorrent). False: every ' +
        'link does, as far as its pipeline permits (Cohen 2003).',
    ),
    DEFAULTS.endgame.idleLinksOnly,
  ),
  mostLinks: withDefault(
    whole(
      'The most links on which one block is outstanding at a time (Transmission 4: 2). The ' +
        'default is no limit in practice.',
      1,
      10_000,
    ),
    DEFAULTS.endgame.mostLinks,
  ),
})

const pipeline = z.strictObject({
  mode: withDefault(
    choice(
      'a mode of the pipeline',
      '"fixed": always `depth` requests per link. "adaptive": what the link delivers in a round ' +
        'trip plus one second, from `depth` to `most`. "spread": one piece at a time, one ' +
        'request per link, over at most `neighbours` links.',
      pipelineModes,
    ),
    DEFAULTS.pipeline.mode,
  ),
  depth: withDefault(
    whole('Outstanding requests per link; the fewest in mode "adaptive".', 1, 10_000),
    DEFAULTS.pipeline.depth,
  ),
  most: withDefault(
    whole('The most outstanding requests per link in mode "adaptive".', 1, 10_000),
    DEFAULTS.pipeline.most,
  ),
  neighbours: withDefault(
    whole('The most links that share one piece in mode "spread".', 1, 9),
    DEFAULTS.pipeline.neighbours,
  ),
  idleLinks: withDefault(
    choice(
      'a rule for idle links',
      'What a link does in mode "spread" that is not needed for the started piece: "wait" until ' +
        'the piece is complete, or "begin" another one. If nobody can send the rest of the ' +
        'piece, another is begun anyway.',
      ['wait', 'begin'],
    ),
    DEFAULTS.pipeline.idleLinks,
  ),
})

const superSeeding = z
  .union(
    [
      flag('True for "bep-16".'),
      choice(
        'a mode of super-seeding',
        '"bep-16": the next piece once another neighbour has the last one. "least-served": the ' +
          'next once this neighbour has the last, always the piece shown to the fewest.',
        Object.keys(SUPER_SEEDINGS) as Exclude<SuperSeedingMode, 'off'>[],
      ),
    ],
    { error: 'true, false, "bep-16" or "least-served"' },
  )
  .describe('Whether an initially complete peer shows its pieces one by one.')

const slots = whole('Upload slots, optimistic ones included (BEP 3).', 1, 1000)
const optimisticSlots = whole(
  'How many of the slots are optimistic (BEP 3); 0 for no optimistic unchoke.',
  0,
  1000,
)
const OPTIMISTIC_FOR = 'How long an optimistic unchoke lasts (BEP 3).'

/** Keys that tune a peer, whatever its policies. */
const tuningKeys = {
  slots: withDefault(slots, DEFAULTS.slots),
  optimisticSlots: withDefault(optimisticSlots, DEFAULTS.optimisticSlots),
  rechokeEvery: timeKey('Time between two rechokes (BEP 3).', DEFAULTS.rechokeSeconds),
  optimisticFor: timeKey(OPTIMISTIC_FOR, DEFAULTS.optimisticSeconds),
  rateWindow: timeKey(
    'The window over which rates are averaged (Cohen 2003).',
    DEFAULTS.rateWindowSeconds,
  ),
  snubAfter: timeKey(
    'Time without a block after which a neighbour counts as snubbing us.',
    DEFAULTS.snubSeconds,
  ),
  snubbing: withDefault(
    flag('Whether neighbours can count as snubbing us at all (Cohen 2003).'),
    DEFAULTS.snubbing,
  ),
  randomFirstPieces: withDefault(
    whole('How many first pieces are picked at random (Cohen 2003).', 0),
    DEFAULTS.randomFirstPieces,
  ),
  strictPriority: withDefault(
    flag('Whether a started piece is finished before another is begun.'),
    DEFAULTS.strictPriority,
  ),
  startedPieces: withDefault(
    choice(
      'a rule for started pieces',
      'Which started piece a neighbour continues. "rarest": the rarest, random among equals; a ' +
        'seed continues only pieces begun from seeds (mainline 4). "equally-rare": likewise ' +
        'without the rule for seeds, but a rarer piece is begun first (mainline 5, libtorrent). ' +
        '"oldest": the one started first. With `strictPriority` off, started pieces come last ' +
        'in any case.',
      startedPiecesRules,
    ),
    DEFAULTS.startedPieces,
  ),
  superSeeding: withDefault(
    withExample(superSeeding, 'least-served'),
    writeSuperSeeding(DEFAULTS.superSeeding),
  ),
  endgame: withDefault(
    withExample(
      z.union([choice('a scope of the endgame', 'The scope alone.', endgameScopes), endgame], {
        error: 'an endgame: "torrent", "piece", "off" or {"scope": ..., "threshold": ...}',
      }),
      { scope: 'piece', threshold: '20%' },
    ).describe('Which blocks are requested from several neighbours near the end (Cohen 2003).'),
    DEFAULTS.endgame.scope,
  ),
  pipeline: withDefault(
    withExample(pipeline, { mode: 'adaptive', depth: 8 }).describe(
      'How many requests stay outstanding on a link.',
    ),
    { mode: DEFAULTS.pipeline.mode, depth: DEFAULTS.pipeline.depth },
  ),
  dialLinks: withDefault(
    whole('The number of links at which the peer stops dialling.', 0, 10_000),
    DEFAULTS.dialLinks,
  ),
  maxLinks: withDefault(
    whole('The most links in all, dialled and accepted.', 1, 10_000),
    DEFAULTS.maxLinks,
  ),
  reannounceBelowLinks: withDefault(
    whole('With fewer links, the peer asks the tracker for more addresses.', 0, 10_000),
    DEFAULTS.reannounceBelowLinks,
  ),
}

const CHOKER = 'The choker while leeching: it decides which peers to upload to.'
const SEED_CHOKER = 'The choker once complete: it decides which peers to upload to.'

/** Keys by which a peer chokes; a planned event may change them. */
export function chokingKeys() {
  const unchanged = <Schema extends z.ZodType>(schema: Schema) => optionalKey(schema, 'unchanged')
  return {
    choker: unchanged(withExample(chokerSchema(CHOKER), 'random')),
    seedChoker: unchanged(withExample(chokerSchema(SEED_CHOKER), 'seed-fastest')),
    slots: unchanged(withExample(slots, 8)),
    optimisticSlots: unchanged(withExample(optimisticSlots, 2)),
    optimisticFor: unchanged(withExample(quantity('time', OPTIMISTIC_FOR, { above: 0 }), '10 s')),
  }
}

/** Keys that configure a peer; they stand in `peer` and in each group. */
export function peerKeys() {
  const { choker, seedChoker, picker } = DEFAULT_POLICIES
  return {
    choker: withDefault(chokerSchema(CHOKER), choker),
    seedChoker: withDefault(chokerSchema(SEED_CHOKER), seedChoker),
    picker: pickerSchema(picker),
    behaviour: behaviourSchema,
    ...tuningKeys,
  }
}

/** `peer`: the configuration of all peers, which a group may override. */
export function peerSchema() {
  return optionalKey(
    withExample(z.strictObject(peerKeys()), { slots: 8, pipeline: { mode: 'adaptive' } }).describe(
      'The configuration of all peers. A group overrides it with the same keys.',
    ),
    'the default of each key',
  )
}

/** The configuration of a peer as read, where every key may be missing. */
export type PeerDocument = NonNullable<z.infer<ReturnType<typeof peerSchema>>>

/** The policies of a group and their settings. */
type Policies = Pick<
  GroupSettings,
  'choker' | 'chokerSettings' | 'seedChoker' | 'seedChokerSettings' | 'picker' | 'pickerSettings'
>

/** The complete configuration of a peer, policies included. */
export interface PeerChoices extends Policies, BehaviourChoice {
  readonly peer: PeerSettings
}

/** Cohen's defaults: the configuration of a peer whose scenario gives no key. */
export const DEFAULT_CHOICES: PeerChoices = { ...DEFAULT_POLICIES, peer: DEFAULTS }

/** Overrides a configuration with the keys that a document gives. */
export function applyPeerChoices(base: PeerChoices, document: PeerDocument = {}): PeerChoices {
  const { peer } = base
  const scope = document.endgame
  const endgame = typeof scope === 'string' ? { scope } : scope
  return {
    ...readPolicies(base, document),
    ...readBehaviour(document.behaviour, base),
    peer: {
      slots: document.slots ?? peer.slots,
      optimisticSlots: document.optimisticSlots ?? peer.optimisticSlots,
      rechokeSeconds: document.rechokeEvery ?? peer.rechokeSeconds,
      optimisticSeconds: document.optimisticFor ?? peer.optimisticSeconds,
      rateWindowSeconds: document.rateWindow ?? peer.rateWindowSeconds,
      snubSeconds: document.snubAfter ?? peer.snubSeconds,
      snubbing: document.snubbing ?? peer.snubbing,
      randomFirstPieces: document.randomFirstPieces ?? peer.randomFirstPieces,
      strictPriority: document.strictPriority ?? peer.strictPriority,
      startedPieces: document.startedPieces ?? peer.startedPieces,
      superSeeding: readSuperSeeding(document.superSeeding) ?? peer.superSeeding,
      allowedFast: peer.allowedFast,
      endgame: { ...peer.endgame, ...endgame },
      pipeline: { ...peer.pipeline, ...document.pipeline },
      dialLinks: document.dialLinks ?? peer.dialLinks,
      maxLinks: document.maxLinks ?? peer.maxLinks,
      reannounceBelowLinks: document.reannounceBelowLinks ?? peer.reannounceBelowLinks,
    },
  }
}

/** Overrides policies; a choker without settings has no key for them. */
function readPolicies(base: Policies, { choker, seedChoker, picker }: PeerDocument): Policies {
  const own = choker === undefined ? undefined : readPolicy(choker, CHOKERS)
  const seed = seedChoker === undefined ? undefined : readPolicy(seedChoker, CHOKERS)
  const pick = picker === undefined ? undefined : readPolicy(picker, PICKERS)
  const chokerSettings = own === undefined ? base.chokerSettings : nonEmpty(own.settings)
  const seedChokerSettings = seed === undefined ? base.seedChokerSettings : nonEmpty(seed.settings)
  return {
    choker: own?.name ?? base.choker,
    ...(chokerSettings === undefined ? {} : { chokerSettings }),
    seedChoker: seed?.name ?? base.seedChoker,
    ...(seedChokerSettings === undefined ? {} : { seedChokerSettings }),
    picker: pick?.name ?? base.picker,
    pickerSettings: pick?.settings ?? base.pickerSettings,
  }
}

function nonEmpty(settings: PolicySettings): PolicySettings | undefined {
  return Object.keys(settings).length > 0 ? settings : undefined
}

/** Writes the configuration of a peer in full. */
export function writePeerChoices(choices: PeerChoices): PeerDocument {
  const { choker, chokerSettings, seedChoker, seedChokerSettings, peer } = choices
  return {
    choker: writePolicy(choker, chokerSettings),
    seedChoker: writePolicy(seedChoker, seedChokerSettings),
    picker: writePolicy(choices.picker, choices.pickerSettings) as PeerDocument['picker'],
    behaviour: writeBehaviour(choices),
    slots: peer.slots,
    optimisticSlots: peer.optimisticSlots,
    rechokeEvery: peer.rechokeSeconds,
    optimisticFor: peer.optimisticSeconds,
    rateWindow: peer.rateWindowSeconds,
    snubAfter: peer.snubSeconds,
    snubbing: peer.snubbing,
    randomFirstPieces: peer.randomFirstPieces,
    strictPriority: peer.strictPriority,
    startedPieces: peer.startedPieces,
    superSeeding: writeSuperSeeding(peer.superSeeding),
    endgame: { ...peer.endgame },
    pipeline: { ...peer.pipeline },
    dialLinks: peer.dialLinks,
    maxLinks: peer.maxLinks,
    reannounceBelowLinks: peer.reannounceBelowLinks,
  }
}

function readSuperSeeding(mode: PeerDocument['superSeeding']): SuperSeedingMode | undefined {
  if (typeof mode === 'boolean') return mode ? 'bep-16' : 'off'
  return mode
}

function writeSuperSeeding(mode: SuperSeedingMode): boolean | 'least-served' {
  return mode === 'least-served' ? mode : mode === 'bep-16'
}
