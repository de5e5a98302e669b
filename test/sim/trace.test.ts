import { expect, it } from 'vitest'
import { Trace } from '../../src/sim/trace.js'

const clock = { events: 0 }

function say(trace: Trace, index: number) {
  clock.events = index + 1
  trace.record(index / 8, index % 7, index % 5, -1, index, 0)
}

it('a trace keeps fewer than 256 checkpoints of any run, and 127 or more of a long one', () => {
  const trace = new Trace(clock, null)
  const wrong: number[] = []
  for (let index = 0; index < 300_000; index++) {
    say(trace, index)
    const { length } = trace.checkpoints
    const enough = length >= 127 || trace.messagesPerCheckpoint === 256
    if (length >= 256 || !enough) wrong.push(index)
  }
  expect(wrong).toEqual([])
  expect(trace.messagesPerCheckpoint).toBeGreaterThan(1024)
})

it('a trace checkpoint has the digest, event and time of a run that ends there', () => {
  const trace = new Trace(clock, null)
  for (let index = 0; index < 150_000; index++) say(trace, index)
  const again = new Trace(clock, null)
  let at = 0
  for (let index = 0; index < 150_000; index++) {
    say(again, index)
    if ((index + 1) % trace.messagesPerCheckpoint !== 0) continue
    const digest = again.hash.slice(0, 8)
    expect(trace.checkpoints[at++]).toEqual({ digest, event: index + 1, seconds: index / 8 })
  }
  expect(at).toBe(trace.checkpoints.length)
})
