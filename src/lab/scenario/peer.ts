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
  readBehaviour,
  writeBehaviour,
} from './behaviour.js'
import { chokerSchema, pickerSchema, readPolicy, writePolicy } from './policy.js'
import { choice, flag, quantity, whole } from './value.js'

const standard = DEFAULT_PEER_SETTINGS
const endgameScopes = ['torrent', 'piece', 'off'] as const
const pipelineModes = ['fixed', 'adaptive', 'spread'] as const

/** The policies of a peer that is not told otherwise. */
export const DEFAULT_POLICIES = {
  choker: 'tit-for-tat',
  seedChoker: 'seed-rotating',
  picker: 'rarest-first',
  pickerSettings: {},
  behaviour: 'honest',
  behaviourSettings: {},
} as const

const endgame = z.strictObject({
  scope: choice(
    'a scope of the endgame',
    'Whether it begins per torrent, per piece or never. Default: "torrent".',
    endgameScopes,
  ).optional(),
  threshold: quantity(
    'share',
    'For scope "piece": begins when at most this share of its blocks is missing. Default: "10%".',
  ).optional(),
  idleLinksOnly: flag(
    'Whether only a link with nothing outstanding is asked again, for one block (as libtorrent ' +
      'does), instead of all for as much as their pipelines permit (Cohen 2003). Default: false.',
  ).optional(),
  mostLinks: whole(
    'The most links that a block is asked of at a time (Transmission 4: 2). Default: 10000, no ' +
      'bound.',
    1,
    10_000,
  ).optional(),
})

const pipeline = z.strictObject({
  mode: choice(
    'a mode of the pipeline',
    '"fixed": always `depth` requests a link; "adaptive": what the link delivers in a round trip ' +
      'and a second more, between `depth` and `most`; "spread": one request a link, the blocks ' +
      'of a piece over at most `neighbours` links. Default: "fixed".',
    pipelineModes,
  ).optional(),
  depth: whole(
    'Requests outstanding on a link, or the fewest if adaptive. Default: 5.',
    1,
    10_000,
  ).optional(),
  most: whole('The most requests outstanding if adaptive. Default: 250.', 1, 10_000).optional(),
  neighbours: whole('For "spread": below 10 (default 9).', 1, 9).optional(),
})

/** Keys that say how a peer behaves, whatever its policies. */
const tuningKeys = {
  slots: whole(
    'Unchoked at a time, optimistic ones included (BEP 3). Default: 4.',
    1,
    1000,
  ).optional(),
  optimisticSlots: whole(
    'How many of the slots are optimistic (BEP 3); 0 for no optimistic unchoke. Default: 1.',
    0,
    1000,
  ).optional(),
  rechokeEvery: quantity('time', 'Between rechokes (BEP 3). Default: "10 s".', {
    above: 0,
  }).optional(),
  optimisticFor: quantity('time', 'An optimistic unchoke lasts (BEP 3). Default: "30 s".', {
    above: 0,
  }).optional(),
  rateWindow: quantity('time', 'Rates are averaged over (Cohen 2003). Default: "20 s".', {
    above: 0,
  }).optional(),
  snubAfter: quantity('time', 'Without a block, a link snubs us after. Default: "60 s".', {
    above: 0,
  }).optional(),
  snubbing: flag(
    'Whether a link may come to snub us: else none ever does (Cohen 2003). Default: true.',
  ).optional(),
  randomFirstPieces: whole('First pieces picked at random (Cohen 2003). Default: 1.', 0).optional(),
  strictPriority: flag(
    'Whether a started piece is finished before another is begun. Default: true.',
  ).optional(),
  superSeeding: z
    .union(
      [
        flag('True for BEP 16: the next piece when the last one is at another neighbour, too.'),
        choice(
          'a mode of super-seeding',
          '"bep-16", or "least-served": the next when the neighbour has the last, always one ' +
            'shown to the fewest.',
          Object.keys(SUPER_SEEDINGS) as Exclude<SuperSeedingMode, 'off'>[],
        ),
      ],
      { error: 'true, false, "bep-16" or "least-served"' },
    )
    .describe('Whether one that comes complete shows its pieces one by one. Default: false.')
    .optional(),
  endgame: z
    .union([choice('a scope of the endgame', 'The scope alone.', endgameScopes), endgame], {
      error: 'an endgame: "torrent", "piece", "off" or {"scope": ..., "threshold": ...}',
    })
    .describe('What is asked of everybody near the end (Cohen 2003).')
    .optional(),
  pipeline: pipeline.describe('How many requests are kept outstanding on a link.').optional(),
  dialLinks: whole('Stops dialling at this many links. Default: 40.', 0, 10_000).optional(),
  maxLinks: whole(
    'Accepts no more than this many links in all. Default: 80.',
    1,
    10_000,
  ).optional(),
  reannounceBelowLinks: whole(
    'Asks the tracker for more addresses below this many links. Default: 20.',
    0,
    10_000,
  ).optional(),
}

/** Keys that say how a peer behaves; they stand in `peer` and in each group. */
export function peerKeys() {
  return {
    choker: chokerSchema('Whom to upload to while leeching. Default: "tit-for-tat".'),
    seedChoker: chokerSchema('Whom to upload to once complete. Default: "seed-rotating".'),
    picker: pickerSchema(),
    behaviour: behaviourSchema,
    ...tuningKeys,
  }
}

