import { describe, expect, it } from 'vitest'
import { expandScenario, scenarioSchema } from '../../../src/lab/scenario/scenario.js'
import { sampleDocument } from './scenario-sample.js'

interface Schema {
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | false
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly $ref?: string
  readonly definitions?: Readonly<Record<string, Schema>>
}

const schema = scenarioSchema() as Schema

interface Key {
  readonly path: string
  readonly schema: Schema
  readonly required: boolean
}

/** Every key of every object of the language. */
function* keysOf(node: Schema, path = ''): Generator<Key> {
  for (const [key, inner] of Object.entries(node.properties ?? {})) {
    const isRequired = node.required?.includes(key) === true
    yield { path: `${path}.${key}`, schema: resolved(inner), required: isRequired }
    if (inner.$ref === undefined) yield* keysOf(inner, `${path}.${key}`)
  }
  for (const part of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) yield* keysOf(part, path)
  if (node.additionalProperties) yield* keysOf(node.additionalProperties, `${path}.*`)
  if (node.items) yield* keysOf(node.items, `${path}[]`)
}

function resolved(node: Schema): Schema {
  const name = node.$ref?.replace('#/definitions/', '')
  return name === undefined ? node : { ...schema.definitions![name], ...node }
}

const model = resolved({ $ref: schema.properties!['model'].$ref! })
const keys = [...keysOf(schema), ...keysOf(model, '.model')]
const groupKeys = (schema.properties!['groups'].additionalProperties as Schema).properties!

describe('every key of the language', () => {
  it('has a description', () => {
    const without = keys.filter(({ schema: { description } }) => !/\.$/.test(description ?? ''))
    expect(without.map(({ path }) => path)).toEqual([])
  })

  it('is required, or its description names its default', () => {
    const without = keys.filter(
      ({ schema: { description = '' }, required }) => required === /Default: /.test(description),
    )
    expect(without.map(({ path }) => path)).toEqual([])
  })

  it('has an example, a default or a choice of values', () => {
    const without = keys.filter(
      ({ schema: { examples, default: standard, enum: words, const: word, type } }) =>
        [examples, standard, words, word].every((one) => one === undefined) && type !== 'boolean',
    )
    expect(without.map(({ path }) => path)).toEqual([])
  })
})

describe('the default that the schema shows', () => {
  const { settings } = expandScenario(sampleDocument())
  const withDefaults = (from: Readonly<Record<string, Schema>>) =>
    Object.entries(from).flatMap(([key, { default: standard }]) =>
      standard === undefined ? [] : [[key, standard] as [string, unknown]],
    )

  it.each(withDefaults(groupKeys))('is that of a group: %s', (key, standard) => {
    const explicit = expandScenario(sampleDocument({}, { count: 10, [key]: standard }))
    expect(explicit.settings).toEqual(settings)
  })

  it.each(withDefaults(schema.properties!))('is that of a scenario: %s', (key, standard) => {
    expect(expandScenario(sampleDocument({ [key]: standard })).settings).toEqual(settings)
  })

  it.each(['network', 'tracker'])('is that of the object %s', (name) => {
    const standard = Object.fromEntries(withDefaults(schema.properties![name].properties!))
    expect(Object.keys(standard)).toEqual(Object.keys(schema.properties![name].properties!))
    expect(expandScenario(sampleDocument({ [name]: standard })).settings).toEqual(settings)
  })

  it.each(['endgame', 'pipeline'])('is that of the object %s', (name) => {
    const { properties = {}, anyOf = [] } = groupKeys[name]
    const objects = [properties, ...anyOf.map((part) => part.properties ?? {})]
    const standard = Object.fromEntries(objects.flatMap(withDefaults))
    expect(Object.keys(standard)).toHaveLength(4)
    expect(expandScenario(sampleDocument({}, { [name]: standard })).settings).toEqual(settings)
  })
})

describe('the examples that the schema shows', () => {
  const examples = (from: Readonly<Record<string, Schema>>) =>
    Object.entries(from).flatMap(([key, inner]) => {
      const example = inner.examples?.[0]
      return example === undefined ? [] : [[key, example] as [string, unknown]]
    })

  it.each(examples(groupKeys))('are valid in a group: %s', (key, example) => {
    const more = { groups: { seed: { holds: 'all' }, others: {}, leechers: { [key]: example } } }
    expect(() => expandScenario(sampleDocument(more))).not.toThrow()
  })

  it.each(examples(schema.properties!))('are valid in a scenario: %s', (key, example) => {
    expect(() => expandScenario(sampleDocument({ [key]: example }))).not.toThrow()
  })
})
