import { describe, expect, it } from 'vitest'
import { Dialogue, type Neighbour } from './dialogue.js'
import { type Tuning, torrent } from './make-peer.js'

function cancels(neighbour: Neighbour): string[] {
  return neighbour.heard().filter((line) => line.startsWith('cancel'))
}

describe('endgame of the torrent', () => {
  it('no block is requested twice while some block is unrequested', () => {
    const talk = new Dialogue({ geometry: torrent(2, 4) })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol', [0])
    bob.unchokes()
    carol.unchokes()
    expect(bob.owed).toEqual(['0.0', '0.1', '0.2', '0.3', '1.0'])
    expect(carol.owed).toEqual([])
  })

  it('no block is requested twice while a missing piece is held by no neighbour', () => {
    const talk = new Dialogue({ geometry: torrent(2, 4) })
    const bob = talk.neighbour('bob', [0])
    const carol = talk.neighbour('carol', [0])
    bob.unchokes()
    carol.unchokes()
    expect(carol.owed).toEqual([])
  })

  it('missing blocks are requested from every neighbour once all are requested', () => {
    const talk = new Dialogue({ geometry: torrent(1, 4) })
    const neighbours = ['bob', 'carol', 'dave'].map((id) => talk.neighbour(id))
    for (const neighbour of neighbours) neighbour.unchokes()
    for (const { owed } of neighbours) expect(owed.sort()).toEqual(['0.0', '0.1', '0.2', '0.3'])
  })

  it('endgame requests no block that is here or that the neighbour lacks', () => {
    const talk = new Dialogue({ geometry: torrent(2, 2) })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.brings('0.0')
    const carol = talk.neighbour('carol', [0])
    carol.unchokes()
    expect(carol.owed).toEqual(['0.1'])
  })

  it('endgame keeps to the pipeline depth', () => {
    const talk = new Dialogue({ geometry: torrent(1, 12), tuning: { pipeline: { depth: 4 } } })
    const neighbours = ['a', 'b', 'c', 'd', 'e'].map((id) => talk.neighbour(id))
    for (const neighbour of neighbours) neighbour.unchokes()
    for (const { owed } of neighbours) expect(owed).toHaveLength(4)
  })

  it('duplicate requests are cancelled when a copy arrives', () => {
    const talk = new Dialogue({ geometry: torrent(1, 4) })
    const neighbours = ['bob', 'carol', 'dave'].map((id) => talk.neighbour(id))
    for (const neighbour of neighbours) neighbour.unchokes()
    const [bob, carol, dave] = neighbours
    carol.brings('0.2')
    expect(cancels(bob)).toEqual(['cancel 0.2'])
    expect(cancels(carol)).toEqual([])
    expect(cancels(dave)).toEqual(['cancel 0.2'])
    dave.bringsAll()
    expect(cancels(bob).sort()).toEqual(['cancel 0.0', 'cancel 0.1', 'cancel 0.3'])
    expect(talk.peer.stats.duplicateBytes).toBe(0)
  })

  it('cancelled requests are replaced at once until every pipeline is full', () => {
    const talk = new Dialogue({ geometry: torrent(1, 9), tuning: { pipeline: { depth: 3 } } })
    const neighbours = ['a', 'b', 'c', 'd'].map((id) => talk.neighbour(id))
    for (const neighbour of neighbours) neighbour.unchokes()
    for (let missing = 9; missing > 0; missing--) {
      for (const { owed } of neighbours) expect(owed).toHaveLength(Math.min(3, missing))
      const quick = neighbours[(missing * 5) % 4]
      quick.brings(quick.owed[0])
    }
    expect(talk.peer.complete).toBe(true)
  })

  it('endgame spreads its duplicates: each missing block goes to another neighbour', () => {
    const talk = new Dialogue({ geometry: torrent(1, 4), tuning: { pipeline: { depth: 1 } } })
    const neighbours = 'abcdefgh'.split('').map((id) => talk.neighbour(id))
    for (const neighbour of neighbours) neighbour.unchokes()
    const again = neighbours.slice(4).map(({ owed }) => owed.join())
    expect(again.sort()).toEqual(['0.0', '0.1', '0.2', '0.3'])
  })
})

