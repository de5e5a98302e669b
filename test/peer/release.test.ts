import { describe, expect, it } from 'vitest'
import type { BitTable } from '../../src/base/bits.js'
import type { Availability } from '../../src/peer/policy.js'
import { Dialogue, type Neighbour } from './dialogue.js'
import { FOUR_BY_FOUR, sharedStore, torrent } from './make-peer.js'

/** The ways in which a neighbour can fail us. */
const ends: Record<string, (bob: Neighbour) => void> = {
  chokes: (bob) => bob.chokes(),
  leaves: (bob) => bob.leaves(),
}

describe.each(Object.keys(ends))('when a neighbour %s', (end) => {
  it('its requests go at once to neighbours with room', () => {
    const talk = new Dialogue({ tuning: { pipeline: { depth: 10 } } })
    const bob = talk.neighbour('bob', [0])
    const carol = talk.neighbour('carol', [0])
    bob.unchokes()
    carol.unchokes()
    expect(bob.owed).toEqual(['0.0', '0.1', '0.2', '0.3'])
    bob.brings('0.1')
    ends[end](bob)
    expect(carol.owed.sort()).toEqual(['0.0', '0.2', '0.3'])
    carol.bringsAll()
    expect(carol.heard()).toContain('have 0')
  })

  it('its requests come first at neighbours that had no room', () => {
    const talk = new Dialogue({ tuning: { startedPieces: 'oldest' } })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol')
    bob.unchokes()
    carol.unchokes()
    expect(bob.owed).toEqual(['0.0', '0.1', '0.2', '0.3', '1.0'])
    expect(carol.owed).toEqual(['1.1', '1.2', '1.3', '2.0', '2.1'])
    ends[end](bob)
    carol.brings('1.1', '1.2', '1.3', '2.0', '2.1')
    expect(carol.owed).toEqual(['0.0', '0.1', '0.2', '0.3', '1.0'])
  })

  it('no cancel is sent for requests that it has forgotten anyway', () => {
    const talk = new Dialogue()
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol')
    bob.unchokes()
    carol.unchokes()
    bob.heard()
    ends[end](bob)
    carol.bringsAll()
    expect(bob.heard().filter((line) => line.startsWith('cancel'))).toEqual([])
  })

  it('blocks that endgame also requested from another stay requested there, once', () => {
    const talk = new Dialogue({ geometry: torrent(1, 3) })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol')
    bob.unchokes()
    carol.unchokes()
    expect(carol.owed.sort()).toEqual(['0.0', '0.1', '0.2'])
    ends[end](bob)
    expect(carol.owed.sort()).toEqual(['0.0', '0.1', '0.2'])
    carol.bringsAll()
    expect(talk.peer.complete).toBe(true)
  })
})

it('a neighbour that chokes and unchokes us gets its open requests again', () => {
  const talk = new Dialogue({ geometry: torrent(1, 4) })
  const bob = talk.neighbour('bob')
  bob.unchokes()
  bob.brings('0.0')
  bob.chokes()
  expect(bob.owed).toEqual([])
  bob.unchokes()
  expect(bob.owed).toEqual(['0.1', '0.2', '0.3'])
})

it('a block in transit when a neighbour chokes us counts', () => {
  const talk = new Dialogue({ geometry: torrent(1, 2) })
  const bob = talk.neighbour('bob')
  const carol = talk.neighbour('carol')
  bob.unchokes()
  bob.chokes()
  bob.brings('0.0')
  carol.unchokes()
  expect(carol.owed).toEqual(['0.1'])
})

it('a second choke or unchoke changes nothing', () => {
  const talk = new Dialogue()
  const bob = talk.neighbour('bob')
  bob.chokes()
  bob.unchokes()
  const { owed } = bob
  bob.heard()
  bob.unchokes()
  expect(bob.heard()).toEqual([])
  expect(bob.owed).toEqual(owed)
})

it('availability no longer counts the pieces of a neighbour that leaves', () => {
  const counted: number[][] = []
  const picker = {
    next(candidates: BitTable, row: number, _missing: number, availability: Availability) {
      counted.push([0, 1, 2, 3].map((piece) => availability.copies(piece)))
      return candidates.nextSet(row, 0)
    },
  }
  const tuning = { pipeline: { depth: 1 }, randomFirstPieces: 0 }
  const talk = new Dialogue({ geometry: torrent(4, 1), picker, tuning, holds: [2] })
  const bob = talk.neighbour('bob', [1, 2])
  const carol = talk.neighbour('carol', [0, 1])
  bob.has(3)
  bob.has(3)
  carol.unchokes()
  bob.leaves()
  carol.brings('0.0')
  expect(counted).toEqual([
    [1, 2, 1, 1],
    [1, 1, 0, 0],
  ])
})

it('a peer that leaves disconnects all neighbours', () => {
  const talk = new Dialogue()
  const [bob, carol, dave] = ['bob', 'carol', 'dave'].map((id) => talk.neighbour(id))
  bob.unchokes()
  carol.leaves()
  for (const one of [bob, carol, dave]) one.heard()
  talk.peer.leave(talk.now)
  expect([bob, carol, dave].map((one) => one.heard())).toEqual([['close'], [], ['close']])
})

it('an unrequested block of a piece that is not begun is dropped', () => {
  for (const number of [0, 1]) {
    const home = { store: sharedStore(2, FOUR_BY_FOUR), number, firstLink: 80 * number }
    const talk = new Dialogue({ home, hashes: 'by hand' })
    const bob = talk.neighbour('bob')
    bob.brings('0.0', '0.1', '0.2', '0.3')
    expect(talk.checks).toEqual([])
    talk.ledger.here.clear()
    bob.unchokes()
    expect(bob.owed).toEqual(['0.0', '0.1', '0.2', '0.3', '1.0'])
    bob.brings(...bob.owed)
    expect(talk.checks).toEqual([0])
  }
})
