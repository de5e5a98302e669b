import { z } from 'zod'
import { CHOKERS, type PolicySettings } from '../../policy/catalogue.js'
import type {
  ActionSettings,
  EventSettings,
  GroupSettings,
  PolicyChange,
} from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import { chokingKeys } from './peer.js'
import { readPolicy, writePolicy } from './policy.js'
import type { ScenarioSource } from './source.js'
import { nearest } from './suggestion.js'
import {
  choice,
  flag,
  optionalKey,
  quantity,
  text,
  whole,
  withDefault,
  withExample,
} from './value.js'

const group = withExample(text('The group that the event affects.'), 'seed')

const half = (about: string) => withExample(quantity('share', about), '50%')

const triggerKeys = {
  at: optionalKey(
    withExample(quantity('time', 'The time of the event. Give either `at` or `when`.'), '10 min'),
    'none',
  ),
  when: optionalKey(
    withExample(
      z.union(
        [
          choice('a trigger', 'Every piece has left the initial seeds at least once.', [
            'all-pieces-out',
          ]),
          z.strictObject({
            gained: half('The peers have downloaded this share of everything they lacked.'),
          }),
          z.strictObject({
            completed: half('This share of the initially incomplete peers is complete.'),
            group: optionalKey(
              withExample(text('The group whose peers count.'), 'leechers'),
              'all groups',
            ),
          }),
        ],
        {
          error:
            'a trigger: "all-pieces-out", {"gained": "50%"} or {"completed": "50%", "group": ...}',
        },
      ),
      { completed: '50%' },
    ).describe('The event happens when this state is first reached.'),
    'none',
  ),
}

const groupEvent = (kind: 'kill' | 'leave', about: string) =>
  z.strictObject({ do: z.literal(kind).describe(about), group, ...triggerKeys })

const node = withExample(
  whole(
    'The number of a peer, from 0. Initially complete peers come first, then the others in order ' +
      'of arrival.',
    0,
  ),
  0,
)

const nodeEvent = (kind: 'kill-node' | 'leave-node' | 'cut-node', about: string) =>
  z.strictObject({ do: z.literal(kind).describe(about), node, ...triggerKeys })

const trackerEvent = (kind: 'tracker-down' | 'tracker-up', about: string) =>
  z.strictObject({ do: z.literal(kind).describe(about), ...triggerKeys })

const newRate = (about: string, example: string) =>
  optionalKey(
    withExample(quantity('rate', about, { above: 0 }), example),
    'the capacity at the start of the run',
  )

const POLICY =
  'Each begins at its next choking round, at most `rechokeEvery` later, with a choker that knows ' +
  'nothing of earlier rounds. Peers that arrive later choke so, too; peers that serve as their ' +
  'model says do not change.'

/** Events that do not name policies. */
const plainEvents = [
  groupEvent(
    'kill',
    'The hosts of a group vanish silently: neighbours find out after two minutes.',
  ),
  groupEvent('leave', 'The peers of a group leave, and tell neighbours and tracker.'),
  nodeEvent('kill-node', 'One host vanishes silently: neighbours find out after two minutes.'),
  nodeEvent('leave-node', 'One peer leaves, and tells neighbours and tracker.'),
  nodeEvent('cut-node', 'The links that feed one peer break and never come back.'),
  z.strictObject({
    do: z
      .literal('flap-node')
      .describe('One host is offline for a while: nothing is sent or received.'),
    node,
    for: withExample(quantity('time', 'How long it is offline.', { above: 0 }), '30 s'),
    ...triggerKeys,
  }),
  trackerEvent('tracker-down', 'The tracker stops answering.'),
  trackerEvent('tracker-up', 'The tracker answers again.'),
  z.strictObject({
    do: z.literal('access').describe('The access links of a group change capacity.'),
    group,
    up: newRate('The new uplink capacity.', '200 kbit/s'),
    down: newRate('The new downlink capacity.', '1 Mbit/s'),
    ...triggerKeys,
  }),
  z.strictObject({
    do: z.literal('access-node').describe('The access link of one host changes capacity.'),
    node,
    up: newRate('The new uplink capacity.', '200 kbit/s'),
    down: newRate('The new downlink capacity.', '1 Mbit/s'),
    ...triggerKeys,
  }),
] as const

