import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../src/peer/wire.js'
import { Dialogue, type Neighbour } from './dialogue.js'

/** Returns the link that is blamed for a fault; fails if there is none. */
function blamed(fault: () => void): number {
  try {
    fault()
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
    return (error as ProtocolError).link
  }
  return expect.unreachable('no ProtocolError')
}

/** Every message except the handshake and disconnect. */
const words: Record<string, (bob: Neighbour) => void> = {
  choke: (bob) => bob.chokes(),
  unchoke: (bob) => bob.unchokes(),
  interested: (bob) => bob.isInterested(),
  notInterested: (bob) => bob.losesInterest(),
  have: (bob) => bob.has(0),
  bitfield: (bob) => bob.holds([0]),
  request: (bob) => bob.asksFor('0.0'),
  piece: (bob) => bob.brings('0.0'),
  cancel: (bob) => bob.cancels('0.0'),
}

describe('a handshake', () => {
  it('is the first message on every connection', () => {
    const talk = new Dialogue({ holds: [1] })
    expect(talk.stranger('bob').heard()).toEqual(['handshake'])
  })

  it.each(Object.keys(words))('must come before any %s', (word) => {
    const talk = new Dialogue({ holds: [0] })
    const bob = talk.stranger('bob')
    expect(blamed(() => words[word](bob))).toBe(bob.link)
  })

  it('may be followed by a disconnect at once', () => {
    const talk = new Dialogue()
    const bob = talk.stranger('bob')
    bob.leaves()
    expect(talk.stranger('carol').link).toBe(bob.link)
  })

  it('must come only once', () => {
    const talk = new Dialogue()
    talk.neighbour('carol')
    const bob = talk.neighbour('bob')
    expect(blamed(() => bob.greets())).toBe(bob.link)
  })

  it('must name the same torrent', () => {
    const bob = new Dialogue().stranger('bob')
    expect(blamed(() => bob.greets('another torrent'))).toBe(bob.link)
  })

  it('must not come from ourselves', () => {
    const mirror = new Dialogue({ id: 'alice' }).stranger('mirror')
    expect(blamed(() => mirror.greets('the torrent', 'alice'))).toBe(mirror.link)
  })

  it('must not come twice from one peer, which may reconnect after it left', () => {
    const talk = new Dialogue()
    const bob = talk.neighbour('bob')
    const again = talk.stranger('bob')
    expect(blamed(() => again.greets())).toBe(again.link)
    again.leaves()
    bob.leaves()
    expect(talk.neighbour('bob').heard()).toEqual(['handshake', 'interested'])
  })
})

describe('a connection', () => {
  it('is refused beyond maxLinks until another one closes', () => {
    const talk = new Dialogue({ tuning: { maxLinks: 2 } })
    const bob = talk.neighbour('bob')
    talk.neighbour('carol')
    expect(talk.stranger('dave').link).toBe(-1)
    bob.leaves()
    expect(talk.stranger('dave').link).toBe(bob.link)
  })

  it('inherits nothing from the previous connection on its row', () => {
    const talk = new Dialogue({ holds: [0], choker: 'unchoke-all' })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.isInterested()
    bob.leaves()
    const carol = talk.neighbour('carol', [])
    expect(carol.link).toBe(bob.link)
    expect(carol.heard()).toEqual(['handshake', 'bitfield 0'])
    carol.has(1)
    expect(carol.heard()).toEqual(['interested'])
    carol.isInterested()
    expect(carol.heard()).toEqual(['unchoke'])
  })
})

describe('a bitfield', () => {
  it('is sent if we have any piece', () => {
    const talk = new Dialogue({ holds: [1, 3] })
    expect(talk.neighbour('bob', []).heard()).toEqual(['handshake', 'bitfield 1 3'])
  })

  it('is left out if we have no piece', () => {
    expect(new Dialogue().neighbour('bob', []).heard()).toEqual(['handshake'])
  })

  it('may arrive late', () => {
    const talk = new Dialogue()
    const bob = talk.neighbour('bob', [])
    bob.has(0)
    bob.unchokes()
    bob.heard()
    bob.holds([0, 1])
    expect(bob.owed).toEqual(['0.0', '0.1', '0.2', '0.3', '1.0'])
  })
})
