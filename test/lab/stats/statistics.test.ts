import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finite, jain, mean, median, quantile, sum } from '../../../src/lab/stats/statistics.js'

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })
const shares = fc.double({ min: 0, max: 1, noNaN: true })

describe('basic statistics', () => {
  it('sum keeps small values among large ones, and infinite values', () => {
    expect(sum([1e16, 1, -1e16])).toBe(1)
    expect(sum([])).toBe(0)
    expect(sum([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY)
  })

  it('mean is the average, or NaN for no values', () => {
    expect(mean([])).toBeNaN()
    expect(mean([1, 2, 6])).toBe(3)
  })

  it('finite leaves out NaN and Infinity', () => {
    expect(finite([1, Number.NaN, Number.POSITIVE_INFINITY, -2])).toEqual([1, -2])
  })
})

describe('quantile', () => {
  it('agrees with R: quantile(c(1, 2, 4, 8), 0.4, type = 7)', () => {
    expect(quantile([8, 1, 4, 2], 0.4)).toBeCloseTo(2.4, 12)
    expect(median([8, 1, 4, 2])).toBe(3)
    expect(quantile([], 0.5)).toBeNaN()
  })

  it('lies between adjacent sorted values', () => {
    fc.assert(
      fc.property(values, shares, (numbers, share) => {
        const sorted = [...numbers].sort((a, b) => a - b)
        const at = (sorted.length - 1) * share
        const found = quantile(numbers, share)
        expect(found).toBeGreaterThanOrEqual(sorted[Math.floor(at)])
        expect(found).toBeLessThanOrEqual(sorted[Math.ceil(at)])
      }),
    )
  })

  it('rejects shares outside 0 to 1', () => {
    expect(() => quantile([1], 1.5)).toThrow(RangeError)
    expect(() => quantile([1], Number.NaN)).toThrow(RangeError)
  })
})

describe('jain', () => {
  it('is 1 for equal values and 1/n if one has everything', () => {
    expect(jain([3, 3, 3])).toBeCloseTo(1, 12)
    expect(jain([0, 5, 0, 0])).toBeCloseTo(0.25, 12)
    expect(jain([])).toBeNaN()
    expect(jain([0, 0])).toBeNaN()
  })

  it('lies between 1/n and 1, whatever the scale', () => {
    const rates = fc.array(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(rates, (numbers) => {
        const index = jain(numbers)
        expect(index).toBeGreaterThanOrEqual((1 / numbers.length) * (1 - 1e-9))
        expect(index).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })
})
