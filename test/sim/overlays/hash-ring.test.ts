import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeySpace } from '../../../src/sim/overlays/key-space.js'
import { run, summaryOf } from '../swarm-sample.js'
import { evenModel } from './model-sample.js'

const PIECES = 200

function homes(keys: KeySpace): number[][] {
  return Array.from({ length: PIECES }, (_, piece) => keys.homes(piece))
}

function ringOf(members: Iterable<number>, replicas: number): KeySpace {
  const keys = new KeySpace(1000, PIECES, replicas)
  for (const member of members) keys.join(member)
  return keys
}

const members = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 2, maxLength: 60 })

describe('the key space of a hash ring', () => {
  it('gives each piece to as many different members as it has replicas', () => {
    fc.assert(
      fc.property(members, fc.integer({ min: 1, max: 5 }), (all, replicas) => {
        for (const found of homes(ringOf(all, replicas))) {
          expect(new Set(found).size).toBe(Math.min(replicas, all.length))
          expect(found.every((home) => all.includes(home))).toBe(true)
        }
      }),
    )
  })

  it('moves pieces only to members that join and from members that leave', () => {
    fc.assert(
      fc.property(members, ([newcomer, ...others]) => {
        const keys = ringOf(others, 1)
        const before = homes(keys)
        keys.join(newcomer)
        homes(keys).forEach(([home], piece) => {
          if (home !== newcomer) expect(home).toBe(before[piece][0])
        })
        keys.leave(newcomer)
        expect(homes(keys)).toEqual(before)
      }),
    )
  })

  it('does not depend on the order in which its members joined', () => {
    fc.assert(
      fc.property(members, (all) => {
        expect(homes(ringOf(all, 2))).toEqual(homes(ringOf([...all].reverse(), 2)))
      }),
    )
  })

  it('routes a lookup to the home in a logarithmic number of hops', () => {
    fc.assert(
      fc.property(members, fc.nat({ max: PIECES - 1 }), (all, piece) => {
        const keys = ringOf(all, 1)
        const route = keys.route(all[0], piece)
        expect(route.at(-1) ?? all[0]).toBe(keys.homes(piece)[0])
        expect(route.length).toBeLessThanOrEqual(2 * Math.log2(all.length) + 4)
      }),
    )
  })
})

describe('a file on a hash ring', () => {
  const done = (more: object = {}, replicas = 1) => {
    const settings = evenModel({ kind: 'hash-ring', replicas }, 40, 64, more)
    const { measurements } = run(settings)
    return summaryOf(settings, measurements)
  }

  it('leaves the origin once, and takes as long as the busiest home needs to send', () => {
    const summary = done()
    expect(summary.seedCopies).toBeCloseTo(1, 9)
    const keys = ringOf(
      Array.from({ length: 40 }, (_, i) => i + 1),
      1,
    )
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
