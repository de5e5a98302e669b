import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../src/peer/geometry.js'
import { Dialogue, type Neighbour } from './dialogue.js'
import { torrent } from './make-peer.js'

/** Two neighbours that have brought half of piece 0 each; its hash waits to be checked. */
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

/** The pieces of the blocks that a neighbour owes. */
function owedPieces({ owed }: Neighbour): string[] {
  return [...new Set(owed.map((block) => block.split('.')[0]))]
}

describe('a piece whose hash is wrong', () => {
  it('is asked for again, whole, and is not told of', () => {
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

  it('counts as corrupt, and is still left to download', () => {
    const { talk } = halves()
    talk.verifies(false)
    expect(talk.peer.stats.corruptBytes).toBe(4 * BLOCK_BYTES)
    expect(talk.peer.leftBytes).toBe(24 * BLOCK_BYTES)
    expect(talk.peer.stats.downloadedBytes).toBe(4 * BLOCK_BYTES)
    expect(talk.peer.stats.duplicateBytes).toBe(0)
  })
})

describe('the bringer of a wrong piece', () => {
  it('is hung up on if it was alone', () => {
    const talk = new Dialogue({ hashes: 'by hand' })
    const carol = talk.neighbour('carol')
    const bob = talk.neighbour('bob', [2])
    bob.unchokes()
    bob.bringsAll()
    talk.verifies(false)
    expect(isOut(bob)).toBe(true)
    expect(isOut(carol)).toBe(false)
  })

  it('is not, if another brought a block too', () => {
    const { talk, bob, carol } = halves()
    talk.verifies(false)
    expect(isOut(bob) || isOut(carol)).toBe(false)
  })

  it('is not, if another that has left brought a block too', () => {
    const { talk, bob, carol } = halves()
    bob.leaves()
    talk.verifies(false)
    expect(isOut(carol)).toBe(false)
  })

  it('is not whoever has its row when it has left', () => {
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

describe('several bringers of a wrong piece', () => {
  it('are suspects: each brings whole pieces alone from then on', () => {
    const { talk, bob, carol } = halves(9)
    talk.verifies(false)
    // What was asked before stays asked, so the piece that both had begun by then is mixed.
    for (const one of [bob, carol, bob, carol]) one.brings(...one.owed)
    for (let turn = 0; turn < 3; turn++) {
      const both = [...owedPieces(bob), ...owedPieces(carol)]
      expect(new Set(both).size).toBe(both.length)
      bob.brings(bob.owed[0])
      carol.brings(carol.owed[0])
    }
  })

  it('are found out: the guilty one is hung up on, the other is trusted again', () => {
    const { talk, bob, carol } = halves(9)
    talk.verifies(false)
    // Whatever Carol brings is wrong; a restarted piece begins clean.
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

  it('leave nothing behind that stays kept for one who is trusted again', () => {
    const { talk, bob, carol } = halves(9)
    talk.verifies(false)
    carol.leaves()
    for (let turn = 0; turn < 99 && bob.owed.length > 0; turn++) {
      bob.brings(bob.owed[0])
      while (talk.checks.length > 0) talk.verifies(true)
    }
    expect(talk.peer.complete).toBe(true)
  })

  // A bit fell over once on the wire: both are honest, and nothing else is left to prove it on.
  it('are asked again even if it is the last piece', () => {
    const { talk, bob, carol } = halves(1)
    talk.verifies(false)
    expect([...bob.owed, ...carol.owed]).not.toEqual([])
    bob.bringsAll()
    carol.bringsAll()
    talk.verifies(true)
    expect(talk.peer.complete).toBe(true)
  })

  it('are asked again as soon as a hash has proven one of them good', () => {
    const { talk, bob, carol } = halves(3)
    talk.verifies(false)
    for (let turn = 0; turn < 30 && !talk.peer.complete; turn++) {
      bob.bringsAll()
      carol.bringsAll()
      while (talk.checks.length > 0) talk.verifies(true)
    }
    expect(talk.peer.complete).toBe(true)
  })

  it('keep no piece from others when they fall silent', () => {
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

  it('share pieces with nobody, so that a newcomer is not spoilt by them', () => {
    const { talk, bob, carol } = halves(9)
    talk.verifies(false)
    const dave = talk.neighbour('dave')
    dave.unchokes()
    for (const one of [bob, carol]) one.brings(...one.owed)
    const suspects = [...owedPieces(bob), ...owedPieces(carol)]
    for (const piece of owedPieces(dave)) expect(suspects).not.toContain(piece)
  })
})
