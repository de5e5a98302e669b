import { z } from 'zod'
import { BEHAVIOURS } from '../../policy/behaviours.js'
import type { GroupSettings } from '../../sim/settings.js'
import { policyWithSettings, readPolicy, writePolicy } from './policy.js'
import { choice, withDefault, withExample } from './value.js'

/** A behaviour and its settings. */
export type BehaviourChoice = Pick<GroupSettings, 'behaviour' | 'behaviourSettings'>

/** The behaviour of a peer that does not cheat. */
export const DEFAULT_BEHAVIOUR = 'honest'

const names = Object.keys(BEHAVIOURS)
const [first, ...others] = names.map((name) =>
  policyWithSettings(name, BEHAVIOURS[name].settings, 'behaviour'),
)
const objects = z.discriminatedUnion('name', [first, ...others])

/** A behaviour by name, or with settings. */
export const behaviourSchema = withDefault(
  withExample(
    z.union(
      [
        choice(
          'a behaviour (see `sim list policies`)',
          'The name of a behaviour, with default settings.',
          names,
        ),
        objects,
      ],
      { error: 'a behaviour, e.g. "honest" or {"name": "sybil", "identities": 5}' },
    ),
    { name: 'sybil', identities: 5 },
  ).describe('How the peers deviate from the protocol, whatever their policies decide.'),
  DEFAULT_BEHAVIOUR,
)

/** A behaviour as read. */
export type BehaviourDocument = z.infer<typeof behaviourSchema>

/** Completes a behaviour and its settings; a missing one is that of `base`. */
export function readBehaviour(document: BehaviourDocument, base: BehaviourChoice): BehaviourChoice {
  if (document === undefined)
    return { behaviour: base.behaviour, behaviourSettings: base.behaviourSettings }
  const { name, settings } = readPolicy(document, BEHAVIOURS)
  return { behaviour: name, behaviourSettings: settings }
}

/** Writes a behaviour in full. */
export function writeBehaviour({
  behaviour,
  behaviourSettings,
}: BehaviourChoice): BehaviourDocument {
  return writePolicy(behaviour, behaviourSettings) as BehaviourDocument
}
