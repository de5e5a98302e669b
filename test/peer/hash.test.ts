import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../src/peer/geometry.js'
import { Dialogue, type Neighbour } from './dialogue.js'
import { torrent } from './make-peer.js'

/** Returns two neighbours that each sent half of piece 0; its hash check is pending. */
function halves(pieces = 6): { talk: Dialogue; bob: Neighbour; carol: Neighbour } {
  const tuning = { pipeline: { depth: 2 } }
  const talk = new Dialogue({ geometry: torrent(pieces, 4), tuning, hashes: 'by hand' })
  const bob = talk.neighbour('bob')
  const carol = talk.neighbour('carol')
  bob.unchokes()
  carol.unchokes()
  bob.brings('0.0', '0.1')
  carol.brings('0.2', '0.3')
  expect(talk.checks).toEqual([0])
  return { talk, bob, carol }
}

function isOut(neighbour: Neighbour): boolean {
  return neighbour.lines.includes('close')
}

/** Returns the pieces of the blocks that a neighbour still owes. */
function owedPieces({ owed }: Neighbour): string[] {
  return [...new Set(owed.map((block) => block.split('.')[0]))]
}

describe('a piece with a wrong hash', () => {
  it('is requested again in full, and no have is sent', () => {
    const talk = new Dialogue({ hashes: 'by hand' })
    const bob = talk.neighbour('bob', [0])
    const carol = talk.neighbour('carol', [0])
    bob.unchokes()
    bob.bringsAll()
    carol.unchokes()
    talk.verifies(false)
    expect(carol.owed).toEqual(['0.0', '0.1', '0.2', '0.3'])
    expect(carol.heard()).not.toContain('have 0')
    carol.bringsAll()
    talk.verifies(true)
    expect(carol.heard()).toContain('have 0')
  })

  it('counts as corrupt and as left to download', () => {
    const { talk } = halves()
    talk.verifies(false)
    expect(talk.peer.stats.corruptBytes).toBe(4 * BLOCK_BYTES)
    expect(talk.peer.leftBytes).toBe(24 * BLOCK_BYTES)
    expect(talk.peer.stats.downloadedBytes).toBe(4 * BLOCK_BYTES)
    expect(talk.peer.stats.duplicateBytes).toBe(0)
  })
})

describe('the contributor of a corrupt piece', () => {
  it('is disconnected if it was the only one', () => {
    const talk = new Dialogue({ hashes: 'by hand' })
    const carol = talk.neighbour('carol')
    const bob = talk.neighbour('bob', [2])
    bob.unchokes()
    bob.bringsAll()
    talk.verifies(false)
    expect(isOut(bob)).toBe(true)
    expect(isOut(carol)).toBe(false)
  })

  it('is kept if another neighbour contributed a block', () => {
    const { talk, bob, carol } = halves()
    talk.verifies(false)
    expect(isOut(bob) || isOut(carol)).toBe(false)
  })

  it('is kept if a neighbour that has left contributed a block', () => {
    const { talk, bob, carol } = halves()
    bob.leaves()
    talk.verifies(false)
    expect(isOut(carol)).toBe(false)
  })

  it('is not confused with the next neighbour on its row', () => {
    const talk = new Dialogue({ hashes: 'by hand' })
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    bob.bringsAll()
    bob.leaves()
    const dave = talk.neighbour('dave', [0])
    expect(dave.link).toBe(bob.link)
    dave.unchokes()
    talk.verifies(false)
    expect(isOut(dave)).toBe(false)
    expect(dave.owed).toEqual(['0.0', '0.1', '0.2', '0.3'])
  })
})

