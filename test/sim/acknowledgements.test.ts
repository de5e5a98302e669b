import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LINK_STRIDE } from '../../src/peer/peer-columns.js'
import { Acknowledgements } from '../../src/sim/acknowledgements.js'
import { history } from '../base/histories.js'

const ENDPOINTS = 5

it('acknowledgements arrive in order at each endpoint, in any history', () => {
  const steps = history(
    fc.record({
      what: fc.constantFrom('push', 'push', 'push', 'take', 'drop'),
      e: fc.nat(ENDPOINTS - 1),
      bytes: fc.integer({ min: 1, max: 9999 }),
    }),
    400,
  )
  fc.assert(
    fc.property(steps, (done) => {
      const acknowledgements = new Acknowledgements(new Int32Array(ENDPOINTS * LINK_STRIDE))
      const queues = Array.from({ length: ENDPOINTS }, () => [] as { at: number; bytes: number }[])
      for (const [step, { what, e, bytes }] of done.entries()) {
        const queue = queues[e]
        if (what === 'push') {
          acknowledgements.push(e, step / 3, bytes)
          queue.push({ at: step / 3, bytes })
        } else if (what === 'take' && queue.length > 0) {
          expect(acknowledgements.take(e)).toBe(queue.shift()?.bytes)
        } else if (what === 'drop') {
          acknowledgements.drop(e)
          queue.length = 0
        }
        for (const [other, { 0: oldest }] of queues.entries()) {
          expect(acknowledgements.next(other)).toBe(oldest?.at ?? Number.POSITIVE_INFINITY)
        }
      }
    }),
  )
})

it('dropped acknowledgements do not disturb those of another endpoint', () => {
  const acknowledgements = new Acknowledgements(new Int32Array(2 * LINK_STRIDE))
  for (let round = 0; round < 1000; round++) {
    for (let i = 0; i < 1000; i++) acknowledgements.push(0, round, 1)
    acknowledgements.push(1, round, round)
    acknowledgements.drop(0)
    expect(acknowledgements.next(0)).toBe(Number.POSITIVE_INFINITY)
  }
  for (let round = 0; round < 1000; round++) expect(acknowledgements.take(1)).toBe(round)
})
