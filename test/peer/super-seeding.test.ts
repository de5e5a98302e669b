import { describe, expect, it } from 'vitest'
import { Dialogue, type Neighbour } from './dialogue.js'
import { type Tuning, torrent } from './make-peer.js'

const tuning: Tuning = { superSeeding: 'bep-16' }

/** Returns a super-seed of so many pieces of one block each. */
function superSeed(pieces: number, seed = 'seed', tuned = tuning): Dialogue {
  const geometry = torrent(pieces, 1)
  return new Dialogue({ geometry, holds: 'all', tuning: tuned, seed, seedChoker: 'unchoke-all' })
}

/** Returns the pieces that the peer has shown since the last call. */
function shown(neighbour: Neighbour): number[] {
  const lines = neighbour.heard()
  expect(lines.join()).not.toContain('bitfield')
  return lines.filter((line) => line.startsWith('have')).map((line) => Number(line.slice(5)))
}

describe('a super-seed', () => {
  it('shows a neighbour one piece and sends no bitfield', () => {
    const talk = superSeed(8)
    expect(shown(talk.neighbour('bob', []))).toHaveLength(1)
  })

  it('shows each neighbour another piece while there are any', () => {
    const talk = superSeed(5)
    const first = ['a', 'b', 'c', 'd', 'e'].map((id) => shown(talk.neighbour(id, [])))
    expect(first.flat().sort()).toEqual([0, 1, 2, 3, 4])
    expect(shown(talk.neighbour('f', []))).toHaveLength(1)
  })

  it('shows a random first piece', () => {
    const first = Array.from({ length: 60 }, (_, seed) => {
      return shown(superSeed(4, `${seed}`).neighbour('bob', []))[0]
    })
    expect(new Set(first).size).toBe(4)
  })

  it('shows the next piece once the neighbour and another one have the last', () => {
    const talk = superSeed(8)
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    const [[piece]] = [shown(bob), shown(carol)]
    bob.has(piece)
    expect([shown(bob), shown(carol)]).toEqual([[], []])
    carol.has(piece)
    const next = shown(bob)
    expect(next).toHaveLength(1)
    expect(next).not.toContain(piece)
    expect(shown(carol)).toEqual([])
  })

  it('waits for the neighbour itself to get a piece that another got first', () => {
    const talk = superSeed(8)
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    const [piece] = shown(bob)
    carol.has(piece)
    expect(shown(bob)).toEqual([])
    bob.has(piece)
    expect(shown(bob)).toHaveLength(1)
  })

  it('shows its only neighbour one piece after the other', () => {
    const talk = superSeed(4)
    const bob = talk.neighbour('bob', [])
    const seen: number[] = []
    for (let piece = shown(bob)[0]; piece !== undefined; piece = shown(bob)[0]) {
      seen.push(piece)
      bob.has(piece)
    }
    expect(seen.sort()).toEqual([0, 1, 2, 3])
  })

  it('shows the next piece to a neighbour left alone with its piece', () => {
    const talk = superSeed(8)
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    bob.has(shown(bob)[0])
    expect(shown(bob)).toEqual([])
    carol.leaves()
    expect(shown(bob)).toHaveLength(1)
  })

  it('shows more after ten seconds in which no neighbour wants what is shown', () => {
    const talk = superSeed(8)
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    for (const one of [bob, carol]) one.has(shown(one)[0])
    expect([shown(bob), shown(carol)]).toEqual([[], []])
    talk.wait(10)
    expect([shown(bob), shown(carol)].map(({ length }) => length)).toEqual([1, 1])
  })

  it('shows more to neighbours that got their piece but never announce any', () => {
    const talk = superSeed(8)
    const [bob, carol] = [talk.neighbour('bob', []), talk.neighbour('carol', [])]
    expect([shown(bob), shown(carol)].map(({ length }) => length)).toEqual([1, 1])
    for (const one of [bob, carol]) one.isInterested()
    talk.wait(10)
    expect([shown(bob), shown(carol)]).toEqual([[], []])
    for (const one of [bob, carol]) one.losesInterest()
    expect([shown(bob), shown(carol)]).toEqual([[], []])
    talk.wait(10)
    expect([shown(bob), shown(carol)].map(({ length }) => length)).toEqual([1, 1])
  })

  it('shows more at once if such a neighbour is its only one', () => {
    const talk = superSeed(8)
    const bob = talk.neighbour('bob', [])
    expect(shown(bob)).toHaveLength(1)
    bob.isInterested()
    bob.losesInterest()
    expect(shown(bob)).toHaveLength(1)
    // It does not know that piece yet.
    bob.losesInterest()
    expect(shown(bob)).toEqual([])
  })

  it('makes a neighbour that passes nothing on wait while any neighbour wants something', () => {
    const talk = superSeed(8)
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    bob.has(shown(bob)[0])
    carol.isInterested()
    talk.wait(600)
    expect(shown(bob)).toEqual([])
  })

  it('never shows a neighbour a piece that it has', () => {
    for (let seed = 0; seed < 20; seed++) {
      const talk = superSeed(6, `${seed}`)
      const bob = talk.stranger('bob')
      bob.greets()
      const [first] = shown(bob)
      bob.holds([0, 1, 2, 3, 4])
      expect(shown(bob)).toEqual(first === 5 ? [] : [5])
    }
  })

  it('shows a piece whose only holder left before pieces that others have', () => {
    const talk = superSeed(4)
    const bob = talk.neighbour('bob', [])
    const [lost] = shown(bob)
    const carol = talk.neighbour('carol', [])
    const dave = talk.neighbour('dave', [])
    const erin = talk.neighbour('erin', [])
    for (const one of [carol, dave, erin]) shown(one)
    bob.has(lost)
    bob.leaves()
    expect(shown(talk.neighbour('frank', []))).toEqual([lost])
  })

  it('serves only what it has shown', () => {
    const talk = superSeed(4)
    const bob = talk.neighbour('bob', [])
    const [piece] = shown(bob)
    bob.isInterested()
    bob.asksFor(`${(piece + 1) % 4}.0`)
    expect(bob.pulls()).toBe(false)
    bob.asksFor(`${piece}.0`)
    expect(bob.pulls()).toBe(true)
  })

  it('is over once all pieces are out: whoever comes later gets a bitfield and no have', () => {
    const talk = superSeed(6)
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    const [first] = shown(bob)
    const others = [0, 1, 2, 3, 4, 5].filter((piece) => piece !== first)
    for (const piece of others.slice(1)) bob.has(piece)
    carol.has(others[0])
    carol.has(first)
    bob.leaves()
    const dave = talk.neighbour('dave', [])
    expect(dave.link).toBe(bob.link)
    expect(dave.heard()).toEqual(['handshake', 'bitfield 0 1 2 3 4 5'])
    dave.has(first)
    talk.wait(30)
    expect(dave.heard()).toEqual([])
  })

  it('shows all pieces to all neighbours once each has reached a neighbour', () => {
    const talk = superSeed(4)
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    const known = new Map([bob, carol].map((one) => [one, shown(one)]))
    bob.has(0)
    bob.has(1)
    carol.has(2)
    for (const one of [bob, carol]) known.get(one)?.push(...shown(one))
    carol.has(3)
    const holds = new Map([
      [bob, [0, 1]],
      [carol, [2, 3]],
    ])
    for (const one of [bob, carol]) {
      const told = [...(known.get(one) ?? []), ...shown(one)]
      expect(new Set(told).size).toBe(told.length)
      expect([...new Set([...told, ...(holds.get(one) ?? [])])].sort()).toEqual([0, 1, 2, 3])
    }
    const dave = talk.neighbour('dave', [])
    expect(dave.heard()).toContain('bitfield 0 1 2 3')
  })
})

