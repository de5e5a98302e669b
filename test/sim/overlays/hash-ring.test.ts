import { describe, expect, it } from 'vitest'
import { KeySpace } from '../../../src/sim/overlays/key-space.js'
import { run, summaryOf } from '../swarm-sample.js'
import { evenModel } from './model-sample.js'

describe('a file on a hash ring', () => {
  const done = (more: object = {}, replicas = 1) => {
    const settings = evenModel({ kind: 'hash-ring', replicas }, 40, 64, more)
    const { measurements } = run(settings)
    return summaryOf(settings, measurements)
  }

  it('leaves the origin once, and takes as long as the busiest home needs to send', () => {
    const summary = done()
    expect(summary.seedCopies).toBeCloseTo(1, 9)
    const keys = new KeySpace(41, 64, 1)
    for (let host = 1; host <= 40; host++) keys.join(host)
    const counts = new Map<number, number>()
    for (let piece = 0; piece < 64; piece++) {
      const [home] = keys.homes(piece)
      counts.set(home, (counts.get(home) ?? 0) + 1)
    }
    // A piece takes a quarter of a second; each home sends its own to 39 others.
    const busiest = (Math.max(...counts.values()) * 39) / 4
    expect((summary.lastFinishSeconds ?? 0) / busiest).toBeGreaterThan(1)
    expect((summary.lastFinishSeconds ?? 0) / busiest).toBeLessThan(1.15)
  })

  it('is looked up piece by piece, in a few hops', () => {
    const summary = done()
    // Each of 40 peers looks up those of 64 pieces that it is not home to.
    expect(summary.lookups).toBeGreaterThanOrEqual(40)
    expect(summary.hopsALookup).toBeGreaterThan(1)
    expect(summary.hopsALookup).toBeLessThan(Math.log2(40) + 1)
    expect(summary.handedBytes).toBe(0)
  })

  it('is handed over when homes are lost, and every peer still completes', () => {
    const events = [2, 3, 5, 8, 13, 21].map((node) => ({
      when: { gained: '40%' },
      do: 'kill-node',
      node,
    }))
    const summary = done({ events })
    expect(summary.completed).toBe(34)
    expect(summary.handedBytes).toBeGreaterThan(0)
    expect(done({ events }, 3).completed).toBe(34)
  })
})
