import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { fromJson, toJson } from '../../../src/machine/queue/plain-json.js'
import { jobOf, runSpecIn } from '../../../src/machine/queue/run-queue.js'
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

const sent = (data: unknown) => fromJson(JSON.parse(JSON.stringify(toJson(data))))

describe('plain data on its way', () => {
  test.prop([value])('arrives bit for bit', (data) => {
    expect(sent(data)).toStrictEqual(data)
  })

  it.each([[new Float64Array(1)], [new Map()], [() => 1], [undefined], [{ $number: '1' }]])(
    'is refused where it would not: %s',
    (data) => expect(() => toJson([data])).toThrow(TypeError),
  )
})

describe('a cell in the queue', () => {
  const { settings } = expandScenario(sampleDocument())
  const cell = { id: '1/1', name: 'sample', settings }

  it('arrives as it was sent, infinities too', () => {
    expect(settings.groups[0].access.uploadCapBytes).toBe(Number.POSITIVE_INFINITY)
    expect(runSpecIn(JSON.parse(JSON.stringify(jobOf(cell).data)))).toStrictEqual(cell)
  })

  it('is named by all that it is', () => {
    const others = [
      { ...cell, id: '1/2' },
      { ...cell, name: 'other' },
      { ...cell, settings: { ...settings, seed: 'other' } },
      { ...cell, settings: { ...settings, untilSeconds: 1 } },
    ]
    const names = [cell, ...others].map((one) => jobOf(one).id)
    expect(new Set(names).size).toBe(names.length)
    expect(jobOf(structuredClone(cell)).id).toBe(names[0])
  })
})
