import { z } from 'zod'
import { QUANTITY_PATTERNS, type Quantity, readQuantity, suggestQuantity } from './units.js'

// The leaves of the scenario language. The text of each zod error is the noun phrase of what was
// expected, so that one translation (scenario-explain.ts) serves every place.

/** What a value with a unit must satisfy beside being one. */
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

const EXAMPLES: Readonly<Record<Quantity, string>> = {
  size: '100 MiB',
  rate: '6 Mbit/s',
  time: '10 s',
  share: '10%',
}

const BASE_UNITS: Readonly<Record<Quantity, string>> = {
  size: 'bytes',
  rate: 'bytes a second',
  time: 'seconds',
  share: 'a share of 1',
}

/** A value with a unit: a text such as "10 s", or a plain number in the base unit. */
export function quantity(kind: Quantity, about: string, bounds: Bounds = {}) {
  const expected = phrase(kind, bounds)
  const words = Object.keys(bounds.words ?? {})
  const description = `${about} A plain number is ${BASE_UNITS[kind]}.`
  return z
    .unknown()
    .meta({ description, ...json(kind, bounds) })
    .transform((value, context): number => {
      if (typeof value === 'string' && words.includes(value)) return bounds.words![value]
      const amount = readQuantity(kind, value)
      if (within(amount, kind, bounds)) return amount
      const wrong = typeof value === 'string' && Number.isNaN(amount)
      const suggestion = wrong ? suggestQuantity(kind, value) : undefined
      const message = expected
      context.addIssue({ code: 'custom', input: value, message, params: { suggestion } })
      return z.NEVER
    })
}

/** The part of the JSON Schema that zod cannot know. */
function json(kind: Quantity, { above, least, most, words }: Bounds): Record<string, unknown> {
  const either = Object.keys(words ?? {}).map((word) => `^${word}$`)
  return {
    type: ['number', 'string'],
    pattern: [QUANTITY_PATTERNS[kind], ...either].join('|'),
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

/** A mean time between chance events, "never", or their rate itself; read as a rate a second. */
export function meanTime(about: string) {
  return z
    .union(
      [
        quantity('time', about, { above: 0, words: { never: Number.POSITIVE_INFINITY } }),
        z.strictObject({ perSecond: number('How often, a second.') }),
      ],
      { error: 'a mean time above 0, e.g. "2 h", or "never", or {"perSecond": 0.001}' },
    )
    .transform((value) => (typeof value === 'number' ? 1 / value : value.perSecond))
    .meta({ description: about })
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

/** One of a few words; `noun` names them in messages: `a choker`. */
export function choice<const T extends readonly string[]>(noun: string, about: string, of: T) {
  return z.enum(of, { error: noun }).describe(about)
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

/** What zod says of itself where a schema has no words of its own, as a noun phrase. */
export function expectedByType(issue: { readonly code?: string; readonly expected?: unknown }) {
  if (issue.code !== 'invalid_type') return 'another value'
  if (issue.expected === 'object' || issue.expected === 'record') return 'an object in braces'
  if (issue.expected === 'array') return 'a list in brackets'
  return `a ${issue.expected}`
}
