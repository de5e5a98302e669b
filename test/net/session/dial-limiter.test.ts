import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/net/common/wall-clock.js'
import { DialLimiter } from '../../../src/net/session/dial-limiter.js'
import { HandClock } from '../hand-clock.js'

/** Returns so many addresses and the times at which each was dialled. */
function addresses(clock: HandClock, count: number) {
  const dialledAt: number[] = []
  const dial = () => {
    if (dialledAt.length === count) return false
    dialledAt.push(clock.now())
    return true
  }
  const pace = new DialLimiter(clock, dial, undefined, (what) => what())
  return {
    dialledAt,
    pace,
    hear(more: number) {
      count += more
      pace.trigger()
    },
  }
}

describe('dials', () => {
  it('are limited to thirty per second; the first is at once', () => {
    const clock = new HandClock()
    const { dialledAt, pace } = addresses(clock, 100)
    pace.trigger()
    expect(dialledAt).toEqual([0])
    clock.advance(0.999)
    expect(dialledAt).toHaveLength(30)
    clock.advance(60)
    expect(dialledAt).toHaveLength(100)
    const gaps = dialledAt.slice(1).map((at, i) => at - dialledAt[i])
    for (const gap of gaps) expect(gap).toBeCloseTo(1 / 30, 9)
  })

  it('are not more frequent if triggered more often', () => {
    const clock = new HandClock()
    const { dialledAt, hear } = addresses(clock, 0)
    for (let i = 0; i < 50; i++) hear(1)
    expect(dialledAt).toHaveLength(1)
    clock.advance(0.999)
    expect(dialledAt).toHaveLength(30)
  })

  it('happen at once after a pause', () => {
    const clock = new HandClock()
    const { dialledAt, hear } = addresses(clock, 1)
    hear(0)
    clock.advance(10)
    hear(1)
    expect(dialledAt).toEqual([0, 10])
  })

  it('without a limit give sockets a turn after each dial', async () => {
    const dials = new Array(20).fill(0)
    const paces = dials.map((_, i) => {
      const dial = () => dials[i] < 5 && ++dials[i] > 0
      return new DialLimiter(systemClock, dial, Number.POSITIVE_INFINITY)
    })
    for (const pace of paces) pace.trigger()
    for (let seen = 1; seen < 5; ) {
      await turn()
      const most = Math.max(...dials)
      expect(most).toBeLessThanOrEqual(seen + 1)
      seen = most
    }
    for (const pace of paces) pace.stop()
  })

  it('end after stop', () => {
    const clock = new HandClock()
    const { dialledAt, pace } = addresses(clock, 100)
    pace.trigger()
    pace.stop()
    pace.trigger()
    clock.advance(10)
    expect(dialledAt).toEqual([0])
  })
})
