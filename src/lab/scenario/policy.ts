import { z } from 'zod'
import {
  CHOKERS,
  PICKERS,
  type PolicySetting,
  type PolicySettings,
  standardSettings,
} from '../../policy/catalogue.js'
import { choice, quantity, whole } from './value.js'

/** Policies of one kind, by name. */
type Entries = Readonly<
  Record<string, { readonly settings?: Readonly<Record<string, PolicySetting>> }>
>

/** A policy as a document says it: its name, or an object with that and what it is told. */
export type PolicyDocument = string | { readonly name: string }

/** A policy and what it is told. */
export interface PolicyChoice {
  readonly name: string
  readonly settings: PolicySettings
}

/** The shape of a policy with what it is told: its name and a key a setting. */
export function toldShape(
  name: string,
  settings: Readonly<Record<string, PolicySetting>>,
  noun: string,
) {
  const keys = Object.entries(settings).map(([key, { about, kind, standard }]) => {
    if (kind === 'whole') return [key, whole(`${about} Default: ${standard}.`, 1).optional()]
    const percent = `${about} Default: "${standard * 100}%".`
    return [key, quantity('share', percent).optional()]
  })
  const shape = Object.fromEntries(keys) as Record<string, z.ZodType<number | undefined>>
  return z.strictObject({
    name: z.literal(name, { error: `the name "${name}"` }).describe(`The ${noun}.`),
    ...shape,
  })
}

/** A piece picker by name, or with what it is told, of those that there are now. */
export function pickerSchema() {
  const names = Object.keys(PICKERS)
  const [first, ...others] = names.map((name) => toldShape(name, PICKERS[name].settings, 'picker'))
  return z
    .union(
      [
        choice('a piece picker', 'A picker as it is by default.', names),
        z.discriminatedUnion('name', [first, ...others]),
      ],
      { error: 'a piece picker, e.g. "rarest-first" or {"name": "streaming", "window": 20}' },
    )
    .describe('Which piece to fetch next. Default: "rarest-first".')
    .optional()
}

/** A choker by name, or with what it is told, of those that there are now. */
export function chokerSchema(about: string): z.ZodOptional<z.ZodType<PolicyDocument>> {
  const names = Object.keys(CHOKERS)
  const told = names.flatMap((name) => {
    const { settings } = CHOKERS[name]
    return settings === undefined ? [] : [toldShape(name, settings, 'choker')]
  })
  const plain = choice('a choker', about, names)
  if (told.length === 0) return plain.optional()
  const [first, ...others] = told
  return z
    .union([plain, z.discriminatedUnion('name', [first, ...others])], { error: 'a choker' })
    .describe(about)
    .optional()
}

/** Fills in what a policy is told. */
export function readPolicy(said: PolicyDocument, entries: Entries): PolicyChoice {
  const { name, ...told } = typeof said === 'string' ? { name: said } : said
  const standard = standardSettings(entries[name].settings ?? {})
  // The shapes above let nothing but numbers through.
  return { name, settings: { ...standard, ...(told as PolicySettings) } }
}

/** The document that says a policy in full. */
export function writePolicy(name: string, told: PolicySettings = {}): PolicyDocument {
  return Object.keys(told).length > 0 ? { name, ...told } : name
}
