import { z } from 'zod'
import { CONDUCTS } from '../policy/conducts.js'
import type { GroupSettings } from '../sim/settings.js'
import { readPolicy, toldShape, writePolicy } from './scenario-policy.js'
import { choice } from './scenario-value.js'

/** A conduct and what it is told. */
export type ConductChoice = Pick<GroupSettings, 'conduct' | 'conductSettings'>

const names = Object.keys(CONDUCTS)
const [first, ...others] = names.map((name) => toldShape(name, CONDUCTS[name].settings, 'conduct'))
const objects = z.discriminatedUnion('name', [first, ...others])

/** A conduct by name, or with what it is told. */
export const conductSchema = z
  .union([choice('a conduct', 'A conduct as it is by default.', names), objects], {
    error: 'a conduct, e.g. "honest" or {"name": "sybil", "identities": 5}',
  })
  .describe('How it cheats, if it does. Default: "honest".')
  .optional()

/** A conduct as read. */
export type ConductDocument = z.infer<typeof conductSchema>

/** Fills in a conduct and what it is told. */
export function readConduct(said: ConductDocument, base: ConductChoice): ConductChoice {
  if (said === undefined) return { conduct: base.conduct, conductSettings: base.conductSettings }
  const { name, settings } = readPolicy(said, CONDUCTS)
  return { conduct: name, conductSettings: settings }
}

/** The document that says a conduct in full. */
export function writeConduct({ conduct, conductSettings }: ConductChoice): ConductDocument {
  return writePolicy(conduct, conductSettings) as ConductDocument
}
