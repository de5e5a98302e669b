import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/net/common/wall-clock.js'
import { HandClock } from './hand-clock.js'

describe('the system clock', () => {
  it('never fires early, nor much too late', async () => {
    for (const seconds of [0, 0.001, 0.0102, 0.03]) {
      const start = systemClock.now()
      let isLate = false
      // Timers fire in the order of their times, even on a machine that stood still.
      const later = setTimeout(
        () => {
          isLate = true
        },
        seconds * 1000 + 500,
      )
      await new Promise<void>((resolve) => systemClock.after(seconds, resolve))
      expect(isLate).toBe(false)
      clearTimeout(later)
      expect(systemClock.now() - start).toBeGreaterThanOrEqual(seconds)
    }
  })

  it('cancels a timer, and can wait for a year', async () => {
    let fired = 0
    const cancels = [0, 0.001, 86_400 * 365].map((seconds) =>
      systemClock.after(seconds, () => fired++),
    )
    const cancelYear = cancels.pop()!
    for (const cancel of cancels) cancel()
    await new Promise<void>((resolve) => systemClock.after(0.02, resolve))
    cancelYear()
    expect(fired).toBe(0)
  })
})

describe('a clock driven by hand', () => {
  it('fires timers in order, also those set meanwhile', () => {
    const clock = new HandClock()
    const log: [string, number][] = []
    const note = (name: string) => () => void log.push([name, clock.now()])
    clock.after(2, note('b'))
    clock.after(1, () => {
      note('a')()
      clock.after(1, note('c'))
      clock.after(5, note('late'))
    })
    clock.after(1.5, note('cancelled'))()
    clock.advance(3)
    expect(log).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 2],
    ])
    expect(clock.now()).toBe(3)
    expect(clock.pending).toBe(1)
  })
})