/** Events that change how peers choke; they may name the policies that are in the catalogue now. */
function chokingEvents() {
  return [
    z.strictObject({
      do: z.literal('policy').describe(`The peers of a group choke otherwise. ${POLICY}`),
      group,
      ...chokingKeys(),
      ...triggerKeys,
    }),
    z.strictObject({
      do: z.literal('policy-node').describe(`One peer chokes otherwise. ${POLICY}`),
      node,
      ...chokingKeys(),
      ...triggerKeys,
    }),
    z.strictObject({
      do: z
        .literal('unchoke-node')
        .describe(
          'One peer serves neighbours chosen by hand, from this instant until another such ' +
            'event: they have regular slots whenever they are interested. An empty list without ' +
            '`only` leaves all slots to the choker again. Two peers that choose each other ' +
            'trade. Nothing happens if the peer is not there.',
        ),
      node,
      to: withExample(
        z
          .array(whole('The number of a peer, as for `node`.', 0), { error: 'a list of peers' })
          .describe('The chosen peers. If they are more than its slots, the first are served.'),
        [1, 2],
      ),
      only: withDefault(
        flag('True: it serves nobody else. False: its choker has the other slots.'),
        false,
      ),
      ...triggerKeys,
    }),
  ] as const
}

/** One planned event. */
export function eventSchema() {
  return withExample(
    z.discriminatedUnion('do', [...plainEvents, ...chokingEvents()], {
      error: 'an event such as {"at": "60 s", "do": "kill", "group": "seed"}',
    }),
    { at: '60 s', do: 'kill', group: 'seed' },
  )
}

/** An event as read. */
export type EventDocument = z.infer<ReturnType<typeof eventSchema>>

/** Completes an event. Reports an unknown group or peer to the source. */
export function readEvent(
  document: EventDocument,
  path: ScenarioPath,
  source: ScenarioSource,
  groups: readonly GroupSettings[],
): EventSettings {
  const { at, when } = document
  if ((at === undefined) === (when === undefined)) {
    const found = at === undefined ? 'neither' : 'both'
    source.report(path, { expected: 'either `at` or `when`', found })
  }
  const names = groups.map(({ name }) => name)
  const checkGroup = (name: string | undefined, keys: ScenarioPath) => {
    if (name === undefined || names.includes(name)) return
    source.reportValue([...path, ...keys], 'the name of a group', nearest(name, names))
  }
  if ('group' in document) checkGroup(document.group, ['group'])
  const peers = groups.reduce((n, { count }) => n + count, 0)
  if ('node' in document && document.node >= peers) {
    source.reportValue([...path, 'node'], `a peer from 0 to ${peers - 1}`)
  }
  if (document.do === 'policy' || document.do === 'policy-node') checkPolicy(document, path, source)
  if (document.do === 'unchoke-node') checkChosen(document, path, source, peers)
  const action = readAction(document, groups)
  if (when === 'all-pieces-out') return { when: { kind: 'all-pieces-out' }, action }
  if (when === undefined) return { when: { kind: 'at', atSeconds: at ?? 0 }, action }
  if ('gained' in when) return { when: { kind: 'gained', share: when.gained }, action }
  checkGroup(when.group, ['when', 'group'])
  const { completed: share, group = null } = when
  return { when: { kind: 'completed', share, group }, action }
}

type PolicyDocument = Extract<EventDocument, { do: 'policy' | 'policy-node' }>

function checkPolicy(document: PolicyDocument, path: ScenarioPath, source: ScenarioSource): void {
  if (Object.keys(readChange(document)).length === 0) {
    const expected = 'something to change, e.g. "slots": 8'
    source.report(path, { expected, found: 'nothing' })
  }
  const { slots, optimisticSlots } = document
  if (slots === undefined || optimisticSlots === undefined || optimisticSlots <= slots) return
  const expected = `at most as many optimistic slots as slots, ${slots}`
  source.reportValue([...path, 'optimisticSlots'], expected)
}

function checkChosen(
  { node, to }: Extract<EventDocument, { do: 'unchoke-node' }>,
  path: ScenarioPath,
  source: ScenarioSource,
  peers: number,
): void {
  for (const [i, chosen] of to.entries()) {
    const isOther = chosen < peers && chosen !== node && to.indexOf(chosen) === i
    if (isOther) continue
    const expected = `another peer from 0 to ${peers - 1}, each once`
    source.reportValue([...path, 'to', i], expected)
  }
}

