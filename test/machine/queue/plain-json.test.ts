import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { fromJson, toJson } from '../../../src/machine/queue/plain-json.js'
import { makeJob, specFromJob } from '../../../src/machine/queue/run-queue.js'
import { sampleDocument } from '../../lab/scenario/scenario-sample.js'

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.double(),
    fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

const roundTrip = (data: unknown) => fromJson(JSON.parse(JSON.stringify(toJson(data))))

describe('plain data sent as JSON', () => {
  test.prop([value])('arrives bit for bit', (data) => {
    expect(roundTrip(data)).toStrictEqual(data)
  })

  it.each([[new Float64Array(1)], [new Map()], [() => 1], [undefined], [{ $number: '1' }]])(
    'is refused if it would not arrive intact: %s',
    (data) => expect(() => toJson([data])).toThrow(TypeError),
  )
})

describe('a run in the queue', () => {
  const { settings } = expandScenario(sampleDocument())
  const spec = { id: '1/1', name: 'sample', settings }

  it('arrives as it was sent, infinities too', () => {
    expect(settings.groups[0].access.uploadCapBytes).toBe(Number.POSITIVE_INFINITY)
    expect(specFromJob(JSON.parse(JSON.stringify(makeJob(spec).data)))).toStrictEqual(spec)
  })

  it('has a job id that depends on all its data', () => {
    const others = [
      { ...spec, id: '1/2' },
      { ...spec, name: 'other' },
      { ...spec, settings: { ...settings, seed: 'other' } },
      { ...spec, settings: { ...settings, untilSeconds: 1 } },
    ]
    const ids = [spec, ...others].map((one) => makeJob(one).id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(makeJob(structuredClone(spec)).id).toBe(ids[0])
  })
})
