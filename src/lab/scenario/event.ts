import { z } from 'zod'
import type { ActionSettings, EventSettings, GroupSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'
import { nearest } from './suggestion.js'
import { choice, optionalKey, quantity, text, whole, withExample } from './value.js'

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

/** One planned event. */
export const eventSchema = withExample(
  z.discriminatedUnion(
    'do',
    [
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
    ],
    { error: 'an event such as {"at": "60 s", "do": "kill", "group": "seed"}' },
  ),
  { at: '60 s', do: 'kill', group: 'seed' },
)

/** An event as read. */
export type EventDocument = z.infer<typeof eventSchema>

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
  const action = readAction(document, groups)
  if (when === 'all-pieces-out') return { when: { kind: 'all-pieces-out' }, action }
  if (when === undefined) return { when: { kind: 'at', atSeconds: at ?? 0 }, action }
  if ('gained' in when) return { when: { kind: 'gained', share: when.gained }, action }
  checkGroup(when.group, ['when', 'group'])
  const { completed: share, group = null } = when
  return { when: { kind: 'completed', share, group }, action }
}

function readAction(document: EventDocument, groups: readonly GroupSettings[]): ActionSettings {
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
