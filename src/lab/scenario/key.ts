import type { z } from 'zod'
import type { ScenarioPath } from './error.js'
import { scenarioShape } from './schema.js'
import { nearest } from './suggestion.js'

/** What the language allows at a path. */
export interface Place {
  /** The keys of an object there. */
  readonly keys: readonly string[]
  /** The keys of each object that is an alternative there. */
  readonly objects: readonly (readonly string[])[]
  /** Whether the author of the scenario chooses the keys, as in `groups`. */
  readonly named: boolean
  /** Whether a list is allowed there. */
  readonly list: boolean
}

type Schema = z.core.$ZodType

/**
 * Returns what the language allows at a path of a document, or undefined if nothing. The document
 * is a scenario unless another `shape` is given.
 */
export function placeAt(
  path: ScenarioPath,
  json: unknown,
  shape: z.ZodObject = scenarioShape(),
): Place | undefined {
  let schemas: readonly Schema[] = alternatives(shape)
  let value = json
  for (const key of path) {
    const candidates = matching(schemas, value)
    schemas = candidates.flatMap((schema) => below(schema, key)).flatMap(alternatives)
    value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  if (schemas.length === 0) return undefined
  const kinds = matching(schemas, value).map((schema) => (schema as z.core.$ZodTypes)._zod.def)
  const objects = kinds.flatMap((def) => (def.type === 'object' ? [Object.keys(def.shape)] : []))
  return {
    keys: [...new Set(objects.flat())],
    objects,
    named: kinds.some((def) => def.type === 'record'),
    list: kinds.some((def) => def.type === 'array'),
  }
}

/** Keys that people try, in lower case, and the path that they mean. */
const SYNONYMS: Readonly<Record<string, string>> = {
  nat: 'access.reachable',
  reachable: 'access.reachable',
  upload: 'access.up',
  download: 'access.down',
}

/** Suggests a known key, or a path that starts with one, for an unknown key. */
export function suggestKey(key: string, known: readonly string[]): string | undefined {
  const path = Object.hasOwn(SYNONYMS, key.toLowerCase()) ? SYNONYMS[key.toLowerCase()] : ''
  return known.includes(path.split('.')[0]) ? path : nearest(key, known)
}

/** The keys that an object at a path may have. */
export function keysAt(path: ScenarioPath, json: unknown, shape: z.ZodObject): readonly string[] {
  return placeAt(path, json, shape)?.keys ?? []
}

/** A schema's alternatives, without the wrappers around them. */
function alternatives(schema: Schema): readonly Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'optional') return alternatives(def.innerType)
  if (def.type === 'lazy') return alternatives(def.getter())
  if (def.type === 'pipe') return alternatives(def.in)
  if (def.type === 'union') return def.options.flatMap(alternatives)
  return [schema]
}

/** The objects of a discriminated union that fit the document; all if none does. */
function matching(schemas: readonly Schema[], value: unknown): readonly Schema[] {
  const kept = schemas.filter((schema) => {
    const { def } = (schema as z.core.$ZodTypes)._zod
    if (def.type !== 'object' || !isRecord(value)) return true
    return Object.entries(def.shape).every(([key, inner]) => {
      const { def: leaf } = (inner as z.core.$ZodTypes)._zod
      return leaf.type !== 'literal' || !(key in value) || leaf.values.includes(value[key] as never)
    })
  })
  return kept.length > 0 ? kept : schemas
}

function below(schema: Schema, key: string | number): readonly Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'object') return Object.hasOwn(def.shape, key) ? [def.shape[key]] : []
  if (def.type === 'record') return [def.valueType]
  if (def.type === 'array') return typeof key === 'number' ? [def.element] : []
  return []
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null
}
