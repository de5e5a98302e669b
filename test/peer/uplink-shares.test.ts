import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { UplinkShares } from '../../src/peer/uplink-shares.js'

/** Gives turns to rows that are due; returns the rows in the order of their turns. */
function turns(shares: UplinkShares, rows: readonly number[], count: number): number[] {
  return Array.from({ length: count }, () => {
    const next = rows.reduce((a, b) => (shares.due(b) < shares.due(a) ? b : a))
    shares.tookTurn(next)
    return next
  })
}

function countOf(had: readonly number[], row: number): number {
  return had.filter((other) => other === row).length
}

describe('shares of an uplink', () => {
  it('are equal until others are set', () => {
    expect(turns(new UplinkShares(3), [0, 1, 2], 6)).toEqual([0, 1, 2, 0, 1, 2])
  })

  test.prop([
    fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 1, max: 1000 }),
  ])('give turns in proportion, within as many turns as there are rows', (given, count) => {
    const shares = new UplinkShares(given.length)
    for (const [row, share] of given.entries()) shares.setShare(row, share)
    const had = turns(shares, [...given.keys()], count)
    const sum = given.reduce((a, b) => a + b, 0)
    for (const [row, share] of given.entries()) {
      expect(Math.abs(countOf(had, row) - (count * share) / sum)).toBeLessThanOrEqual(given.length)
    }
  })

  it('pass unused turns to the others; an idle row saves at most one', () => {
    const shares = new UplinkShares(3)
    for (const [row, share] of [5, 3, 2].entries()) shares.setShare(row, share)
    expect(countOf(turns(shares, [1, 2], 500), 1)).toBe(300)
    const had = turns(shares, [0, 1, 2], 100)
    expect(Math.abs(countOf(had, 0) - 50)).toBeLessThanOrEqual(1)
  })

  it('take effect at once when they change', () => {
    const shares = new UplinkShares(2)
    shares.setShare(0, 1)
    shares.setShare(1, 0.01)
    turns(shares, [0, 1], 10)
    shares.setShare(0, 0.01)
    shares.setShare(1, 1)
    expect(countOf(turns(shares, [0, 1], 101), 1)).toBeGreaterThanOrEqual(99)
  })

  it('are never zero: a waiting row is served eventually', () => {
    const shares = new UplinkShares(2)
    shares.setShare(1, 0)
    expect(countOf(turns(shares, [0, 1], 3000), 1)).toBeGreaterThan(0)
  })
})
