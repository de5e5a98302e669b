import { MAX_PEERS } from '../../../replay/demo-limits.js'
import { hostsInOrder } from '../../../sim/arrival-times.js'
import type {
  ActionSettings,
  EventSettings,
  GroupSettings,
  SwarmSettings,
} from '../../../sim/settings.js'

/** A peer: its group, and its number there from 0. It keeps both whatever else is changed. */
export type PeerName = readonly [group: string, index: number]

/** New capacities of a link, as parts of those at the start: 0.5 halves it. */
interface Capacity {
  readonly up: number
  readonly down: number
}

/**
 * The chokers that a reader can choose: those of the catalogue without settings of their own. A
 * group of seeds uses them as seeds, any other while it leeches.
 */
export const CHOICES = [
  ...['tit-for-tat', 'by-rate', 'prop-share', 'random', 'unchoke-all', 'none'],
  ...['seed-rotating', 'seed-fastest', 'anti-leech', 'first-come'],
] as const

/** How peers choke from now on; an empty choker stays the one in use. */
interface Choking {
  readonly choker: string
  readonly slots: number
  /** How many of the slots are optimistic. */
  readonly optimisticSlots: number
}

/** What a reader does to a run at an instant, seconds. */
export type Act = { readonly at: number } & (
  | { readonly do: 'kill-node' | 'leave-node' | 'cut-node'; readonly peer: PeerName }
  | { readonly do: 'flap-node'; readonly peer: PeerName; readonly for: number }
  | ({ readonly do: 'access-node'; readonly peer: PeerName } & Capacity)
  | { readonly do: 'kill' | 'leave'; readonly group: string }
  | ({ readonly do: 'access'; readonly group: string } & Capacity)
  | ({ readonly do: 'policy-node'; readonly peer: PeerName } & Choking)
  | ({ readonly do: 'policy'; readonly group: string } & Choking)
  /** Peers as those of a group arrive, as a group of their own. */
  | { readonly do: 'add'; readonly group: string; readonly count: number }
  | { readonly do: 'tracker-down' | 'tracker-up' }
)

/** The most upload slots that one act gives. */
export const MOST_SLOTS = 40

/** The most peers that one act adds. */
export const MOST_ADDED = 100

/** Tells whether so many more peers fit on the stage. */
export function hasRoom(groups: readonly Pick<GroupSettings, 'count'>[], added: number): boolean {
  return groups.reduce((sum, { count }) => sum + count, added) <= MAX_PEERS + MOST_ADDED
}

/**
 * Returns settings with acts: each adds an event of the scenario language, or a group that arrives
 * then. Nothing before an act changes.
 */
export function withActs(settings: SwarmSettings, acts: readonly Act[]): SwarmSettings {
  const groups = [...settings.groups]
  for (const act of acts) if (act.do === 'add') groups.push(addedGroup(act, groups))
  const number = numbersOf(groups, settings.seed)
  const events = acts.flatMap((act) => eventOf(act, groups, number))
  return { ...settings, groups, events: [...settings.events, ...events] }
}

function addedGroup(
  act: Extract<Act, { do: 'add' }>,
  groups: readonly GroupSettings[],
): GroupSettings {
  const like = groups.find(({ name }) => name === act.group) as GroupSettings
  let n = 2
  while (groups.some(({ name }) => name === `${act.group}-${n}`)) n++
  const arrivals = { kind: 'flash', atSeconds: act.at, overSeconds: 0 } as const
  return { ...like, name: `${act.group}-${n}`, count: act.count, arrivals }
}

/** Returns a function that gives a peer the number that events of the language use. */
function numbersOf(groups: readonly GroupSettings[], seed: string): (peer: PeerName) => number {
  const order = hostsInOrder(groups, seed)
  const nameOf = groups.flatMap(({ name, count }) => new Array<string>(count).fill(name))
  return ([name, index]) => order.indexOf(nameOf.indexOf(name) + index)
}

function eventOf(
  act: Act,
  groups: readonly GroupSettings[],
  number: (peer: PeerName) => number,
): EventSettings[] {
  const action = actionOf(act, groups, number)
  return action === null ? [] : [{ when: { kind: 'at', atSeconds: act.at }, action }]
}