describe('a super-seed that serves the least served', () => {
  const leastServed: Tuning = { superSeeding: 'least-served' }

  it('shows the next piece when the neighbour has the last, passed on or not', () => {
    const talk = superSeed(8, 'seed', leastServed)
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    const [piece] = shown(bob)
    bob.has(piece)
    expect(shown(bob)).toHaveLength(1)
    expect(shown(carol)).toHaveLength(1)
  })

  it('shows each piece once before any twice, even if its holders are gone', () => {
    const talk = superSeed(8, 'seed', leastServed)
    const told: number[] = []
    for (const id of ['a', 'b', 'c', 'd']) {
      const one = talk.neighbour(id, [])
      const [piece] = shown(one)
      one.has(piece)
      told.push(piece, ...shown(one))
      one.leaves()
    }
    expect(told.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })
})

describe('a peer is an ordinary seed', () => {
  it('if its settings do not enable super-seeding', () => {
    const bob = new Dialogue({ holds: 'all' }).neighbour('bob', [])
    expect(bob.heard()).toContain('bitfield 0 1 2 3')
  })

  it('if it started incomplete, whatever its settings', () => {
    const talk = new Dialogue({ geometry: torrent(4, 1), holds: [0, 1, 2], tuning })
    const bob = talk.neighbour('bob', [])
    expect(bob.heard()).toContain('bitfield 0 1 2')
    const carol = talk.neighbour('carol', [3])
    carol.unchokes()
    carol.bringsAll()
    expect(talk.peer.complete).toBe(true)
    expect(talk.neighbour('dave', []).heard()).toContain('bitfield 0 1 2 3')
  })
})