describe('endgame on idle links only', () => {
  const tuning = { endgame: { idleLinksOnly: true } }

  it('endgame requests one block from each link without requests', () => {
    const talk = new Dialogue({ geometry: torrent(1, 4), tuning })
    const [bob, carol, dave] = ['bob', 'carol', 'dave'].map((id) => talk.neighbour(id))
    bob.unchokes()
    carol.unchokes()
    dave.unchokes()
    expect(bob.owed).toHaveLength(4)
    expect(carol.owed).toHaveLength(1)
    expect(dave.owed).toHaveLength(1)
  })

  it('an idle link gets its next duplicate when the last arrived or was cancelled', () => {
    const talk = new Dialogue({ geometry: torrent(1, 4), tuning })
    const [bob, carol] = ['bob', 'carol'].map((id) => talk.neighbour(id))
    bob.unchokes()
    carol.unchokes()
    const [first] = carol.owed
    carol.brings(first)
    expect(cancels(bob)).toEqual([`cancel ${first}`])
    const [second] = carol.owed
    bob.brings(second)
    expect(cancels(carol)).toEqual([`cancel ${second}`])
    expect(carol.owed).toHaveLength(1)
    expect(carol.owed).not.toContain(second)
  })

  it('endgame of a piece uses idle links only, too', () => {
    const endgame = { scope: 'piece', threshold: 1, idleLinksOnly: true } as const
    const talk = new Dialogue({ geometry: torrent(1, 4), tuning: { endgame } })
    const [bob, carol] = ['bob', 'carol'].map((id) => talk.neighbour(id))
    bob.unchokes()
    carol.unchokes()
    expect(bob.owed).toHaveLength(4)
    expect(carol.owed).toHaveLength(1)
  })
})

describe('endgame with a limit of links per block', () => {
  it('each block is requested from two neighbours, however many have it', () => {
    const tuning = { endgame: { mostLinks: 2 } }
    const talk = new Dialogue({ geometry: torrent(1, 4), tuning })
    const neighbours = 'abcde'.split('').map((id) => talk.neighbour(id))
    for (const neighbour of neighbours) neighbour.unchokes()
    const asked = neighbours.flatMap(({ owed }) => owed)
    expect(asked.sort()).toEqual(['0.0', '0.0', '0.1', '0.1', '0.2', '0.2', '0.3', '0.3'])
  })

  it('still begins after a late block that was no longer requested', () => {
    const talk = new Dialogue({ geometry: torrent(1, 4) })
    const [bob, carol, dave] = ['bob', 'carol', 'dave'].map((id) => talk.neighbour(id))
    bob.unchokes()
    bob.chokes()
    bob.brings('0.0')
    carol.unchokes()
    expect(carol.owed).toEqual(['0.1', '0.2', '0.3'])
    dave.unchokes()
    expect(dave.owed.toSorted()).toEqual(['0.1', '0.2', '0.3'])
  })

  it('a block is requested from another neighbour when one of two chokes us', () => {
    const talk = new Dialogue({ geometry: torrent(1, 1), tuning: { endgame: { mostLinks: 2 } } })
    const [bob, carol, dave] = ['bob', 'carol', 'dave'].map((id) => talk.neighbour(id))
    for (const neighbour of [bob, carol, dave]) neighbour.unchokes()
    expect([bob, carol, dave].map(({ owed }) => owed.length)).toEqual([1, 1, 0])
    bob.chokes()
    expect([carol, dave].map(({ owed }) => owed.length)).toEqual([1, 1])
  })

  it('no block is requested twice with a limit of one', () => {
    const talk = new Dialogue({ geometry: torrent(1, 2), tuning: { endgame: { mostLinks: 1 } } })
    const [bob, carol] = ['bob', 'carol'].map((id) => talk.neighbour(id))
    bob.unchokes()
    carol.unchokes()
    expect([...bob.owed, ...carol.owed].sort()).toEqual(['0.0', '0.1'])
  })
})

it('without endgame no block is requested twice', () => {
  const tuning: Tuning = { endgame: { scope: 'off' } }
  const talk = new Dialogue({ geometry: torrent(1, 4), tuning })
  const bob = talk.neighbour('bob')
  const carol = talk.neighbour('carol')
  bob.unchokes()
  carol.unchokes()
  bob.brings('0.0', '0.1', '0.2')
  expect(bob.owed).toEqual(['0.3'])
  expect(carol.owed).toEqual([])
})

