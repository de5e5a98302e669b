import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../src/peer/wire.js'
import { Dialogue } from './dialogue.js'
import { torrent } from './make-peer.js'

const tuning = { allowedFast: 3, pipeline: { depth: 4 }, endgame: { scope: 'off' as const } }
/** Ten pieces of two blocks. */
const geometry = torrent(10, 2)

describe('pieces that a neighbour allows although it chokes us', () => {
  it('only allowed pieces are requested while choked', () => {
    const talk = new Dialogue({ geometry, tuning })
    const bob = talk.neighbour('bob')
    bob.heard()
    bob.allows(7, 4)
    expect(bob.owed.sort()).toEqual(['4.0', '4.1', '7.0', '7.1'])
    bob.bringsAll()
    expect(bob.owed).toEqual([])
    expect([...talk.ledger.whole].sort()).toEqual([4, 7])
    bob.unchokes()
    expect(bob.owed).toEqual(['0.0', '0.1', '1.0', '1.1'])
  })

  it('allowed pieces are requested once the neighbour has them, unless we have them', () => {
    const talk = new Dialogue({ geometry, tuning, holds: [2] })
    const bob = talk.neighbour('bob', [])
    bob.allows(2, 5, 6)
    expect(bob.owed).toEqual([])
    bob.holds([2, 5])
    expect(bob.owed).toEqual(['5.0', '5.1'])
  })

  it('allowed pieces are ignored by a peer without the Fast Extension', () => {
    const talk = new Dialogue({ geometry, tuning: { ...tuning, allowedFast: 0 } })
    const bob = talk.neighbour('bob')
    bob.heard()
    bob.allows(7)
    expect(bob.heard()).toEqual([])
  })

  it('allowed pieces beyond the torrent are ignored', () => {
    const talk = new Dialogue({ geometry, tuning })
    const bob = talk.neighbour('bob')
    bob.allows(10, 2 ** 32 - 1, 3)
    expect(bob.owed).toEqual(['3.0', '3.1'])
  })

  it('allowed pieces are not requested again after a reject', () => {
    const talk = new Dialogue({ geometry, tuning })
    const bob = talk.neighbour('bob')
    bob.allows(3)
    bob.rejects('3.0', '3.1')
    talk.wait(30)
    expect(bob.owed).toEqual([])
  })

  it('allowed pieces are not cancelled at a choke, and are requested at the next wake', () => {
    const talk = new Dialogue({ geometry, tuning })
    const bob = talk.neighbour('bob')
    bob.allows(0)
    bob.unchokes()
    expect(bob.owed).toEqual(['0.0', '0.1', '1.0', '1.1'])
    bob.chokes()
    expect(bob.owed).toEqual([])
    bob.brings('0.0')
    talk.wait(10)
    expect(bob.owed).toEqual(['0.1'])
  })

  it('a probe among allowed pieces is not requested again at the unchoke', () => {
    const talk = new Dialogue({ geometry, tuning })
    const bob = talk.neighbour('bob')
    bob.allows(7, 4)
    talk.wait(80)
    expect(bob.owed).toHaveLength(1)
    bob.unchokes()
    expect(bob.owed).toHaveLength(4)
    expect(new Set(bob.owed).size).toBe(4)
  })

  it('allowed pieces of a neighbour that left are not requested from the next one', () => {
    const talk = new Dialogue({ geometry, tuning })
    const bob = talk.neighbour('bob')
    bob.allows(3)
    bob.leaves()
    const carol = talk.neighbour('carol')
    expect(carol.link).toBe(bob.link)
    talk.wait(30)
    expect(carol.owed).toEqual([])
  })
})

describe('pieces that we allow a choked neighbour', () => {
  /** Returns a choked neighbour that has these pieces and is allowed pieces 1 and 2. */
  function newcomer(holds: readonly number[] = []) {
    const talk = new Dialogue({ geometry, tuning, holds: 'all', seedChoker: 'none' })
    const bob = talk.neighbour('bob', holds)
    talk.peer.grantFast(bob.link, [1, 2])
    bob.isInterested()
    bob.heard()
    const gets = (...blocks: string[]) => {
      bob.asksFor(...blocks)
      while (bob.pulls());
      return bob.heard()
    }
    return { talk, bob, gets }
  }

  it('only allowed pieces are sent to a choked neighbour', () => {
    const { gets } = newcomer()
    expect(gets('1.0', '3.0', '2.1')).toEqual(['piece 1.0', 'piece 2.1'])
  })

  it('a choked neighbour gets at most as many blocks as its allowed pieces have', () => {
    const { gets } = newcomer()
    expect(gets('1.0', '1.0', '1.0', '1.0', '1.0', '2.0')).toHaveLength(4)
  })

  it('a choked neighbour gets no allowed piece once it has three pieces', () => {
    const { gets, bob } = newcomer([0, 8])
    expect(gets('1.0')).toEqual(['piece 1.0'])
    bob.has(1)
    expect(gets('2.0')).toEqual([])
  })

  it('allowed pieces are forgotten when the neighbour leaves', () => {
    const { talk, bob } = newcomer()
    bob.leaves()
    const carol = talk.neighbour('carol', [])
    expect(carol.link).toBe(bob.link)
    carol.asksFor('1.0')
    expect(carol.pulls()).toBe(false)
  })

  it('allowed pieces do not permit an invalid request', () => {
    const { bob, talk } = newcomer()
    expect(() => talk.peer.request(0, bob.link, 1, 0, 2 ** 20)).toThrow(ProtocolError)
  })
})
