import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../../../src/lab/scenario/json-schema.js'
import { expandScenario, scenarioSchema } from '../../../src/lab/scenario/scenario.js'
import { allKeys } from '../../docs/json-schema.js'
import { sampleDocument } from './scenario-sample.js'

const schema = scenarioSchema() as JsonSchema
const keys = allKeys(schema)
const groupKeys = (schema.properties!['groups'].additionalProperties as JsonSchema).properties!

describe('every key of the language', () => {
  it('has a description', () => {
    const without = keys.filter(({ schema: { description } }) => !/\.$/.test(description ?? ''))
    expect(without.map(({ path }) => path)).toEqual([])
  })

  it('is required, or its description names its default', () => {
    const without = keys.filter(
      ({ schema: { description = '' }, isRequired }) =>
        isRequired === /Default: /.test(description),
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

describe('a default that the schema shows', () => {
  const { settings } = expandScenario(sampleDocument())
  const withDefaults = (from: Readonly<Record<string, JsonSchema>>) =>
    Object.entries(from).flatMap(([key, { default: standard }]) =>
      standard === undefined ? [] : [[key, standard] as [string, unknown]],
    )

  it.each(withDefaults(groupKeys))('changes nothing if a group sets it: %s', (key, standard) => {
    const explicit = expandScenario(sampleDocument({}, { count: 10, [key]: standard }))
    expect(explicit.settings).toEqual(settings)
  })

  it.each(withDefaults(schema.properties!))(
    'changes nothing if a scenario sets it: %s',
    (key, standard) => {
      expect(expandScenario(sampleDocument({ [key]: standard })).settings).toEqual(settings)
    },
  )

  it.each(['network', 'tracker'])('changes nothing if %s states all of its defaults', (name) => {
    const standard = Object.fromEntries(withDefaults(schema.properties![name].properties!))
    expect(Object.keys(standard)).toEqual(Object.keys(schema.properties![name].properties!))
    expect(expandScenario(sampleDocument({ [name]: standard })).settings).toEqual(settings)
  })

  it.each([
    ['endgame', 4],
    ['pipeline', 5],
  ])('changes nothing if %s states all of its defaults', (name, keys) => {
    const { properties = {}, anyOf = [] } = groupKeys[name]
    const objects = [properties, ...anyOf.map((part) => part.properties ?? {})]
    const standard = Object.fromEntries(objects.flatMap(withDefaults))
    expect(Object.keys(standard)).toHaveLength(keys)
    expect(expandScenario(sampleDocument({}, { [name]: standard })).settings).toEqual(settings)
  })
})

describe('an example that the schema shows', () => {
  const examples = (from: Readonly<Record<string, JsonSchema>>) =>
    Object.entries(from).flatMap(([key, inner]) => {
      const example = inner.examples?.[0]
      return example === undefined ? [] : [[key, example] as [string, unknown]]
    })

  it.each(examples(groupKeys))('is valid in a group: %s', (key, example) => {
    const more = { groups: { seed: { holds: 'all' }, others: {}, leechers: { [key]: example } } }
    expect(() => expandScenario(sampleDocument(more))).not.toThrow()
  })

  it.each(examples(schema.properties!))('is valid in a scenario: %s', (key, example) => {
    expect(() => expandScenario(sampleDocument({ [key]: example }))).not.toThrow()
  })
})
