import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES, Geometry } from '../../src/peer/geometry.js'
import { PeerColumns } from '../../src/peer/peer-columns.js'
import { history } from '../base/histories.js'

const LINKS = 40
const NEIGHBOURS = 12
/** Row of the peer that counts: the one after its neighbours. */
const SELF = NEIGHBOURS

const memoryOf = (links: number, pieces: number) =>
  new PeerColumns(NEIGHBOURS + 1, links, new Geometry(pieces * BLOCK_BYTES, BLOCK_BYTES), 2)

/**
 * Generates events around a peer: a neighbour gets a piece, a link opens (its row is read directly
 * or it sends messages), a have arrives, a link closes, or availability is queried.
 */
const histories = fc.record({
  pieces: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 130 })),
  steps: history(
    fc.record({
      what: fc.constantFrom('gains', 'gains', 'reads', 'opens', 'tells', 'tells', 'goes', 'asks'),
      link: fc.nat(LINKS - 1),
      neighbour: fc.nat(NEIGHBOURS - 1),
      piece: fc.nat(129),
    }),
    300,
  ),
})

describe('availability', () => {
  it('is the number of neighbours that have a piece, from haves or from their rows', () => {
    fc.assert(
      fc.property(histories, ({ pieces, steps }) => {
        const columns = memoryOf(LINKS, pieces)
        const gained = Array.from({ length: NEIGHBOURS }, () => new Set<number>())
        const around = new Map<number, Set<number>>()
        for (const { what, link, neighbour, piece: any } of steps) {
          const piece = any % pieces
          if (what === 'gains' && !gained[neighbour].has(piece)) {
            gained[neighbour].add(piece)
            columns.hold(neighbour, piece)
          } else if ((what === 'reads' || what === 'opens') && !around.has(link)) {
            columns.open[link] = 1
            if (what === 'reads') columns.share(link, neighbour)
            around.set(link, what === 'reads' ? gained[neighbour] : new Set())
          } else if (what === 'tells' && around.has(link) && !columns.isShared(link)) {
            expect(columns.learn(SELF, link, piece)).toBe(!around.get(link)?.has(piece))
            around.get(link)?.add(piece)
          } else if (what === 'goes' && around.delete(link)) {
            columns.open[link] = 0
            columns.forget(SELF, link)
          } else if (what === 'asks') {
            const copies = Array.from(
              { length: pieces },
              (_, one) => [...around.values()].filter((held) => held.has(one)).length,
            )
            const availability = columns.availability.countFor(SELF, 0, LINKS)
            expect(copies.map((_, one) => availability.copies(one))).toEqual(copies)
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('counts as many copies as a large swarm has', () => {
    const links = 5001
    const columns = memoryOf(links, 40)
    for (let link = 0; link < links; link++) columns.learn(SELF, link, 39)
    for (let link = 1; link < links; link++) columns.learn(SELF, link, 33)
    const availability = columns.availability.countFor(SELF, 0, links)
    expect([32, 33, 39].map((piece) => availability.copies(piece))).toEqual([0, 5000, 5001])
  })
})
