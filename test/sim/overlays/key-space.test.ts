import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeySpace } from '../../../src/sim/overlays/key-space.js'

const PIECES = 100
/** Nodes that may join. */
const NODES = 100

function homes(keys: KeySpace): number[][] {
  return Array.from({ length: PIECES }, (_, piece) => keys.homes(piece))
}

function ringOf(members: Iterable<number>, replicas: number): KeySpace {
  const keys = new KeySpace(NODES, PIECES, replicas)
  for (const member of members) keys.join(member)
  return keys
}

const members = fc.uniqueArray(fc.integer({ min: 0, max: NODES - 1 }), {
  minLength: 2,
  maxLength: 60,
})

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

  it('routes a lookup forward, node by node, and never past the key', () => {
    fc.assert(
      fc.property(members, fc.nat({ max: PIECES - 1 }), (all, piece) => {
        // With as many replicas as members, a piece's homes are the whole ring from its key on.
        const order = ringOf(all, all.length).homes(piece)
        const stepsToHome = (node: number) => (order.length - order.indexOf(node)) % order.length
        let before = stepsToHome(all[0])
        for (const node of ringOf(all, 1).route(all[0], piece)) {
          expect(stepsToHome(node)).toBeLessThan(before)
          before = stepsToHome(node)
        }
      }),
    )
  })
})
