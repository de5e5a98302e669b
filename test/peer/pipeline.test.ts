import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../src/peer/geometry.js'
import { Dialogue, type Neighbour } from './dialogue.js'
import { type Tuning, torrent } from './make-peer.js'

const geometry = torrent(40, 16)

/** Delivers `blocks` blocks in order from the neighbour, one every `seconds`. */
function delivers(talk: Dialogue, bob: Neighbour, blocks: number, seconds: number): void {
  for (let i = 0; i < blocks && bob.owed.length > 0; i++) {
    talk.wait(seconds)
    bob.brings(bob.owed[0])
  }
}

describe('a fixed pipeline', () => {
  it('keeps exactly five requests outstanding (BEP 3)', () => {
    const talk = new Dialogue({ geometry })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    for (let i = 0; i < 100; i++) {
      expect(bob.owed).toHaveLength(5)
      bob.brings(bob.owed[0])
    }
  })

  it.each([1, 2, 17])('keeps %i requests outstanding if the settings say so', (depth) => {
    const talk = new Dialogue({ geometry, tuning: { pipeline: { depth } } })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    expect(bob.owed).toHaveLength(depth)
    bob.brings(bob.owed[0])
    expect(bob.owed).toHaveLength(depth)
  })

  it('is as deep for suspects of a corrupt piece', () => {
    const talk = new Dialogue({ geometry: torrent(9, 8), hashes: 'by hand' })
    const suspects = [talk.neighbour('bob'), talk.neighbour('carol')]
    for (const one of suspects) one.unchokes()
    while (talk.checks.length === 0) for (const one of suspects) one.brings(one.owed[0])
    talk.verifies(false)
    for (const one of suspects) {
      one.chokes()
      one.unchokes()
      expect(one.owed).toHaveLength(5)
    }
    for (let turn = 0; turn < 12; turn++) {
      for (const one of suspects) {
        one.brings(one.owed[0])
        while (talk.checks.length > 0) talk.verifies(true)
        expect(one.owed).toHaveLength(5)
      }
    }
  })

  it('requests all blocks when fewer are left', () => {
    const talk = new Dialogue({ tuning: { pipeline: { depth: 100 } } })
    const bob = talk.neighbour('bob', [2])
    bob.unchokes()
    expect(bob.owed).toEqual(['2.0', '2.1', '2.2', '2.3'])
  })
})

describe('an adaptive pipeline', () => {
  const adaptive: Tuning = { pipeline: { mode: 'adaptive', depth: 4, most: 60 } }

  it('starts at the minimum depth', () => {
    const talk = new Dialogue({ geometry, tuning: adaptive })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    expect(bob.owed).toHaveLength(4)
  })

  // At 10 blocks/s the first answer takes 0.1 s: 10 x (0.1 + 1) = 11 blocks.
  it('covers the answer time and one more second at the current rate', () => {
    const talk = new Dialogue({ geometry, tuning: adaptive })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    delivers(talk, bob, 50, 0.1)
    expect(bob.owed.length).toBeGreaterThanOrEqual(11)
    expect(bob.owed.length).toBeLessThanOrEqual(12)
  })

  it('rises and falls with the rate', () => {
    const talk = new Dialogue({ geometry, tuning: adaptive })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    delivers(talk, bob, 60, 0.1)
    const slow = bob.owed.length
    delivers(talk, bob, 120, 0.04)
    const fast = bob.owed.length
    expect(fast).toBeGreaterThan(slow * 2)
    delivers(talk, bob, 90, 0.1)
    expect(bob.owed.length).toBeLessThan(fast / 2)
  })

  it('grows with the answer time', () => {
    const depths = [0.1, 1, 2].map((answer) => {
      const talk = new Dialogue({ geometry, tuning: adaptive })
      const bob = talk.neighbour('bob')
      bob.unchokes()
      // Every answer takes the same time, and then ten blocks arrive each second.
      talk.wait(answer)
      delivers(talk, bob, 100, 0.1)
      return bob.owed.length
    })
    expect(depths).toEqual([...depths].sort((a, b) => a - b))
    expect(depths[2]).toBeGreaterThan(depths[0])
  })

  // Ten blocks arrive within a hundredth of each second: the rate is still ten a second.
  it('measures the same rate when blocks arrive in bursts', () => {
    const talk = new Dialogue({ geometry, tuning: adaptive })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    for (let second = 0; second < 30; second++) {
      talk.wait(0.99)
      delivers(talk, bob, Math.min(10, bob.owed.length), 0.001)
    }
    expect(bob.owed.length).toBeGreaterThanOrEqual(20)
    expect(bob.owed.length).toBeLessThanOrEqual(24)
  })

  it('stays within its bounds', () => {
    const talk = new Dialogue({ geometry, tuning: adaptive })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    delivers(talk, bob, 300, 0.001)
    expect(bob.owed).toHaveLength(60)
  })

  it('starts again for the next neighbour on the row', () => {
    const talk = new Dialogue({ geometry, tuning: adaptive })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    delivers(talk, bob, 100, 0.01)
    bob.leaves()
    const carol = talk.neighbour('carol')
    carol.unchokes()
    expect(carol.link).toBe(bob.link)
    expect(carol.owed).toHaveLength(4)
  })
})

describe('a spread pipeline', () => {
  const spread: Tuning = {
    pipeline: { mode: 'spread', neighbours: 3 },
    endgame: { scope: 'off' },
    maxLinks: 10,
  }

  it('keeps one request outstanding per link', () => {
    const talk = new Dialogue({ geometry, tuning: spread })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    for (let i = 0; i < 40; i++) {
      expect(bob.owed).toHaveLength(1)
      bob.brings(bob.owed[0])
    }
  })
})

it('a block is the unit of a request; the last of a piece may be shorter', () => {
  const talk = new Dialogue({ geometry: torrent(2, 2, BLOCK_BYTES + 9) })
  const bob = talk.neighbour('bob')
  bob.unchokes()
  expect(bob.heard().slice(2)).toEqual(['request 0.0', 'request 0.1', 'request 1.0'])
  expect(talk.geometry.blockBytes(1, 0)).toBe(BLOCK_BYTES - 9)
})
