import { z } from 'zod'
import { QUANTITY_PATTERNS, type Quantity, readQuantity, suggestQuantity } from './units.js'

// The leaves of the scenario language. The text of each zod error is the noun phrase of what was
// expected, so that one translation (explain.ts) serves every place.

/** The range of a value with a unit, and the words that may stand for it. */
export interface Bounds {
  /** Exclusive lower bound, in the base unit. */
  readonly above?: number
  /** Inclusive lower bound, in the base unit; 0 if neither is given. */
  readonly least?: number
  /** Inclusive upper bound, in the base unit. */
  readonly most?: number
  /** Words that stand for a number, for instance `never` for Infinity. */
  readonly words?: Readonly<Record<string, number>>
}

/** An example of each quantity, for messages, editors and the reference. */
export const EXAMPLES: Readonly<Record<Quantity, string>> = {
  size: '100 MiB',
  rate: '6 Mbit/s',
  time: '10 s',
  share: '10%',
}

/** What a plain number means where a quantity is expected. */
export const BASE_UNITS: Readonly<Record<Quantity, string>> = {
  size: 'bytes',
  rate: 'bytes per second',
  time: 'seconds',
  share: 'a fraction of 1',
}

/** A value with a unit: a text such as "10 s", or a plain number in the base unit. */
export function quantity(kind: Quantity, about: string, bounds: Bounds = {}) {
  const expected = phrase(kind, bounds)
  const words = Object.keys(bounds.words ?? {})
  const description = `${about} A plain number is ${BASE_UNITS[kind]}.`
  return z
    .unknown()
    .transform((value, context): number => {
      if (typeof value === 'string' && words.includes(value)) return bounds.words![value]
      const amount = readQuantity(kind, value)
      if (within(amount, kind, bounds)) return amount
      const isUnreadable = typeof value === 'string' && Number.isNaN(amount)
      const suggestion = isUnreadable ? suggestQuantity(kind, value) : undefined
      context.addIssue({ code: 'custom', input: value, message: expected, params: { suggestion } })
      return z.NEVER
    })
    .meta({ description, ...jsonSchema(kind, bounds) })
}

/** The keywords of the JSON Schema that zod cannot derive from a transform. */
function jsonSchema(
  kind: Quantity,
  { above, least, most, words }: Bounds,
): Record<string, unknown> {
  const alternatives = Object.keys(words ?? {}).map((word) => `^${word}$`)
  return {
    type: ['number', 'string'],
    pattern: [QUANTITY_PATTERNS[kind], ...alternatives].join('|'),
    ...(above === undefined ? { minimum: least ?? 0 } : { exclusiveMinimum: above }),
    ...(kind === 'share' ? { maximum: most ?? 1 } : most === undefined ? {} : { maximum: most }),
    examples: [EXAMPLES[kind]],
  }
}

function within(amount: number, kind: Quantity, { above, least = 0, most }: Bounds): boolean {
  // Sizes are counted in bytes and never divided.
  if (kind === 'size' && !Number.isSafeInteger(amount)) return false
  if (above !== undefined && !(amount > above)) return false
  if (kind === 'share') most ??= 1
  return amount >= least && amount <= (most ?? Number.MAX_VALUE)
}

function phrase(kind: Quantity, { above, words }: Bounds): string {
  const noun = kind === 'share' ? 'a share from 0% to 100%' : `a ${kind}`
  const bound = above === undefined ? '' : kind === 'share' ? ', not 0' : ` above ${above}`
  const example = `${noun}${bound}, e.g. "${EXAMPLES[kind]}"`
  return [example, ...Object.keys(words ?? {}).map((word) => `or "${word}"`)].join(' ')
}

/** A mean time between random events, "never", or their rate; read as a rate per second. */
export function meanTime(about: string) {
  return z
    .union(
      [
        quantity('time', about, { above: 0, words: { never: Number.POSITIVE_INFINITY } }),
        z.strictObject({
          perSecond: withExample(number('The rate itself, events per second.'), 0.001),
        }),
      ],
      { error: 'a mean time above 0, e.g. "2 h", or "never", or {"perSecond": 0.001}' },
    )
    .transform((value) => (typeof value === 'number' ? 1 / value : value.perSecond))
    .meta({ description: about, examples: ['2 h'] })
}

