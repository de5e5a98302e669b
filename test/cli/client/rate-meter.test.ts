import { expect, it } from 'vitest'
import { RateMeter } from '../../../src/cli/client/rate-meter.js'

it('a steadily growing counter has its rate from the second sample on', () => {
  const meter = new RateMeter(5)
  expect(meter.rate(100, 'a', 7)).toBe(0)
  for (let i = 1; i < 30; i++) expect(meter.rate(100 + i, 'a', 7 + 3 * i)).toBe(3)
})

it('a counter that has stopped has no rate after a window', () => {
  const meter = new RateMeter(5)
  meter.rate(0, 'a', 0)
  expect(meter.rate(1, 'a', 50)).toBe(50)
  for (let i = 2; i <= 6; i++) meter.rate(i, 'a', 50)
  expect(meter.rate(7, 'a', 50)).toBe(0)
})

it('counters without updates are dropped, the others are kept', () => {
  const meter = new RateMeter(5)
  for (let i = 0; i < 1000; i++) {
    meter.rate(i, `neighbour ${i}`, 0)
    expect(meter.rate(i, 'all', 2 * i)).toBe(i === 0 ? 0 : 2)
    expect(meter.size).toBeLessThanOrEqual(7)
  }
})
