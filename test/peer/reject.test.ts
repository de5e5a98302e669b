import { describe, expect, it } from 'vitest'
import { Dialogue } from './dialogue.js'
import { torrent } from './make-peer.js'

describe('a rejected request', () => {
  const tuning = { pipeline: { depth: 2 }, endgame: { scope: 'off' as const } }

  it('a rejected request goes at once to another neighbour with room', () => {
    const talk = new Dialogue({ geometry: torrent(1, 3), tuning })
    const [bob, carol] = ['bob', 'carol'].map((id) => talk.neighbour(id))
    bob.unchokes()
    carol.unchokes()
    expect(carol.owed).toEqual(['0.2'])
    bob.rejects('0.1')
    expect(carol.owed).toEqual(['0.2', '0.1'])
  })

  it('a rejected request does not return to the same neighbour before the next wake', () => {
    const talk = new Dialogue({ geometry: torrent(1, 3), tuning })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.rejects('0.0', '0.1')
    bob.heard()
    expect(talk.peer.requests.lacks(0, 0)).toBe(true)
    talk.wait(9)
    expect(bob.heard()).toEqual([])
    talk.wait(2)
    expect(bob.heard()).toEqual(['request 0.0', 'request 0.1'])
  })

  it('a rejected request returns with the next unchoke', () => {
    const talk = new Dialogue({ geometry: torrent(1, 3), tuning })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.rejects('0.0', '0.1')
    bob.heard()
    bob.chokes()
    bob.unchokes()
    expect(bob.heard()).toEqual(['request 0.0', 'request 0.1'])
  })

  // A choke and an unchoke may both cross a request, which is then served.
  it('a choke discards no request of a neighbour that answers each one', () => {
    const talk = new Dialogue({ geometry: torrent(1, 3), tuning })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.heard()
    bob.chokes(true)
    bob.rejects('0.1')
    bob.unchokes()
    expect(bob.heard()).toEqual(['request 0.1'])
    bob.bringsAll()
    expect(talk.peer.complete).toBe(true)
    expect(talk.peer.stats.duplicateBytes).toBe(0)
  })

  it('a reject is ignored if we did not request the block', () => {
    const talk = new Dialogue({ geometry: torrent(2, 3), tuning })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    const owed = [...bob.owed]
    bob.rejects('1.2', '0.2')
    bob.bringsAll()
    expect(owed).toEqual(['0.0', '0.1'])
    expect(talk.peer.complete).toBe(true)
  })

  it('a reject is ignored if it names a block that its piece does not have', () => {
    const talk = new Dialogue({ geometry: torrent(2, 3), tuning })
    const [bob, carol] = ['bob', 'carol'].map((id) => talk.neighbour(id))
    bob.unchokes()
    carol.unchokes()
    for (let block = 3; block < 200; block++) bob.rejects(`0.${block}`, `1.${block}`)
    expect(bob.owed).toHaveLength(2)
    bob.bringsAll()
    carol.bringsAll()
    expect(talk.peer.complete).toBe(true)
  })
})
