import { describe, expect, it } from 'vitest'
import { Dialogue, type Neighbour } from '../../peer/dialogue.js'
import { torrent } from '../../peer/make-peer.js'

const geometry = torrent(6, 1)

function reporter(holds: readonly number[], more: object = {}): Dialogue {
  return new Dialogue({ geometry, behaviour: 'under-reporter', holds, ...more })
}

/** Returns the pieces announced to the neighbour since the last call. */
function told(neighbour: Neighbour): number[] {
  return neighbour.heard().flatMap((line) => {
    const [verb, ...rest] = line.split(' ')
    return verb === 'have' || verb === 'bitfield' ? rest.filter(Boolean).map(Number) : []
  })
}

describe('an under-reporter', () => {
  it('announces one piece to a new neighbour and no other while that one is missing', () => {
    const talk = reporter([0, 1, 2, 3])
    const bob = talk.neighbour('bob', [])
    expect(told(bob)).toHaveLength(1)
    for (let minute = 0; minute < 10; minute++) {
      talk.wait(60)
      bob.isInterested()
      bob.losesInterest()
    }
    expect(told(bob)).toEqual([])
    expect(talk.peer.links.connected).toBe(1)
  })

  it('first announces the piece that most neighbours have', () => {
    const talk = reporter([0, 1, 2, 3])
    talk.neighbour('a', [3, 4])
    talk.neighbour('b', [3, 1])
    expect(told(talk.neighbour('bob', []))).toEqual([3])
    expect(told(talk.neighbour('carol', [3]))).toContain(1)
  })

  it('announces the next piece when the neighbour has the last and wants nothing more', () => {
    const talk = reporter([0, 1, 2])
    const bob = talk.neighbour('bob', [])
    const [first] = told(bob)
    bob.isInterested()
    bob.losesInterest()
    expect(told(bob)).toEqual([])
    bob.isInterested()
    bob.has(first)
    bob.losesInterest()
    const [second, ...more] = told(bob)
    expect(more).toEqual([])
    expect([0, 1, 2].filter((piece) => piece !== first)).toContain(second)
  })

  it('never announces a piece that the neighbour has or that it lacks itself', () => {
    const talk = reporter([0, 1])
    const bob = talk.neighbour('bob', [0, 2])
    expect(told(bob).filter((piece) => piece !== 0)).toEqual([1])
    bob.has(1)
    bob.losesInterest()
    expect(told(bob)).toEqual([])
  })

  it('announces a new piece to neighbours that have all announced ones', () => {
    const talk = reporter([0])
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [0])
    const seed = talk.neighbour('seed', 'all')
    for (const one of [bob, carol]) told(one)
    seed.unchokes()
    const [piece] = seed.owed
    seed.brings(piece)
    expect([told(bob), told(carol)]).toEqual([[], [Number(piece.split('.')[0])]])
  })

  it('announces all pieces when it is complete', () => {
    const talk = reporter([0, 1, 2])
    const bob = talk.neighbour('bob', [])
    const seed = talk.neighbour('seed', 'all')
    const first = told(bob)
    seed.unchokes()
    seed.bringsAll()
    expect([...first, ...told(bob)].sort()).toEqual([0, 1, 2, 3, 4, 5])
    expect(told(talk.neighbour('late', []))).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('starts again with the next neighbour on a link', () => {
    const talk = reporter([0])
    const bob = talk.neighbour('bob', [])
    expect(told(bob)).toEqual([0])
    bob.leaves()
    expect(told(talk.neighbour('carol', []))).toEqual([0])
  })
})
