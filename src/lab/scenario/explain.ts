import type { z } from 'zod'
import type { ScenarioPath } from './error.js'
import { keysAt, placeAt, suggestKey } from './key.js'
import { SCENARIO_VERSION, type ScenarioDocument, scenarioShape } from './schema.js'
import type { ScenarioSource } from './source.js'
import { nearest } from './suggestion.js'
import { expectedByType, listed } from './value.js'

type Issue = z.core.$ZodIssue

/** A document and the shape that it should have. */
interface Reading {
  readonly source: ScenarioSource
  readonly shape: z.ZodObject
}

/** Checks the shape of a scenario. Throws a ScenarioError that lists all issues. */
export function readDocument(source: ScenarioSource): ScenarioDocument {
  return readShape(source, scenarioShape(), SCENARIO_VERSION)
}

/**
 * Checks that a document has the shape of a language with a `version`. Throws a ScenarioError that
 * lists all issues.
 */
export function readShape<Shape extends z.ZodObject>(
  source: ScenarioSource,
  shape: Shape,
  languageVersion: number,
): z.infer<Shape> {
  const version = source.valueAt(['version'])
  if (typeof version === 'number' && version !== languageVersion) {
    // The other issues of a file of another version would only mislead.
    source.reportValue(['version'], `${languageVersion}, the version that this program reads`)
    source.throwIfAny()
  }
  const result = shape.safeParse(source.json, { error: expectedByType })
  if (result.success) return result.data
  for (const issue of result.error.issues) explain(issue, [], { source, shape })
  source.throwIfAny()
  throw new Error('an invalid document must have an issue')
}

function explain(issue: Issue, above: ScenarioPath, reading: Reading): void {
  const { source } = reading
  const path = [...above, ...(issue.path as ScenarioPath)]
  if (issue.code === 'unrecognized_keys') {
    if (explainMixture(path, reading)) return
    for (const key of issue.keys) explainKey(key, path, reading)
  } else if (issue.code === 'invalid_key') {
    const key = String(path.at(-1))
    const expected = issue.issues[0]?.message ?? issue.message
    source.report(path, { expected, found: `"${key}"`, atKey: true })
  } else if (issue.code === 'invalid_union') {
    explainUnion(issue, path, reading)
  } else {
    source.reportValue(path, issue.message, suggest(source.valueAt(path), [issue]))
  }
}

/** Reports an unknown key: suggests a known one, or lists all of them if they are few. */
function explainKey(key: string, path: ScenarioPath, { source, shape }: Reading): void {
  const known = keysAt(path, source.json, shape)
  const suggestion = suggestKey(key, known)
  const listsAll = suggestion === undefined && known.length > 0 && known.length <= 8
  const expected = listsAll ? `one of the keys ${known.join(', ')}` : 'a known key'
  source.report([...path, key], { expected, found: `"${key}"`, suggestion, atKey: true })
}

function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  path: ScenarioPath,
  reading: Reading,
): void {
  const { source } = reading
  const found = source.valueAt(path)
  if (issue.discriminator !== undefined) {
    explainKind(issue, path, source)
    return
  }
  if (explainMixture(path, reading)) return
  const branches = issue.errors.map((issues) => withoutMisspelt(issues, found))
  const closest = isObject(found) ? closestBranch(branches) : undefined
  if (closest) for (const inner of closest) explain(inner, path, reading)
  else source.reportValue(path, issue.message, suggest(found, issue.errors.flat()))
}

/**
 * Reports an object whose keys fit none of several object shapes: it is empty, has keys of two
 * shapes or only unknown ones. Returns whether it is such an object.
 */
function explainMixture(path: ScenarioPath, reading: Reading): boolean {
  const { source, shape } = reading
  const found = source.valueAt(path)
  const { keys = [], objects = [] } = placeAt(path, source.json, shape) ?? {}
  // Shapes with a key in common, such as `kind`, are told apart by its value.
  const isShared = (key: string) => objects.every((object) => object.includes(key))
  if (!isObject(found) || objects.length < 2 || keys.some(isShared)) return false
  const given = Object.keys(found)
  const known = given.filter((key) => keys.includes(key))
  const fits = objects.some((object) => known.every((key) => object.includes(key)))
  if (known.length > 0 && fits) return false
  for (const key of given) if (!keys.includes(key)) explainKey(key, path, reading)
  if (given.length > 0 && known.length === 0) return true
  const areSingle = objects.every(({ length }) => length === 1)
  const expected = areSingle
    ? `${known.length > 0 ? 'only ' : ''}one of ${listed(keys)}`
    : `either ${objects.map((object) => object.join(' and ')).join(', or ')}`
  source.report(path, { expected, found: known.length > 0 ? known.join(' and ') : 'no key' })
  return true
}

/** Reports an object whose `kind`, `do` or `name` is unknown. */
function explainKind(
  issue: z.core.$ZodIssueInvalidUnion,
  path: ScenarioPath,
  source: ScenarioSource,
): void {
  const { options = [] } = issue as { options?: readonly unknown[] }
  const kinds = options.map(String)
  const found = source.valueAt(path)
  const suggestion = typeof found === 'string' ? nearest(found, kinds) : undefined
  source.reportValue(path, `one of ${kinds.map((kind) => `"${kind}"`).join(', ')}`, suggestion)
}

/** Drops the issues of missing keys that are only misspelt. */
function withoutMisspelt(issues: readonly Issue[], found: unknown): readonly Issue[] {
  const keys = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  const isMissing = ({ path }: Issue) =>
    path.length === 1 && isObject(found) && !Object.hasOwn(found, path[0])
  const missing = issues.filter(isMissing).map(({ path }) => String(path[0]))
  const intended = keys.map((key) => nearest(key, missing))
  return issues.filter((issue) => !isMissing(issue) || !intended.includes(String(issue.path[0])))
}

/** The issues of the object shape that fits best. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const cost = (issues: readonly Issue[]) =>
    issues.reduce(
      (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1),
      0,
    )
  const objects = branches.filter((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  )
  return objects.sort((a, b) => cost(a) - cost(b))[0]
}

/** Suggests the nearest of the allowed words, or a corrected quantity. */
function suggest(found: unknown, issues: readonly Issue[]): string | undefined {
  if (typeof found !== 'string') return undefined
  const flat = issues.flatMap((issue) =>
    issue.code === 'invalid_union' ? issue.errors.flat() : issue,
  )
  const words = flat.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : []))
  const offered = flat.map((issue) =>
    issue.code === 'custom' ? issue.params?.['suggestion'] : undefined,
  )
  return nearest(found, words.map(String)) ?? offered.find((text) => text !== undefined)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