/** Reads what an event changes about how peers choke. */
function readChange(document: PolicyDocument): PolicyChange {
  const { choker, seedChoker, slots, optimisticSlots, optimisticFor } = document
  const own = choker === undefined ? undefined : readPolicy(choker, CHOKERS)
  const seed = seedChoker === undefined ? undefined : readPolicy(seedChoker, CHOKERS)
  return {
    ...(own && { choker: own.name, ...settingsAs('chokerSettings', own.settings) }),
    ...(seed && { seedChoker: seed.name, ...settingsAs('seedChokerSettings', seed.settings) }),
    ...(slots !== undefined && { slots }),
    ...(optimisticSlots !== undefined && { optimisticSlots }),
    ...(optimisticFor !== undefined && { optimisticSeconds: optimisticFor }),
  }
}

/** Settings under a key; a choker without settings has no key for them. */
function settingsAs(key: 'chokerSettings' | 'seedChokerSettings', settings: PolicySettings) {
  return Object.keys(settings).length > 0 ? { [key]: settings } : {}
}

function writeChange(change: PolicyChange): object {
  const { choker, seedChoker, slots, optimisticSlots, optimisticSeconds } = change
  return {
    ...(choker && { choker: writePolicy(choker, change.chokerSettings) }),
    ...(seedChoker && { seedChoker: writePolicy(seedChoker, change.seedChokerSettings) }),
    ...(slots !== undefined && { slots }),
    ...(optimisticSlots !== undefined && { optimisticSlots }),
    ...(optimisticSeconds !== undefined && { optimisticFor: optimisticSeconds }),
  }
}

function readAction(document: EventDocument, groups: readonly GroupSettings[]): ActionSettings {
  if (document.do === 'policy')
    return { kind: document.do, group: document.group, change: readChange(document) }
  if (document.do === 'policy-node')
    return { kind: document.do, node: document.node, change: readChange(document) }
  if (document.do === 'unchoke-node') {
    const { do: kind, node, to, only = false } = document
    return { kind, node, to, only }
  }
  if (document.do === 'flap-node')
    return { kind: document.do, node: document.node, seconds: document.for }
  if (document.do === 'access-node') {
    const {
      do: kind,
      node,
      up: upBytesPerSecond = null,
      down: downBytesPerSecond = null,
    } = document
    return { kind, node, upBytesPerSecond, downBytesPerSecond }
  }
  if ('node' in document) return { kind: document.do, node: document.node }
  if (!('group' in document)) return { kind: document.do }
  if (document.do !== 'access') return { kind: document.do, group: document.group }
  const initial = groups.find(({ name }) => name === document.group)?.access
  return {
    kind: 'access',
    group: document.group,
    upBytesPerSecond: document.up ?? initial?.upBytesPerSecond ?? 0,
    downBytesPerSecond: document.down ?? initial?.downBytesPerSecond ?? 0,
  }
}

/** Writes an event in full. */
export function writeEvent({ when, action }: EventSettings): object {
  return { ...writeTrigger(when), ...writeAction(action) }
}

function writeTrigger(when: EventSettings['when']): object {
  if (when.kind === 'at') return { at: when.atSeconds }
  if (when.kind === 'all-pieces-out') return { when: 'all-pieces-out' }
  if (when.kind === 'gained') return { when: { gained: when.share } }
  const { share: completed, group } = when
  return { when: group === null ? { completed } : { completed, group } }
}

function writeAction(action: ActionSettings): object {
  if ('change' in action) {
    const { kind, change, ...about } = action
    return { do: kind, ...about, ...writeChange(change) }
  }
  if (action.kind === 'unchoke-node') {
    const { kind, node, to, only } = action
    return { do: kind, node, to: [...to], only }
  }
  if (action.kind === 'tracker-down' || action.kind === 'tracker-up') return { do: action.kind }
  if (action.kind === 'access-node') {
    const { kind, node, upBytesPerSecond: up, downBytesPerSecond: down } = action
    return {
      ...{ do: kind, node },
      ...(up === null ? {} : { up }),
      ...(down === null ? {} : { down }),
    }
  }
  if ('node' in action) {
    const { kind, node, ...more } = action
    return { do: kind, node, ...('seconds' in more ? { for: more.seconds } : {}) }
  }
  if (action.kind !== 'access') return { do: action.kind, group: action.group }
  const { group, upBytesPerSecond: up, downBytesPerSecond: down } = action
  return { do: 'access', group, up, down }
}
