import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../src/peer/wire.js'
import { Dialogue } from './dialogue.js'

describe('our interest', () => {
  it('a bitfield with a piece that we lack makes us interested', () => {
    const talk = new Dialogue({ holds: [0, 1] })
    expect(talk.neighbour('bob', [0, 1, 2]).heard()).toContain('interested')
    expect(talk.neighbour('carol', [0, 1]).heard()).not.toContain('interested')
  })

  it('the first have of a piece that we lack makes us interested, once', () => {
    const talk = new Dialogue({ holds: [0] })
    const bob = talk.neighbour('bob', [])
    bob.heard()
    bob.has(0)
    expect(bob.heard()).toEqual([])
    bob.has(1)
    expect(bob.heard()).toEqual(['interested'])
    bob.has(1)
    bob.has(2)
    expect(bob.heard()).toEqual([])
  })

  it('a have of a piece that we hold does not repeat our interest', () => {
    const talk = new Dialogue({ holds: [0] })
    const bob = talk.neighbour('bob', [1])
    bob.unchokes()
    expect(bob.lines.splice(0)).toContain('interested')
    bob.has(0)
    expect(bob.heard()).toEqual([])
    expect(talk.peer.stats.unchokedByCount).toBe(1)
  })

  it('interest ends when a neighbour has nothing we want, and returns when it has', () => {
    const talk = new Dialogue()
    const bob = talk.neighbour('bob', 'all')
    const carol = talk.neighbour('carol', [0])
    carol.heard()
    bob.unchokes()
    bob.brings('0.0', '0.1', '0.2', '0.3')
    expect(carol.heard()).toEqual(['have 0', 'notInterested'])
    expect(bob.heard()).not.toContain('notInterested')
    carol.has(3)
    expect(carol.heard()).toEqual(['interested'])
  })

  it('interest ends only when the hash is right', () => {
    const talk = new Dialogue({ hashes: 'by hand' })
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    bob.bringsAll()
    expect(talk.checks).toEqual([0])
    expect(bob.heard()).not.toContain('notInterested')
    talk.verifies(true)
    expect(bob.heard()).toEqual(['have 0', 'notInterested'])
  })

  it('an interested peer sends requests at once if it is unchoked already', () => {
    const talk = new Dialogue()
    const bob = talk.neighbour('bob', [])
    bob.unchokes()
    expect(bob.owed).toEqual([])
    bob.has(2)
    expect(bob.owed).toEqual(['2.0', '2.1', '2.2', '2.3'])
  })
})

describe('a have', () => {
  it('a finished piece is announced to every neighbour, even those that have it', () => {
    const talk = new Dialogue()
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol', [])
    bob.unchokes()
    bob.brings('0.0', '0.1', '0.2', '0.3')
    expect(bob.heard()).toContain('have 0')
    expect(carol.heard()).toContain('have 0')
  })

  it.each([-1, 4])('a have for piece %i of 4 is a fault', (piece) => {
    const bob = new Dialogue().neighbour('bob')
    expect(() => bob.has(piece)).toThrow(ProtocolError)
  })
})

describe('links between seeds', () => {
  it('a seed disconnects a neighbour whose bitfield shows a seed', () => {
    const talk = new Dialogue({ holds: 'all' })
    expect(talk.neighbour('bob').heard()).toEqual(['handshake', 'bitfield 0 1 2 3', 'close'])
  })

  it('a seed disconnects a neighbour that becomes a seed', () => {
    const talk = new Dialogue({ holds: 'all' })
    const bob = talk.neighbour('bob', [0, 1, 2])
    bob.heard()
    bob.has(3)
    expect(bob.heard()).toEqual(['close'])
  })

  it('a peer that becomes a seed disconnects all seeds and no leecher', () => {
    const talk = new Dialogue({ holds: [0, 1, 2] })
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol', [3])
    bob.unchokes()
    bob.bringsAll()
    expect(talk.peer.complete).toBe(true)
    expect(bob.heard().at(-1)).toBe('close')
    expect(carol.heard().at(-1)).toBe('notInterested')
  })
})
