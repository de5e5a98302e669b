import { alternativesOf, type JsonSchema } from '../../src/lab/scenario/json-schema.js'

/** A key of an object of a language. */
export interface SchemaKey {
  readonly path: string
  readonly name: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
}

/** Returns every key of every object of a language, those of each definition once. */
export function allKeys(root: JsonSchema): SchemaKey[] {
  const within = Object.entries(root.definitions ?? {})
  return [...keysOf(root, ''), ...within.flatMap(([name, node]) => [...keysOf(node, name)])]
}

function* keysOf(node: JsonSchema, path: string): Generator<SchemaKey> {
  for (const [name, schema] of Object.entries(node.properties ?? {})) {
    const isRequired = node.required?.includes(name) === true
    if (schema.$ref === undefined) yield { path: `${path}.${name}`, name, schema, isRequired }
    yield* keysOf(schema, `${path}.${name}`)
  }
  for (const part of alternativesOf(node)) yield* keysOf(part, path)
  if (node.additionalProperties) yield* keysOf(node.additionalProperties, `${path}.*`)
  if (node.items) yield* keysOf(node.items, `${path}[]`)
}

/** The object shapes among a schema's alternatives, nested unions included. */
export function objectsOf(node: JsonSchema): readonly JsonSchema[] {
  if (node.properties !== undefined) return [node]
  return alternativesOf(node).flatMap(objectsOf)
}