describe('endgame of a piece', () => {
  const tuning: Tuning = { endgame: { scope: 'piece', threshold: 0.1 } }

  it('the last tenth of blocks goes to every neighbour while other pieces are not begun', () => {
    const wide: Tuning = { ...tuning, pipeline: { depth: 20 } }
    const talk = new Dialogue({ geometry: torrent(3, 20), tuning: wide })
    const bob = talk.neighbour('bob', [0])
    const carol = talk.neighbour('carol', [0])
    const dave = talk.neighbour('dave', [1])
    for (const neighbour of [bob, carol, dave]) neighbour.unchokes()
    while (talk.ledger.here.size < 17) bob.brings(bob.owed[0])
    expect(carol.owed).toEqual([])
    bob.brings('0.17')
    expect(carol.owed.sort()).toEqual(['0.18', '0.19'])
    expect(dave.owed).toHaveLength(20)
  })

  it('endgame rounds its share of a piece up to whole blocks', () => {
    const wide: Tuning = { ...tuning, pipeline: { depth: 20 } }
    const talk = new Dialogue({ geometry: torrent(2, 15), tuning: wide })
    const bob = talk.neighbour('bob', [0])
    const carol = talk.neighbour('carol', [0])
    bob.unchokes()
    carol.unchokes()
    while (bob.owed.length > 3) bob.brings(bob.owed[0])
    expect(carol.owed).toEqual([])
    bob.brings(bob.owed[0])
    expect(carol.owed.sort()).toEqual(['0.13', '0.14'])
  })

  it('no block is requested twice while its piece has an unrequested one', () => {
    const whole: Tuning = { endgame: { scope: 'piece', threshold: 1 }, pipeline: { depth: 2 } }
    const talk = new Dialogue({ geometry: torrent(2, 8), tuning: whole })
    const [bob, carol] = ['bob', 'carol'].map((id) => talk.neighbour(id, [0]))
    bob.unchokes()
    carol.unchokes()
    for (let missing = 8; missing > 4; missing--) {
      const owed = [...bob.owed, ...carol.owed]
      expect(new Set(owed).size).toBe(4)
      const next = missing % 2 === 0 ? bob : carol
      next.brings(next.owed[0])
    }
    bob.brings(bob.owed[0])
    expect(carol.owed).toContain(bob.owed.at(-1))
  })

  it('endgame covers at least one block', () => {
    const talk = new Dialogue({ geometry: torrent(2, 4), tuning })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol', [0])
    bob.unchokes()
    carol.unchokes()
    bob.brings('0.0', '0.1')
    expect(carol.owed).toEqual([])
    bob.brings('0.2')
    expect(carol.owed).toEqual(['0.3'])
  })

  it('duplicate requests of a piece are cancelled when a copy arrives', () => {
    const talk = new Dialogue({ geometry: torrent(2, 4), tuning })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol', [0])
    bob.unchokes()
    carol.unchokes()
    bob.brings('0.0', '0.1', '0.2')
    carol.brings('0.3')
    expect(cancels(bob)).toEqual(['cancel 0.3'])
  })

  it('endgame of a piece keeps to the pipeline depth', () => {
    const talk = new Dialogue({ geometry: torrent(1, 100), tuning })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol')
    const dave = talk.neighbour('dave')
    bob.unchokes()
    carol.unchokes()
    while (talk.ledger.here.size < 85) bob.brings(bob.owed[0])
    dave.unchokes()
    while (bob.owed.length > 0) {
      bob.brings(bob.owed[0])
      expect(carol.owed.length).toBeLessThanOrEqual(5)
      expect(dave.owed.length).toBeLessThanOrEqual(5)
    }
  })

  it('endgame of a piece includes neighbours that unchoke us later', () => {
    const talk = new Dialogue({ geometry: torrent(2, 4), tuning })
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    bob.brings('0.0', '0.1', '0.2')
    const carol = talk.neighbour('carol', [0])
    carol.unchokes()
    expect(carol.owed).toEqual(['0.3'])
  })
})
