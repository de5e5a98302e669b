import { describe, expect, it } from 'vitest'
import { Dialogue, type Neighbour } from './dialogue.js'
import { type Tuning, torrent } from './make-peer.js'

const geometry = torrent(12, 8)
const tuning: Tuning = {
  pipeline: { mode: 'spread', neighbours: 3 },
  endgame: { scope: 'off' },
  maxLinks: 10,
}

function gather(talk: Dialogue, count: number): Neighbour[] {
  const neighbours = Array.from({ length: count }, (_, i) => talk.neighbour(`n${i}`))
  for (const neighbour of neighbours) neighbour.unchokes()
  return neighbours
}

const owedBy = (neighbours: Neighbour[]) => neighbours.map(({ owed }) => owed.join())
const pieceOf = (block: string) => block.split('.')[0]

describe('the spread mode', () => {
  it('spreads consecutive blocks of one piece over the neighbours, one block each', () => {
    const talk = new Dialogue({ geometry, tuning })
    expect(owedBy(gather(talk, 5))).toEqual(['0.0', '0.1', '0.2', '', ''])
  })

  it('lets idle links begin another piece if the settings say so', () => {
    const pipeline = { ...tuning.pipeline, idleLinks: 'begin' as const }
    const talk = new Dialogue({ geometry, tuning: { ...tuning, pipeline } })
    expect(owedBy(gather(talk, 5))).toEqual(['0.0', '0.1', '0.2', '1.0', '1.1'])
  })

  it.each([true, false])('has one piece in progress at a time; strict priority: %s', (strict) => {
    const talk = new Dialogue({ geometry, tuning: { ...tuning, strictPriority: strict } })
    const neighbours = gather(talk, 6)
    for (let turn = 0; !talk.peer.complete; turn++) {
      const owed = neighbours.flatMap((one) => one.owed)
      expect(new Set(owed.map(pieceOf)).size).toBe(1)
      expect(owed.length).toBeLessThanOrEqual(3)
      for (const one of neighbours) expect(one.owed.length).toBeLessThanOrEqual(1)
      const busy = neighbours.filter((one) => one.owed.length > 0)
      const one = busy[(turn * turn) % busy.length]
      one.brings(one.owed[0])
    }
  })

  it('lets a neighbour without the started piece wait', () => {
    const talk = new Dialogue({ geometry, tuning })
    const bob = talk.neighbour('bob', [0, 1])
    const carol = talk.neighbour('carol', [1])
    bob.unchokes()
    carol.unchokes()
    for (let block = 0; block < 8; block++) {
      expect(carol.owed).toEqual([])
      bob.brings(bob.owed[0])
    }
    expect(carol.owed.map(pieceOf)).toEqual(['1'])
  })

  const ends: Record<string, (talk: Dialogue, bob: Neighbour) => void> = {
    chokes: (_, bob) => bob.chokes(),
    leaves: (_, bob) => bob.leaves(),
    'snubs us': (talk) => talk.wait(80),
    'rejects the request': (_, bob) => bob.rejects(bob.owed[0]),
  }
  it.each(Object.keys(ends))('begins another piece when its only holder %s', (end) => {
    const talk = new Dialogue({ geometry, tuning })
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    bob.brings(bob.owed[0])
    const carol = talk.neighbour('carol', [5])
    carol.unchokes()
    expect(carol.owed).toEqual([])
    ends[end](talk, bob)
    expect(carol.owed.map(pieceOf)).toEqual(['5'])
  })

  it('gives a block to another neighbour at once when its own is gone', () => {
    const talk = new Dialogue({ geometry, tuning })
    const [first, , , fourth] = gather(talk, 5)
    first.leaves()
    expect(fourth.owed).toEqual(['0.0'])
  })

  it('begins the next piece as soon as the hash of the last one is right', () => {
    const talk = new Dialogue({ geometry: torrent(6, 3), tuning, hashes: 'by hand' })
    const neighbours = gather(talk, 3)
    for (const neighbour of neighbours) neighbour.brings(neighbour.owed[0])
    expect(owedBy(neighbours)).toEqual(['', '', ''])
    talk.verifies(true)
    expect(owedBy(neighbours)).toEqual(['1.0', '1.1', '1.2'])
  })

  it('lets a suspect prove itself on a piece of its own', () => {
    const talk = new Dialogue({ geometry: torrent(6, 2), tuning, hashes: 'by hand' })
    const [bob, carol] = gather(talk, 2)
    bob.brings(bob.owed[0])
    carol.brings(carol.owed[0])
    talk.verifies(false)
    const [one] = bob.owed.map(pieceOf)
    const [other] = carol.owed.map(pieceOf)
    expect([one, other].every((piece) => piece !== undefined)).toBe(true)
    expect(one).not.toBe(other)
  })
})
