import { CHOKERS } from '../../policy/catalogue.js'
import type { GroupSettings, SwarmSettings } from '../../sim/settings.js'

/** One mechanism of the peers, and what takes its place when it is off. */
export interface Mechanism {
  readonly name: string
  /** What it is switched to. */
  readonly off: string
  /** The group without it; undefined if the group does not have it. */
  readonly without: (group: GroupSettings) => GroupSettings | undefined
}

/** Long enough for nobody ever to be snubbed, seconds. */
const NEVER_SECONDS = 1e9

/** Whom it serves has nothing to do with what they give; as many as ever, if there is such one. */
const UNRECIPROCAL = 'random' in CHOKERS ? 'random' : 'unchoke-all'

/** The mechanisms that can be switched off alone, in reading order. */
export const MECHANISMS: readonly Mechanism[] = [
  {
    name: 'rarest first',
    off: 'picker random',
    without: (group) =>
      group.picker === 'rarest-first' ? { ...group, picker: 'random' } : undefined,
  },
  {
    name: 'tit-for-tat',
    off: `choker ${UNRECIPROCAL}`,
    without: (group) =>
      group.choker === 'tit-for-tat' ? { ...group, choker: UNRECIPROCAL } : undefined,
  },
  {
    name: 'optimistic unchoke',
    off: 'optimisticSlots 0',
    without: (group) =>
      group.peer.optimisticSlots > 0 ? behaving(group, { optimisticSlots: 0 }) : undefined,
  },
  {
    name: 'endgame',
    off: 'endgame off',
    without: (group) =>
      group.peer.endgame.scope === 'off'
        ? undefined
        : behaving(group, { endgame: { ...group.peer.endgame, scope: 'off' } }),
  },
  {
    name: 'anti-snubbing',
    off: 'snubAfter 1e9 s',
    without: (group) =>
      group.peer.snubSeconds < NEVER_SECONDS
        ? behaving(group, { snubSeconds: NEVER_SECONDS })
        : undefined,
  },
  {
    name: 'strict priority',
    off: 'strictPriority false',
    without: (group) =>
      group.peer.strictPriority ? behaving(group, { strictPriority: false }) : undefined,
  },
  {
    name: 'random first piece',
    off: 'randomFirstPieces 0',
    without: (group) =>
      group.peer.randomFirstPieces > 0 ? behaving(group, { randomFirstPieces: 0 }) : undefined,
  },
  {
    name: 'seed rotation',
    off: 'seedChoker seed-fastest',
    without: (group) =>
      group.seedChoker === 'seed-rotating' ? { ...group, seedChoker: 'seed-fastest' } : undefined,
  },
]

/** The swarm in which no group has the mechanism; undefined if none has it anyway. */
export function without(mechanism: Mechanism, settings: SwarmSettings): SwarmSettings | undefined {
  const changed = settings.groups.map((group) => mechanism.without(group))
  if (changed.every((group) => group === undefined)) return undefined
  return { ...settings, groups: settings.groups.map((group, i) => changed[i] ?? group) }
}

function behaving(group: GroupSettings, peer: Partial<GroupSettings['peer']>): GroupSettings {
  return { ...group, peer: { ...group.peer, ...peer } }
}
