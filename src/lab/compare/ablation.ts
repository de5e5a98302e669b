import { CHOKERS } from '../../policy/catalogue.js'
import type { GroupSettings, SwarmSettings } from '../../sim/settings.js'

/** A mechanism of the peers, and its replacement when it is switched off. */
export interface Mechanism {
  readonly name: string
  /** The setting that switches it off. */
  readonly off: string
  /** Returns the group without it, or undefined if the group does not use it. */
  readonly without: (group: GroupSettings) => GroupSettings | undefined
}

/** A choker that ignores reciprocation, with as many slots if possible. */
const INDIFFERENT_CHOKER = 'random' in CHOKERS ? 'random' : 'unchoke-all'

/** The mechanisms that can be switched off one at a time, in reading order. */
export const MECHANISMS: readonly Mechanism[] = [
  {
    name: 'rarest first',
    off: 'picker random',
    without: (group) =>
      group.picker === 'rarest-first' ? { ...group, picker: 'random' } : undefined,
  },
  {
    name: 'tit-for-tat',
    off: `choker ${INDIFFERENT_CHOKER}`,
    without: (group) =>
      group.choker === 'tit-for-tat' ? { ...group, choker: INDIFFERENT_CHOKER } : undefined,
  },
  {
    name: 'optimistic unchoke',
    off: 'optimisticSlots 0',
    without: (group) =>
      group.peer.optimisticSlots > 0 ? withPeer(group, { optimisticSlots: 0 }) : undefined,
  },
  {
    name: 'endgame',
    off: 'endgame off',
    without: (group) =>
      group.peer.endgame.scope === 'off'
        ? undefined
        : withPeer(group, { endgame: { ...group.peer.endgame, scope: 'off' } }),
  },
  {
    name: 'anti-snubbing',
    off: 'snubbing false',
    without: (group) => (group.peer.snubbing ? withPeer(group, { snubbing: false }) : undefined),
  },
  {
    name: 'strict priority',
    off: 'strictPriority false',
    without: (group) =>
      group.peer.strictPriority ? withPeer(group, { strictPriority: false }) : undefined,
  },
  {
    name: 'random first piece',
    off: 'randomFirstPieces 0',
    without: (group) =>
      group.peer.randomFirstPieces > 0 ? withPeer(group, { randomFirstPieces: 0 }) : undefined,
  },
  {
    name: 'seed rotation',
    off: 'seedChoker seed-fastest',
    without: (group) =>
      group.seedChoker === 'seed-rotating' ? { ...group, seedChoker: 'seed-fastest' } : undefined,
  },
]

/** Returns the swarm without the mechanism, or undefined if no group uses it. */
export function without(mechanism: Mechanism, settings: SwarmSettings): SwarmSettings | undefined {
  const changed = settings.groups.map((group) => mechanism.without(group))
  if (changed.every((group) => group === undefined)) return undefined
  return { ...settings, groups: settings.groups.map((group, i) => changed[i] ?? group) }
}

function withPeer(group: GroupSettings, peer: Partial<GroupSettings['peer']>): GroupSettings {
  return { ...group, peer: { ...group.peer, ...peer } }
}
