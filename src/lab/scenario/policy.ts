import { z } from 'zod'
import {
  CHOKERS,
  defaultSettings,
  PICKERS,
  type PolicySetting,
  type PolicySettings,
} from '../../policy/catalogue.js'
import { formatShare } from './units.js'
import { choice, quantity, whole, withDefault, withExample } from './value.js'

/** Policies of one kind, by name. */
type Entries = Readonly<
  Record<string, { readonly settings?: Readonly<Record<string, PolicySetting>> }>
>

/** A policy in a document: its name, or an object with its name and settings. */
export type PolicyDocument = string | { readonly name: string }

/** A policy and its settings. */
export interface PolicyChoice {
  readonly name: string
  readonly settings: PolicySettings
}

/** The shape of a policy with settings: its name, and a key per setting. */
export function policyWithSettings(
  name: string,
  settings: Readonly<Record<string, PolicySetting>>,
  noun: string,
) {
  const keys = Object.entries(settings).map(([key, { about, kind, default: defaultValue }]) => {
    if (kind === 'whole') return [key, withDefault(whole(about, 1), defaultValue)]
    return [key, withDefault(quantity('share', about), formatShare(defaultValue))]
  })
  const shape = Object.fromEntries(keys) as Record<string, z.ZodType<number | undefined>>
  return z.strictObject({
    name: z.literal(name, { error: `the name "${name}"` }).describe(`The name of the ${noun}.`),
    ...shape,
  })
}

/** A piece picker by name, or with settings, of those in the catalogue now. */
export function pickerSchema(defaultValue: string) {
  const names = Object.keys(PICKERS)
  const [first, ...others] = names.map((name) =>
    policyWithSettings(name, PICKERS[name].settings, 'piece picker'),
  )
  const noun = 'a piece picker (see `sim list policies`)'
  const picker = z.union(
    [
      choice(noun, 'The name of a piece picker, with default settings.', names),
      z.discriminatedUnion('name', [first, ...others]),
    ],
    { error: 'a piece picker, e.g. "rarest-first" or {"name": "streaming", "window": 20}' },
  )
  const example = { name: 'streaming', window: 20 }
  return withDefault(
    withExample(picker, example).describe('The piece picker: which piece to request next.'),
    defaultValue,
  )
}

/** A choker by name, or with settings, of those in the catalogue now. */
export function chokerSchema(about: string): z.ZodType<PolicyDocument> {
  const names = Object.keys(CHOKERS)
  const withSettings = names.flatMap((name) => {
    const { settings } = CHOKERS[name]
    return settings === undefined ? [] : [policyWithSettings(name, settings, 'choker')]
  })
  const noun = 'a choker (see `sim list policies`)'
  const plain = choice(noun, about, names)
  if (withSettings.length === 0) return plain
  const [first, ...others] = withSettings
  const union = z.union([plain, z.discriminatedUnion('name', [first, ...others])], { error: noun })
  return union.describe(about)
}

/** Completes the settings of a policy. */
export function readPolicy(document: PolicyDocument, entries: Entries): PolicyChoice {
  const { name, ...given } = typeof document === 'string' ? { name: document } : document
  const defaults = defaultSettings(entries[name].settings ?? {})
  // The shapes above let nothing but numbers through.
  return { name, settings: { ...defaults, ...(given as PolicySettings) } }
}

/** Writes a policy in full. */
export function writePolicy(name: string, settings: PolicySettings = {}): PolicyDocument {
  return Object.keys(settings).length > 0 ? { name, ...settings } : name
}
