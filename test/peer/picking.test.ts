import { describe, expect, it } from 'vitest'
import { BitTable } from '../../src/base/bits.js'
import { chiSquare, chiSquareLimit } from '../base/chi-square.js'
import { Dialogue } from './dialogue.js'
import { torrent } from './make-peer.js'

/** Returns the blocks requested, in order, from a seed that sends all of them. */
function requested(talk: Dialogue): string[] {
  const bob = talk.neighbour('bob')
  bob.unchokes()
  bob.bringsAll()
  const asked = bob.heard().filter((line) => line.startsWith('request'))
  return asked.map((line) => line.slice(8))
}

/** Returns the pieces in the order in which they were begun. */
function begun(talk: Dialogue): number[] {
  return [...new Set(requested(talk).map((block) => Number(block.split('.')[0])))]
}

describe('the first piece', () => {
  it('the first piece is uniformly random, whatever the picker prefers', () => {
    const counts = new Array<number>(8).fill(0)
    for (let seed = 0; seed < 4000; seed++) {
      const tuning = { randomFirstPieces: 1, pipeline: { depth: 1 } }
      const talk = new Dialogue({ geometry: torrent(8, 2), tuning, seed: `${seed}` })
      const bob = talk.neighbour('bob')
      bob.unchokes()
      counts[Number(bob.owed[0].split('.')[0])]++
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(counts.length - 1))
  })

  it('the first piece is one that the neighbour has', () => {
    for (let seed = 0; seed < 50; seed++) {
      const talk = new Dialogue({ tuning: { randomFirstPieces: 1 }, seed: `${seed}` })
      const bob = talk.neighbour('bob', [1, 3])
      bob.unchokes()
      expect(['1.0', '3.0']).toContain(bob.owed[0])
    }
  })

  it.each([0, 1, 3])('pieces are random until %i are whole, then the picker chooses', (count) => {
    const geometry = torrent(40, 1)
    const orders = Array.from({ length: 20 }, (_, seed) => {
      const tuning = { randomFirstPieces: count, pipeline: { depth: 1 } }
      return begun(new Dialogue({ geometry, tuning, seed: `${seed}` }))
    })
    for (const order of orders) {
      const rest = order.slice(count)
      expect(order).toHaveLength(40)
      expect(rest).toEqual([...rest].sort((a, b) => a - b))
    }
    const firsts = orders.map((order) => order.slice(0, count).join())
    expect(new Set(firsts).size).toBeGreaterThan(count === 0 ? 0 : 10)
  })
})

describe('the picker', () => {
  it('chooses among the pieces that the neighbour has and that are not begun', () => {
    const offered: number[][] = []
    const picker = {
      next(candidates: BitTable, row: number) {
        expect(candidates).toBeInstanceOf(BitTable)
        const pieces: number[] = []
        for (let p = candidates.nextSet(row, 0); p >= 0; p = candidates.nextSet(row, p + 1)) {
          pieces.push(p)
        }
        offered.push(pieces)
        return pieces[pieces.length - 1]
      },
    }
    const tuning = { pipeline: { depth: 1 } }
    const talk = new Dialogue({ geometry: torrent(6, 1), picker, tuning, holds: [0] })
    const bob = talk.neighbour('bob', [0, 1, 2, 3])
    const carol = talk.neighbour('carol', [3, 4, 5])
    bob.unchokes()
    carol.unchokes()
    bob.brings('3.0')
    expect(offered).toEqual([
      [1, 2, 3],
      [4, 5],
      [1, 2],
    ])
  })

  it('chooses every piece in the end, and no block is requested twice', () => {
    const talk = new Dialogue({ geometry: torrent(12, 3), picker: 'random' })
    const blocks = Array.from({ length: 36 }, (_, i) => `${Math.floor(i / 3)}.${i % 3}`)
    expect(requested(talk).sort()).toEqual(blocks.sort())
    expect(talk.peer.complete).toBe(true)
  })
})

describe('strict priority', () => {
  it('finishes a started piece before it begins another, whichever link started it', () => {
    const talk = new Dialogue({ geometry: torrent(4, 8) })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol')
    bob.unchokes()
    carol.unchokes()
    expect(bob.owed).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4'])
    expect(carol.owed).toEqual(['0.5', '0.6', '0.7', '1.0', '1.1'])
  })

  it('begins another piece if the neighbour lacks the started one', () => {
    const talk = new Dialogue({ geometry: torrent(4, 8) })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    const carol = talk.neighbour('carol', [3])
    carol.unchokes()
    expect(carol.owed[0]).toBe('3.0')
  })

  it('returns first to blocks that a choke has freed', () => {
    const tuning = { startedPieces: 'oldest' as const }
    const talk = new Dialogue({ geometry: torrent(4, 4), tuning })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol')
    bob.unchokes()
    carol.unchokes()
    bob.chokes()
    carol.brings(...carol.owed)
    expect(carol.owed.slice(0, 4)).toEqual(['0.0', '0.1', '0.2', '0.3'])
  })

  it('when off, each request begins another piece while there are any', () => {
    const geometry = torrent(4, 2)
    const talk = new Dialogue({ geometry, tuning: { strictPriority: false } })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    expect(bob.owed).toEqual(['0.0', '1.0', '2.0', '3.0', '0.1'])
  })
})
