import { z } from 'zod'
import { type PolicySettings, standardSettings } from '../policy/catalogue.js'
import { CONDUCTS } from '../policy/conducts.js'
import type { GroupSettings } from '../sim/settings.js'
import { toldShape } from './scenario-picker.js'
import { choice } from './scenario-value.js'

/** A conduct and what it is told. */
export type ConductChoice = Pick<GroupSettings, 'conduct' | 'conductSettings'>

const names = Object.keys(CONDUCTS)
const [first, ...others] = names.map((name) =>
  toldShape(name, 'The conduct.', CONDUCTS[name].settings),
)
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
  const { name, ...told } = typeof said === 'string' ? { name: said } : said
  const standard = standardSettings(CONDUCTS[name].settings)
  // The shape above lets nothing but numbers through.
  return { conduct: name, conductSettings: { ...standard, ...(told as PolicySettings) } }
}

/** The document that says a conduct in full. */
export function writeConduct({ conduct, conductSettings }: ConductChoice): ConductDocument {
  const told = Object.keys(conductSettings).length > 0
  return told ? ({ name: conduct, ...conductSettings } as ConductDocument) : conduct
}
