import { z } from 'zod'
import type { ActionSettings, EventSettings, GroupSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'
import { nearest } from './suggestion.js'
import { choice, quantity, text, whole } from './value.js'

const group = text('The group that it happens to.')

const triggerKeys = {
  at: quantity('time', 'Happens at this time; or say `when`.').optional(),
  when: z
    .union(
      [
        choice('a trigger', 'All pieces have left the initial seeds once.', ['all-pieces-out']),
        z.strictObject({
          gained: quantity('share', 'This share of all that is to be got has been got.'),
        }),
        z.strictObject({
          completed: quantity(
            'share',
            'This share of the peers that began incomplete is complete.',
          ),
          group: text('Of this group; of all if left out.').optional(),
        }),
      ],
      { error: 'a trigger: "all-pieces-out" or {"completed": "50%", "group": ...}' },
    )
    .describe('Happens when this is first so; or say `at`.')
    .optional(),
}

const does = (word: 'kill' | 'leave', about: string) =>
  z.strictObject({ do: z.literal(word).describe(about), group, ...triggerKeys })

const node = whole(
  'Which peer: from 0, those that come complete first, the others in order of arrival.',
  0,
)

const doesTo = (word: 'kill-node' | 'cut-node', about: string) =>
  z.strictObject({ do: z.literal(word).describe(about), node, ...triggerKeys })

const tracker = (word: 'tracker-down' | 'tracker-up', about: string) =>
  z.strictObject({
    do: z.literal(word).describe(about),
    ...triggerKeys,
  })

/** One planned event. */
export const eventSchema = z.discriminatedUnion(
  'do',
  [
    does('kill', 'The group\u2019s peers vanish without a word.'),
    does('leave', 'The group\u2019s peers leave in good order.'),
    doesTo('kill-node', 'One peer vanishes without a word.'),
    doesTo('cut-node', 'The links that feed one peer break and are never made again.'),
    z.strictObject({
      do: z.literal('flap-node').describe('One peer is off the net for a while.'),
      node,
      for: quantity('time', 'How long.', { above: 0 }),
      ...triggerKeys,
    }),
    tracker('tracker-down', 'The tracker answers no more.'),
    tracker('tracker-up', 'The tracker answers again.'),
    z.strictObject({
      do: z.literal('access').describe('The group\u2019s links change their capacities.'),
      group,
      up: quantity('rate', 'New uplink; as before if left out.', { above: 0 }).optional(),
      down: quantity('rate', 'New downlink; as before if left out.', { above: 0 }).optional(),
      ...triggerKeys,
    }),
  ],
  { error: 'an event such as {"at": "60 s", "do": "kill", "group": "seed"}' },
)

/** An event as read. */
export type EventDocument = z.infer<typeof eventSchema>

/** Fills in an event; unknown groups are reported to the source. */
export function readEvent(
  said: EventDocument,
  path: ScenarioPath,
  source: ScenarioSource,
  groups: readonly GroupSettings[],
): EventSettings {
  const { at, when } = said
  if ((at === undefined) === (when === undefined)) {
    const found = at === undefined ? 'neither' : 'both'
    source.report(path, { expected: 'either `at` or `when`', found })
  }
  const names = groups.map(({ name }) => name)
  const known = (name: string | undefined, keys: ScenarioPath) => {
    if (name === undefined || names.includes(name)) return
    source.reportValue([...path, ...keys], 'the name of a group', nearest(name, names))
  }
  if ('group' in said) known(said.group, ['group'])
  const peers = groups.reduce((n, { count }) => n + count, 0)
  if ('node' in said && said.node >= peers) {
    source.reportValue([...path, 'node'], `a peer from 0 to ${peers - 1}`)
  }
  const action = readAction(said, groups)
  if (when === 'all-pieces-out') return { when: { kind: 'all-pieces-out' }, action }
  if (when === undefined) return { when: { kind: 'at', atSeconds: at ?? 0 }, action }
  if ('gained' in when) return { when: { kind: 'gained', share: when.gained }, action }
  known(when.group, ['when', 'group'])
  const { completed: share, group = null } = when
  return { when: { kind: 'completed', share, group }, action }
}

function readAction(said: EventDocument, groups: readonly GroupSettings[]): ActionSettings {
  if (said.do === 'flap-node') return { kind: said.do, node: said.node, seconds: said.for }
  if ('node' in said) return { kind: said.do, node: said.node }
  if (!('group' in said)) return { kind: said.do }
  if (said.do !== 'access') return { kind: said.do, group: said.group }
  const before = groups.find(({ name }) => name === said.group)?.access
  return {
    kind: 'access',
    group: said.group,
    upBytesPerSecond: said.up ?? before?.upBytesPerSecond ?? 0,
    downBytesPerSecond: said.down ?? before?.downBytesPerSecond ?? 0,
  }
}

/** The document that says an event in full. */
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
  if ('node' in action) {
    const { kind, node, ...more } = action
    return { do: kind, node, ...('seconds' in more ? { for: more.seconds } : {}) }
  }
  if (action.kind !== 'access') return { do: action.kind, group: action.group }
  const { group, upBytesPerSecond: up, downBytesPerSecond: down } = action
  return { do: 'access', group, up, down }
}