/** What a schema says about itself. */
interface Described {
  meta(): { readonly description?: string } | undefined
}

/**
 * A key that may be left out. `value` is what then holds, as a file would write it; editors and the
 * reference show it.
 */
export function withDefault<Schema extends z.ZodType>(schema: Schema, value: unknown) {
  const description = `${descriptionOf(schema)} Default: ${JSON.stringify(value)}.`
  return schema.meta({ ...schema.meta(), description, default: value }).optional()
}

/** A key that may be left out; `words` say what then holds, where no value would. */
export function optionalKey<Schema extends z.ZodType>(schema: Schema, words: string) {
  const description = `${descriptionOf(schema)} Default: ${words}.`
  return schema.meta({ ...schema.meta(), description }).optional()
}

/** Gives a schema the example that editors and the reference show. */
export function withExample<Schema extends z.ZodType>(schema: Schema, example: unknown): Schema {
  return schema.meta({ ...schema.meta(), examples: [example] })
}

/** The JSON Schema of what a file may contain (draft 7). */
export function jsonSchemaOf(shape: z.ZodObject): object {
  return z.toJSONSchema(shape, {
    io: 'input',
    target: 'draft-7',
    // Zod takes defaults and examples for values after the transform. Here they are as in a file.
    override({ zodSchema, jsonSchema }) {
      const { default: defaultValue, examples } = z.globalRegistry.get(zodSchema) ?? {}
      if (defaultValue !== undefined) jsonSchema.default = defaultValue as typeof jsonSchema.default
      if (examples !== undefined) jsonSchema.examples = examples as typeof jsonSchema.examples
    },
  })
}

function descriptionOf(schema: Described): string {
  return schema.meta()?.description ?? ''
}

/** A whole number. */
export function whole(about: string, least: number, most = 1_000_000) {
  const error = `a whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error }).describe(about)
}

/** A plain number of 0 or more, without a unit. */
export function number(about: string) {
  const error = 'a number of 0 or more'
  return z.number({ error }).min(0, { error }).describe(about)
}

/** A plain number above 0, without a unit. */
export function positive(about: string) {
  const error = 'a number above 0'
  return z.number({ error }).gt(0, { error }).describe(about)
}

/** True or false. */
export function flag(about: string) {
  return z.boolean({ error: 'true or false' }).describe(about)
}

/** Messages list at most this many words; more have a command that lists them. */
const MAX_LISTED = 4

/** One of several words; `noun` names them in messages: `a choker`. A few are listed there, too. */
export function choice<const T extends readonly string[]>(noun: string, about: string, of: T) {
  const words = of.length > MAX_LISTED ? '' : `: ${listed(of.map((word) => `"${word}"`))}`
  return z.enum(of, { error: `${noun}${words}` }).describe(about)
}

/** Joins alternatives: `a, b or c`. */
export function listed(alternatives: readonly string[]): string {
  const last = alternatives.at(-1) ?? ''
  if (alternatives.length < 2) return last
  return `${alternatives.slice(0, -1).join(', ')} or ${last}`
}

/** A free text. */
export function text(about: string) {
  return z.string({ error: 'a text in double quotes' }).describe(about)
}

/** A name that can stand in a path and on a command line. */
export function slug(about: string) {
  const error = 'a name of letters, digits and hyphens that begins with a letter'
  return z
    .string({ error })
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, { error })
    .describe(about)
}

/** The noun phrase for an error of zod's own, where a schema has none. */
export function expectedByType(issue: { readonly code?: string; readonly expected?: unknown }) {
  if (issue.code !== 'invalid_type') return 'another value'
  if (issue.expected === 'object' || issue.expected === 'record') return 'an object in braces'
  if (issue.expected === 'array') return 'a list in brackets'
  return `a ${issue.expected}`
}
