import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateLimit } from '../../src/net/rate-limit.js'

const rates = fc.double({ min: 1, max: 1e9, noNaN: true })
const bursts = fc.integer({ min: 1, max: 1 << 20 })
const takes = fc.array(
  fc.record({
    waitSeconds: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2, noNaN: true })),
    wantedBytes: fc.integer({ min: 1, max: 1 << 21 }),
  }),
  { maxLength: 60 },
)

describe('a rate limit', () => {
  it('lets through at most rate x time + burst in any span', () => {
    fc.assert(
      fc.property(rates, bursts, takes, fc.nat(1e6), (rate, burst, history, start) => {
        const limit = new RateLimit(rate, burst)
        const passed: { at: number; bytes: number }[] = []
        let now = start
        for (const { waitSeconds, wantedBytes } of history) {
          now += waitSeconds
          const bytes = limit.take(now, wantedBytes)
          expect(Number.isInteger(bytes) && bytes >= 0 && bytes <= wantedBytes).toBe(true)
          passed.push({ at: now, bytes })
        }
        for (let i = 0; i < passed.length; i++) {
          let sum = 0
          for (let j = i; j < passed.length; j++) {
            sum += passed[j].bytes
            const most = rate * (passed[j].at - passed[i].at) + burst
            expect(sum).toBeLessThanOrEqual(most * (1 + 1e-9) + 0.01)
          }
        }
      }),
    )
  })

  it('loses no rate: whoever waits as long as it says gets all it asked for, no sooner', () => {
    fc.assert(
      fc.property(rates, bursts, takes, fc.nat(1e6), (rate, burst, history, start) => {
        const limit = new RateLimit(rate, burst)
        let now = start
        let passed = 0
        for (const { wantedBytes } of history) {
          const bytes = Math.min(wantedBytes, burst)
          const waitSeconds = limit.whenSeconds(now, bytes)
          if (waitSeconds > 0) expect(limit.whenSeconds(now, bytes - 1)).toBeLessThan(waitSeconds)
          now += waitSeconds
          // Far from 0, times are so coarse that much may flow within one step of them.
          now += now * Number.EPSILON
          expect(limit.take(now, bytes)).toBe(bytes)
          passed += bytes
        }
        const least = rate * (now - start) * (1 - 1e-6) - rate * now * 1e-12
        expect(passed).toBeGreaterThanOrEqual(Math.floor(least) - 1)
      }),
    )
  })

  it('pays a debt before it lets anything through', () => {
    const limit = new RateLimit(100, 50)
    limit.spend(0, 250)
    expect(limit.whenSeconds(0, 10)).toBeCloseTo(2.1)
    expect(limit.take(1.99, 1)).toBe(0)
    expect(limit.take(2.1, 100)).toBe(10)
  })

  it('keeps what it holds when the rate changes', () => {
    const limit = new RateLimit(100, 1000)
    expect(limit.take(0, 1000)).toBe(1000)
    limit.setRate(1, 10)
    expect(limit.take(2, 1000)).toBe(110)
    limit.setRate(3, Number.POSITIVE_INFINITY)
    expect(limit.take(3, 1e12)).toBe(1e12)
    expect(limit.whenSeconds(3, 1e12)).toBe(0)
    limit.setRate(4, 10)
    expect(limit.take(4, 1e12)).toBe(1000)
  })

  it('lets all through at once without a limit', () => {
    const limit = new RateLimit(Number.POSITIVE_INFINITY, 1)
    for (let i = 0; i < 10; i++) expect(limit.take(0, 1e15)).toBe(1e15)
    limit.spend(0, 1e15)
    expect(limit.whenSeconds(0, 1e15)).toBe(0)
  })
})