describe('several contributors to a corrupt piece', () => {
  it('suspects download whole pieces alone from then on', () => {
    const { talk, bob, carol } = halves(9)
    talk.verifies(false)
    // Requests already sent stay, so the piece that both had begun by then is mixed.
    for (const one of [bob, carol, bob, carol]) one.brings(...one.owed)
    for (let turn = 0; turn < 3; turn++) {
      const both = [...owedPieces(bob), ...owedPieces(carol)]
      expect(new Set(both).size).toBe(both.length)
      bob.brings(bob.owed[0])
      carol.brings(carol.owed[0])
    }
  })

  it('the guilty suspect is disconnected, and the other is trusted again', () => {
    const { talk, bob, carol } = halves(9)
    talk.verifies(false)
    // Everything Carol sends is wrong; a restarted piece begins clean.
    const spoilt = new Set<string>()
    const bring = (one: Neighbour) => {
      const [block] = one.owed
      if (one === carol) spoilt.add(block.split('.')[0])
      one.brings(block)
      while (talk.checks.length > 0) talk.verifies(!spoilt.delete(`${talk.checks[0]}`))
    }
    for (let turn = 0; turn < 40 && !isOut(carol); turn++) {
      bring(bob)
      if (!isOut(carol)) bring(carol)
    }
    expect(isOut(carol)).toBe(true)
    while (!talk.peer.complete) bring(bob)
    expect(bob.heard()).toContain('have 0')
  })

  it('no piece stays reserved for a suspect that is trusted again', () => {
    const { talk, bob, carol } = halves(9)
    talk.verifies(false)
    carol.leaves()
    const verifyAll = () => {
      while (talk.checks.length > 0) talk.verifies(true)
    }
    // Bob has begun a second piece alone when the first one proves him good.
    while (talk.peer.requests.ownCount < 2) {
      bob.brings(bob.owed[0])
      verifyAll()
    }
    const dave = talk.neighbour('dave')
    dave.unchokes()
    expect(bob.owed.length).toBeGreaterThan(0)
    while (dave.owed.length > 0) {
      dave.bringsAll()
      verifyAll()
    }
    expect(talk.peer.complete).toBe(true)
  })

  // A bit flipped once on the wire: both are honest, and no other piece is left to prove it.
  it('suspects get requests again even if only the last piece is left', () => {
    const { talk, bob, carol } = halves(1)
    talk.verifies(false)
    expect([...bob.owed, ...carol.owed]).not.toEqual([])
    bob.bringsAll()
    carol.bringsAll()
    talk.verifies(true)
    expect(talk.peer.complete).toBe(true)
  })

  it('suspects cleared by correct hashes complete the download', () => {
    const { talk, bob, carol } = halves(3)
    talk.verifies(false)
    for (let turn = 0; turn < 30 && !talk.peer.complete; turn++) {
      bob.bringsAll()
      carol.bringsAll()
      while (talk.checks.length > 0) talk.verifies(true)
    }
    expect(talk.peer.complete).toBe(true)
  })

  it('suspects that fall silent keep no piece from others', () => {
    const { talk, bob, carol } = halves(1)
    talk.verifies(false)
    carol.leaves()
    expect(bob.owed.length).toBeGreaterThan(0)
    talk.wait(70)
    const dave = talk.neighbour('dave')
    dave.unchokes()
    dave.bringsAll()
    talk.verifies(true)
    expect(talk.peer.complete).toBe(true)
  })

  it('suspects share no piece, so a newcomer is not blamed for their corruption', () => {
    const { talk, bob, carol } = halves(9)
    talk.verifies(false)
    const dave = talk.neighbour('dave')
    dave.unchokes()
    for (const one of [bob, carol]) one.brings(...one.owed)
    const suspects = [...owedPieces(bob), ...owedPieces(carol)]
    for (const piece of owedPieces(dave)) expect(suspects).not.toContain(piece)
  })

  it('endgame requests no block of a piece that tests a suspect', () => {
    const tuning = { pipeline: { depth: 1 } }
    const talk = new Dialogue({ geometry: torrent(3, 2), tuning, hashes: 'by hand' })
    const [bob, carol] = ['bob', 'carol'].map((id) => talk.neighbour(id))
    bob.unchokes()
    carol.unchokes()
    for (const one of [bob, carol]) one.brings(one.owed[0])
    talk.verifies(false)
    for (const one of [bob, carol]) one.brings(one.owed[0])
    talk.verifies(true)
    // Each of them has a whole piece to itself, and has requested the last block of it.
    for (const one of [bob, carol]) one.brings(one.owed[0])
    const last = [...bob.owed, ...carol.owed]
    expect(last.toSorted()).toEqual(['0.1', '2.1'])
    const dave = talk.neighbour('dave')
    dave.unchokes()
    expect(dave.owed).toEqual([])
    expect([...bob.owed, ...carol.owed]).toEqual(last)
  })

  it('a block is unsolicited from a suspect, or if its piece tests another link', () => {
    const { talk, bob, carol } = halves(9)
    const dave = talk.neighbour('dave')
    const { suspects } = talk.peer.requests
    const isUnsolicited = ({ link }: Neighbour, name: string) => {
      const [piece, block] = name.split('.').map(Number)
      return suspects.isUnsolicited(link, piece, block)
    }
    // Nobody is a suspect yet: a late block is welcome.
    const [shared] = bob.owed
    expect(isUnsolicited(dave, shared)).toBe(false)
    talk.verifies(false)
    expect(isUnsolicited(dave, shared)).toBe(false)
    expect(isUnsolicited(bob, shared)).toBe(false)
    expect(isUnsolicited(carol, shared)).toBe(true)
    expect(isUnsolicited(carol, '8.0')).toBe(false)
    for (const one of [bob, carol]) one.brings(...one.owed)
    for (const one of [bob, carol, bob, carol]) one.brings(one.owed[0])
    const [own] = bob.owed
    expect(isUnsolicited(bob, own)).toBe(false)
    expect(isUnsolicited(dave, own)).toBe(true)
  })
})