function actionOf(
  act: Act,
  groups: readonly GroupSettings[],
  number: (peer: PeerName) => number,
): ActionSettings | null {
  const rates = ({ up, down }: Capacity, group: string) => {
    const { access } = groups.find(({ name }) => name === group) as GroupSettings
    return {
      upBytesPerSecond: access.upBytesPerSecond * up,
      downBytesPerSecond: access.downBytesPerSecond * down,
    }
  }
  const changeOf = ({ choker, slots, optimisticSlots }: Choking, group: string) => {
    const { holds } = groups.find(({ name }) => name === group) as GroupSettings
    const key = holds.kind === 'all' ? 'seedChoker' : 'choker'
    return { ...(choker === '' ? {} : { [key]: choker }), slots, optimisticSlots }
  }
  switch (act.do) {
    case 'add':
      return null
    case 'policy':
      return { kind: act.do, group: act.group, change: changeOf(act, act.group) }
    case 'policy-node':
      return { kind: act.do, node: number(act.peer), change: changeOf(act, act.peer[0]) }
    case 'tracker-down':
    case 'tracker-up':
      return { kind: act.do }
    case 'kill':
    case 'leave':
      return { kind: act.do, group: act.group }
    case 'access':
      return { kind: act.do, group: act.group, ...rates(act, act.group) }
    case 'access-node':
      return { kind: act.do, node: number(act.peer), ...rates(act, act.peer[0]) }
    case 'flap-node':
      return { kind: act.do, node: number(act.peer), seconds: act.for }
    default:
      return { kind: act.do, node: number(act.peer) }
  }
}

/** Writes acts as a text for an address. */
export function writeActs(acts: readonly Act[]): string {
  return JSON.stringify(acts)
}

/**
 * Reads acts from the text of an address, which anybody may have written. Returns those that fit a
 * scenario, up to the first that does not.
 */
export function readActs(text: string, settings: SwarmSettings): Act[] {
  let { groups } = settings
  const fitting: Act[] = []
  for (const act of listIn(text)) {
    if (!isAct(act, groups)) break
    fitting.push(act)
    groups = withActs(settings, fitting).groups
  }
  return fitting
}

function listIn(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

/** What an act may be, of a text that anybody may have written. */
interface Loose {
  readonly at?: unknown
  readonly do?: unknown
  readonly group?: unknown
  readonly peer?: unknown
  readonly count?: unknown
  readonly for?: unknown
  readonly up?: unknown
  readonly down?: unknown
  readonly choker?: unknown
  readonly slots?: unknown
  readonly optimisticSlots?: unknown
}

const isAbove0 = (value: unknown) => Number.isFinite(value) && (value as number) > 0

const isCount = (value: unknown) =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= MOST_ADDED

function isChoking({ choker, slots, optimisticSlots }: Loose): boolean {
  const isWhole = (number: unknown, least: number, most: number) =>
    Number.isInteger(number) && (number as number) >= least && (number as number) <= most
  const isKnown = choker === '' || CHOICES.some((name) => name === choker)
  return isKnown && isWhole(slots, 1, MOST_SLOTS) && isWhole(optimisticSlots, 0, Number(slots))
}

function isAct(value: unknown, groups: readonly GroupSettings[]): value is Act {
  if (typeof value !== 'object' || value === null) return false
  const { at, do: what, group, peer, count, for: seconds, up, down }: Loose = value
  const isTime = at === 0 || isAbove0(at)
  const hasGroup = groups.some(({ name }) => name === group)
  const hasPeer = isTime && isPeer(peer, groups)
  if (what === 'tracker-down' || what === 'tracker-up') return isTime
  if (what === 'kill' || what === 'leave') return isTime && hasGroup
  if (what === 'access') return isTime && hasGroup && isAbove0(up) && isAbove0(down)
  if (what === 'add') {
    return isTime && hasGroup && isCount(count) && hasRoom(groups, Number(count))
  }
  if (what === 'policy') return isTime && hasGroup && isChoking(value)
  if (what === 'policy-node') return hasPeer && isChoking(value)
  if (what === 'access-node') return hasPeer && isAbove0(up) && isAbove0(down)
  if (what === 'flap-node') return hasPeer && isAbove0(seconds)
  return hasPeer && (what === 'kill-node' || what === 'leave-node' || what === 'cut-node')
}

function isPeer(value: unknown, groups: readonly GroupSettings[]): boolean {
  if (!Array.isArray(value)) return false
  const [group, index]: unknown[] = value
  const count = groups.find(({ name }) => name === group)?.count ?? 0
  return Number.isInteger(index) && (index as number) >= 0 && (index as number) < count
}
