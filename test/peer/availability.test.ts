import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitTable } from '../../src/base/bits.js'
import { BLOCK_BYTES, Geometry } from '../../src/peer/geometry.js'
import { PeerMemory } from '../../src/peer/memory.js'
import { history } from '../base/histories.js'
import { ToldCopies } from '../policy/told-copies.js'

const memoryOf = (links: number, pieces: number) =>
  new PeerMemory(1, links, new Geometry(pieces * BLOCK_BYTES, BLOCK_BYTES), 2)

/** What neighbours hold: a link and a piece each; who of them has greeted; what is asked for. */
const situations = fc.record({
  pieces: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 130 })),
  links: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 90 })),
  haves: history(fc.tuple(fc.nat(89), fc.nat(129)), 400),
  silent: fc.array(fc.nat(89), { maxLength: 3 }),
  offered: fc.array(fc.nat(129), { maxLength: 60 }),
  from: fc.nat(129),
})

describe('availability', () => {
  it('is how many neighbours that have greeted hold a piece; the rarest have the least', () => {
    fc.assert(
      fc.property(situations, ({ pieces, links, haves, silent, offered, from }) => {
        const memory = memoryOf(links, pieces)
        const isOpen = (link: number) => !silent.some((one) => one % links === link)
        for (let link = 0; link < links; link++) memory.open[link] = isOpen(link) ? 1 : 0
        const copies = new Array<number>(pieces).fill(0)
        for (const [link, piece] of haves) {
          const isNew = memory.gain(link % links, piece % pieces)
          if (isNew && isOpen(link % links)) copies[piece % pieces]++
        }
        const table = new BitTable(3, pieces)
        table.fill(2)
        for (const piece of offered) table.add(1, piece % pieces)
        const availability = memory.availability.about(0, links)
        for (const first of [0, from % pieces, 0]) {
          const expected = new ToldCopies(copies).rarest(table, 1, first)
          expect([...availability.rarest(table, 1, first)]).toEqual([...expected])
        }
        expect(copies.map((_, piece) => availability.copies(piece))).toEqual(copies)
      }),
      { numRuns: 500 },
    )
  })

  it('counts as many copies as a large swarm has', () => {
    const links = 5001
    const memory = memoryOf(links, 40)
    memory.open.fill(1)
    for (let link = 0; link < links; link++) {
      if (link > 0) memory.gain(link, 33)
      memory.gain(link, 39)
    }
    const availability = memory.availability.about(0, links)
    expect([availability.copies(32), availability.copies(33)]).toEqual([0, 5000])
    expect(availability.copies(39)).toBe(5001)
  })

  it('is of this moment each time that it is asked about', () => {
    const memory = memoryOf(2, 2)
    memory.open.fill(1)
    memory.gain(0, 1)
    expect(memory.availability.about(0, 2).copies(1)).toBe(1)
    memory.gain(1, 1)
    expect(memory.availability.about(0, 2).copies(1)).toBe(2)
    memory.forget(0)
    expect(memory.availability.about(0, 2).copies(1)).toBe(1)
    expect(memory.availability.about(0, 1).copies(1)).toBe(0)
  })
})
