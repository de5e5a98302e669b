import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random.js'
import { Neighbours } from '../../src/peer/neighbours.js'
import { chiSquare, chiSquareLimit } from '../base/chi-square.js'
import { history } from '../base/histories.js'
import { tuned } from './make-peer.js'

function neighbours(known: readonly number[] = [], dialLinks = 40, seed = 'seed'): Neighbours {
  const book = new Neighbours(tuned({ dialLinks }), new Random(seed, 'dial'))
  for (const address of known) book.add(address)
  return book
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, address) => address)
}

/** Returns all addresses that are dialled while so many links are open. */
function dials(book: Neighbours, links = 0): number[] {
  const dialled: number[] = []
  for (let at = book.dial(links); at >= 0; at = book.dial(links)) dialled.push(at)
  return dialled
}

describe('dialling', () => {
  it('a peer that knows no address dials none', () => {
    expect(neighbours().dial(0)).toBe(-1)
  })

  it('each address is dialled once, however often it is received', () => {
    const book = neighbours([5, 7, 5, 9, 7])
    expect(dials(book).sort()).toEqual([5, 7, 9])
    book.add(5)
    expect(book.dial(0)).toBe(-1)
  })

  it.each([
    [0, 40],
    [30, 10],
    [39, 1],
    [40, 0],
    [60, 0],
  ])('with %i links open, at most %i more are dialled', (links, expected) => {
    const book = neighbours(range(100))
    expect(dials(book, links)).toHaveLength(expected)
    expect(book.dialling).toBe(expected)
  })

  it('another address is dialled when a dial fails or a link closes', () => {
    const book = neighbours(range(100), 3)
    const [a, b, c] = dials(book)
    book.failed(a)
    expect(book.dialling).toBe(2)
    expect(dials(book)).toHaveLength(1)
    book.linked(b)
    book.linked(c)
    expect(dials(book, 2)).toEqual([])
    book.unlinked(c, 'friendly')
    expect(dials(book, 1)).toHaveLength(1)
  })

  it('a failed address is dialled again only when it is received again', () => {
    const book = neighbours([4])
    book.failed(book.dial(0))
    expect(book.dial(0)).toBe(-1)
    book.add(4)
    expect(book.dial(0)).toBe(4)
  })

  it('a linked address is not dialled, whichever side opened the link', () => {
    const book = neighbours([1, 2])
    book.linked(1)
    book.linked(3)
    book.add(3)
    expect(dials(book, 2)).toEqual([2])
    book.unlinked(3, 'friendly')
    expect(dials(book, 1)).toEqual([3])
  })

  it('an address caught cheating is not dialled again', () => {
    const book = neighbours([1])
    book.linked(1)
    book.unlinked(1, 'banned')
    book.add(1)
    expect(book.dial(0)).toBe(-1)
  })

  it('a seed dials no seed', () => {
    const book = neighbours([1])
    book.linked(1)
    book.unlinked(1, 'both-seeds')
    book.add(1)
    expect(book.dial(0)).toBe(-1)
  })

  it('a late failure of an old dial does not cause a second dial', () => {
    const book = neighbours([1])
    const address = book.dial(0)
    book.linked(address)
    book.failed(address)
    expect(book.dialling).toBe(0)
    expect(book.rejects(address)).toBe(true)
    expect(book.dial(1)).toBe(-1)
  })

  it('each idle address is dialled with equal probability', () => {
    const counts = new Array<number>(12).fill(0)
    for (let seed = 0; seed < 6000; seed++) {
      const book = neighbours(range(14), 40, `${seed}`)
      book.linked(3)
      book.linked(12)
      book.unlinked(12, 'banned')
      const idle = range(14).filter((address) => address !== 3 && address !== 12)
      counts[idle.indexOf(book.dial(1))]++
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(11))
  })
})

describe('an incoming connection', () => {
  it.each([
    ['from an unknown address is accepted', () => {}, false],
    [
      'from an address that was only received is accepted',
      (book: Neighbours) => book.add(1),
      false,
    ],
    ['from a linked address is refused', (book: Neighbours) => book.linked(1), true],
    [
      'from an address whose link closed is accepted',
      (book: Neighbours) => {
        book.linked(1)
        book.unlinked(1, 'friendly')
      },
      false,
    ],
    [
      'from an address caught cheating is refused',
      (book: Neighbours) => {
        book.linked(1)
        book.unlinked(1, 'banned')
      },
      true,
    ],
    [
      'from a seed that was disconnected by a seed is accepted',
      (book: Neighbours) => {
        book.linked(1)
        book.unlinked(1, 'both-seeds')
      },
      false,
    ],
  ])('%s', (_what, happens, refused) => {
    const book = neighbours()
    happens(book)
    expect(book.rejects(1)).toBe(refused)
  })
})

// Reference model: a Map from address to state.
it('over any history only idle addresses are dialled, while there is room', () => {
  const words = fc.constantFrom('heard', 'heard', 'dial', 'failed', 'linked', 'friendly', 'banned')
  const steps = history(fc.record({ word: words, address: fc.nat(40) }), 200)
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 12 }),
      fc.nat(9999).map(String),
      (messages, most, seed) => {
        const book = neighbours([], most, seed)
        const states = new Map<number, string>()
        const count = (state: string) => [...states.values()].filter((one) => one === state).length
        for (const { word, address } of messages) {
          const state = states.get(address)
          if (word === 'heard' && state === undefined) states.set(address, 'idle')
          if (word === 'heard') book.add(address)
          if (word === 'dial') {
            const dialled = book.dial(count('linked'))
            const room = count('linked') + count('dialling') < most && count('idle') > 0
            expect(dialled >= 0).toBe(room)
            if (room) expect(states.get(dialled)).toBe('idle')
            if (room) states.set(dialled, 'dialling')
          }
          if (word === 'failed') book.failed(address)
          if (word === 'failed' && state === 'dialling') states.delete(address)
          if (word === 'linked' && state !== 'banned') {
            book.linked(address)
            states.set(address, 'linked')
          }
          if ((word === 'friendly' || word === 'banned') && state === 'linked') {
            book.unlinked(address, word)
            states.set(address, word === 'banned' ? 'banned' : 'idle')
          }
          expect(book.dialling).toBe(count('dialling'))
        }
      },
    ),
    { numRuns: 300 },
  )
})
