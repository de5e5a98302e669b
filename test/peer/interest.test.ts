import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../src/peer/wire.js'
import { Dialogue } from './dialogue.js'

describe('we are interested', () => {
  it('in whom a bitfield shows to hold what we lack', () => {
    const talk = new Dialogue({ holds: [0, 1] })
    expect(talk.neighbour('bob', [0, 1, 2]).heard()).toContain('interested')
    expect(talk.neighbour('carol', [0, 1]).heard()).not.toContain('interested')
  })

  it('as soon as a have brings the first piece that we lack, and say so once', () => {
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

  it('and do not say so again for a piece that we hold ourselves', () => {
    const talk = new Dialogue({ holds: [0] })
    const bob = talk.neighbour('bob', [1])
    bob.unchokes()
    expect(bob.lines.splice(0)).toContain('interested')
    bob.has(0)
    expect(bob.heard()).toEqual([])
    expect(talk.peer.stats.unchokedByCount).toBe(1)
  })

  it('no more when nothing of theirs is wanted any more, and again when something is', () => {
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

  it('only when the hash is right', () => {
    const talk = new Dialogue({ hashes: 'by hand' })
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    bob.bringsAll()
    expect(talk.checks).toEqual([0])
    expect(bob.heard()).not.toContain('notInterested')
    talk.verifies(true)
    expect(bob.heard()).toEqual(['have 0', 'notInterested'])
  })

  it('and ask at once if they let us already', () => {
    const talk = new Dialogue()
    const bob = talk.neighbour('bob', [])
    bob.unchokes()
    expect(bob.owed).toEqual([])
    bob.has(2)
    expect(bob.owed).toEqual(['2.0', '2.1', '2.2', '2.3'])
  })
})

describe('a have', () => {
  it('is told to everybody for each piece that we finish, to those that hold it too', () => {
    const talk = new Dialogue()
    const bob = talk.neighbour('bob')
    const carol = talk.neighbour('carol', [])
    bob.unchokes()
    bob.brings('0.0', '0.1', '0.2', '0.3')
    expect(bob.heard()).toContain('have 0')
    expect(carol.heard()).toContain('have 0')
  })

  it.each([-1, 4])('of piece %i of 4 is a fault', (piece) => {
    const bob = new Dialogue().neighbour('bob')
    expect(() => bob.has(piece)).toThrow(ProtocolError)
  })
})

describe('seeds', () => {
  it('hang up on seeds that show themselves by a bitfield', () => {
    const talk = new Dialogue({ holds: 'all' })
    expect(talk.neighbour('bob').heard()).toEqual(['handshake', 'bitfield 0 1 2 3', 'close'])
  })

  it('hang up on a neighbour that becomes a seed', () => {
    const talk = new Dialogue({ holds: 'all' })
    const bob = talk.neighbour('bob', [0, 1, 2])
    bob.heard()
    bob.has(3)
    expect(bob.heard()).toEqual(['close'])
  })

  it('hang up on all seeds when they become one, and on nobody else', () => {
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