/** `peer`: what all groups do unless they say otherwise. */
export function peerSchema() {
  return z
    .strictObject(peerKeys())
    .describe('How peers behave; each group may say otherwise under the same keys.')
    .optional()
}

/** Behaviour as read, where every key may be missing. */
export type PeerDocument = NonNullable<z.infer<ReturnType<typeof peerSchema>>>

/** The policies of a group, and what they are told. */
type Policies = Pick<
  GroupSettings,
  'choker' | 'chokerSettings' | 'seedChoker' | 'seedChokerSettings' | 'picker' | 'pickerSettings'
>

/** Behaviour with every key filled in, policies included. */
export interface PeerChoices extends Policies, BehaviourChoice {
  readonly peer: PeerSettings
}

/** Cohen's defaults: the behaviour of a scenario that says nothing. */
export const DEFAULT_CHOICES: PeerChoices = { ...DEFAULT_POLICIES, peer: standard }

/** Lays what a document says over a behaviour. */
export function applyPeerChoices(base: PeerChoices, said: PeerDocument = {}): PeerChoices {
  const { peer } = base
  const game = typeof said.endgame === 'string' ? { scope: said.endgame } : said.endgame
  return {
    ...readPolicies(base, said),
    ...readBehaviour(said.behaviour, base),
    peer: {
      slots: said.slots ?? peer.slots,
      optimisticSlots: said.optimisticSlots ?? peer.optimisticSlots,
      rechokeSeconds: said.rechokeEvery ?? peer.rechokeSeconds,
      optimisticSeconds: said.optimisticFor ?? peer.optimisticSeconds,
      rateWindowSeconds: said.rateWindow ?? peer.rateWindowSeconds,
      snubSeconds: said.snubAfter ?? peer.snubSeconds,
      snubbing: said.snubbing ?? peer.snubbing,
      randomFirstPieces: said.randomFirstPieces ?? peer.randomFirstPieces,
      strictPriority: said.strictPriority ?? peer.strictPriority,
      superSeeding: readSuperSeeding(said.superSeeding) ?? peer.superSeeding,
      allowedFast: peer.allowedFast,
      endgame: { ...peer.endgame, ...game },
      pipeline: { ...peer.pipeline, ...said.pipeline },
      dialLinks: said.dialLinks ?? peer.dialLinks,
      maxLinks: said.maxLinks ?? peer.maxLinks,
      reannounceBelowLinks: said.reannounceBelowLinks ?? peer.reannounceBelowLinks,
    },
  }
}

/** What is said of policies lies over those of the base; a choker that is told nothing has none. */
function readPolicies(base: Policies, { choker, seedChoker, picker }: PeerDocument): Policies {
  const own = choker === undefined ? undefined : readPolicy(choker, CHOKERS)
  const seed = seedChoker === undefined ? undefined : readPolicy(seedChoker, CHOKERS)
  const pick = picker === undefined ? undefined : readPolicy(picker, PICKERS)
  const chokerSettings = own === undefined ? base.chokerSettings : toldOf(own.settings)
  const seedChokerSettings = seed === undefined ? base.seedChokerSettings : toldOf(seed.settings)
  return {
    choker: own?.name ?? base.choker,
    ...(chokerSettings === undefined ? {} : { chokerSettings }),
    seedChoker: seed?.name ?? base.seedChoker,
    ...(seedChokerSettings === undefined ? {} : { seedChokerSettings }),
    picker: pick?.name ?? base.picker,
    pickerSettings: pick?.settings ?? base.pickerSettings,
  }
}

function toldOf(settings: PolicySettings): PolicySettings | undefined {
  return Object.keys(settings).length > 0 ? settings : undefined
}

/** The document that says a behaviour in full. */
export function writePeerChoices(behaviour: PeerChoices): PeerDocument {
  const { choker, chokerSettings, seedChoker, seedChokerSettings, peer } = behaviour
  return {
    choker: writePolicy(choker, chokerSettings),
    seedChoker: writePolicy(seedChoker, seedChokerSettings),
    picker: writePolicy(behaviour.picker, behaviour.pickerSettings) as PeerDocument['picker'],
    behaviour: writeBehaviour(behaviour),
    slots: peer.slots,
    optimisticSlots: peer.optimisticSlots,
    rechokeEvery: peer.rechokeSeconds,
    optimisticFor: peer.optimisticSeconds,
    rateWindow: peer.rateWindowSeconds,
    snubAfter: peer.snubSeconds,
    snubbing: peer.snubbing,
    randomFirstPieces: peer.randomFirstPieces,
    strictPriority: peer.strictPriority,
    superSeeding: writeSuperSeeding(peer.superSeeding),
    endgame: { ...peer.endgame },
    pipeline: { ...peer.pipeline },
    dialLinks: peer.dialLinks,
    maxLinks: peer.maxLinks,
    reannounceBelowLinks: peer.reannounceBelowLinks,
  }
}

function readSuperSeeding(said: PeerDocument['superSeeding']): SuperSeedingMode | undefined {
  if (typeof said === 'boolean') return said ? 'bep-16' : 'off'
  return said
}

function writeSuperSeeding(mode: SuperSeedingMode): PeerDocument['superSeeding'] {
  return mode === 'least-served' ? mode : mode === 'bep-16'
}
