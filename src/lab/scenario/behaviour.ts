import { z } from 'zod'
import { BEHAVIOURS } from '../../policy/behaviours.js'
import type { GroupSettings } from '../../sim/settings.js'
import { readPolicy, toldShape, writePolicy } from './policy.js'
import { choice } from './value.js'

/** A behaviour and what it is told. */
export type BehaviourChoice = Pick<GroupSettings, 'behaviour' | 'behaviourSettings'>

const names = Object.keys(BEHAVIOURS)
const [first, ...others] = names.map((name) =>
  toldShape(name, BEHAVIOURS[name].settings, 'behaviour'),
)
const objects = z.discriminatedUnion('name', [first, ...others])

/** A behaviour by name, or with what it is told. */
export const behaviourSchema = z
  .union([choice('a behaviour', 'A behaviour as it is by default.', names), objects], {
    error: 'a behaviour, e.g. "honest" or {"name": "sybil", "identities": 5}',
  })
  .describe('How it cheats, if it does. Default: "honest".')
  .optional()

/** A behaviour as read. */
export type BehaviourDocument = z.infer<typeof behaviourSchema>

/** Fills in a behaviour and what it is told. */
export function readBehaviour(said: BehaviourDocument, base: BehaviourChoice): BehaviourChoice {
  if (said === undefined)
    return { behaviour: base.behaviour, behaviourSettings: base.behaviourSettings }
  const { name, settings } = readPolicy(said, BEHAVIOURS)
  return { behaviour: name, behaviourSettings: settings }
}

/** The document that says a behaviour in full. */
export function writeBehaviour({
  behaviour,
  behaviourSettings,
}: BehaviourChoice): BehaviourDocument {
  return writePolicy(behaviour, behaviourSettings) as BehaviourDocument
}
