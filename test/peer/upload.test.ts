import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../src/peer/geometry.js'
import type { Choker } from '../../src/peer/policy.js'
import { ProtocolError } from '../../src/peer/wire.js'
import { Dialogue, type Neighbour } from './dialogue.js'
import { torrent } from './make-peer.js'

/** A choker that unchokes the rows chosen by the test. */
function doorman(letIn: ReadonlySet<number>): Choker {
  return {
    rechoke({ links: { first, end }, unchoked }) {
      for (let link = first; link < end; link++) unchoked[link] = letIn.has(link) ? 1 : 0
    },
  }
}

/**
 * Returns an altruist with pieces 0 to 2 of 4, the last of which is short, and an interested
 * neighbour.
 */
function altruist(): { talk: Dialogue; bob: Neighbour } {
  const geometry = torrent(4, 4, 100)
  const talk = new Dialogue({ geometry, holds: [0, 1, 3], choker: 'unchoke-all' })
  const bob = talk.neighbour('bob', [])
  bob.isInterested()
  expect(bob.heard().at(-1)).toBe('unchoke')
  return { talk, bob }
}

describe('a neighbour’s requests', () => {
  it('requests are served in order, one block per pull', () => {
    const { bob } = altruist()
    bob.asksFor('1.2', '0.0', '3.3', '0.1')
    expect([bob.pulls(), bob.pulls()]).toEqual([true, true])
    expect(bob.heard()).toEqual(['piece 1.2', 'piece 0.0'])
    expect([bob.pulls(), bob.pulls(), bob.pulls()]).toEqual([true, true, false])
    expect(bob.heard()).toEqual(['piece 3.3', 'piece 0.1'])
  })

  it('requests wait in a separate queue for each neighbour', () => {
    const { talk, bob } = altruist()
    const carol = talk.neighbour('carol', [])
    carol.isInterested()
    carol.heard()
    bob.asksFor('0.0', '0.1')
    carol.asksFor('0.2')
    expect([carol.pulls(), carol.pulls()]).toEqual([true, false])
    expect(carol.heard()).toEqual(['piece 0.2'])
    expect([bob.pulls(), bob.pulls(), bob.pulls()]).toEqual([true, true, false])
  })

  it('a request may cover any part of a piece', () => {
    const { talk, bob } = altruist()
    talk.peer.request(talk.now, bob.link, 0, BLOCK_BYTES, 9)
    bob.pulls()
    expect(bob.heard()).toEqual(['piece 0.1 of 9 bytes'])
  })

  it('a cancelled request is not served', () => {
    const { bob } = altruist()
    bob.asksFor('0.0', '0.1', '0.2')
    for (const block of ['0.1', '0.2', '0.3']) bob.cancels(block)
    bob.asksFor('1.0')
    while (bob.pulls());
    expect(bob.heard()).toEqual(['piece 0.0', 'piece 1.0'])
  })

  it('a repeated request is served as often as it is sent', () => {
    const { bob } = altruist()
    bob.asksFor('0.0', '0.0')
    bob.cancels('0.0')
    while (bob.pulls());
    expect(bob.heard()).toEqual(['piece 0.0'])
  })

  it('requests of a neighbour that left are not served to the next one on its row', () => {
    const { talk, bob } = altruist()
    bob.asksFor('0.0', '0.1')
    bob.leaves()
    const carol = talk.neighbour('carol', [])
    expect(carol.link).toBe(bob.link)
    carol.isInterested()
    expect(carol.pulls()).toBe(false)
  })

  it('a request for a piece that we lack is dropped without a fault', () => {
    const { bob } = altruist()
    bob.asksFor('2.0')
    expect(bob.pulls()).toBe(false)
  })
})

describe('a choke', () => {
  it('discards pending requests, and later ones until the next unchoke', () => {
    const letIn = new Set<number>()
    const talk = new Dialogue({ holds: [0], choker: doorman(letIn) })
    const bob = talk.neighbour('bob', [])
    bob.isInterested()
    letIn.add(bob.link)
    talk.wait(10)
    bob.asksFor('0.0', '0.1')
    bob.pulls()
    letIn.clear()
    talk.wait(10)
    expect(bob.heard().slice(2)).toEqual(['unchoke', 'piece 0.0', 'choke'])
    bob.asksFor('0.2')
    expect(bob.pulls()).toBe(false)
    letIn.add(bob.link)
    talk.wait(10)
    expect(bob.pulls()).toBe(false)
    bob.asksFor('0.3')
    expect(bob.pulls()).toBe(true)
    expect(bob.heard()).toEqual(['unchoke', 'piece 0.3'])
  })

  it('is the initial state of every connection', () => {
    const talk = new Dialogue({ holds: [0], choker: 'none' })
    const bob = talk.neighbour('bob', [])
    bob.isInterested()
    talk.wait(100)
    bob.asksFor('0.0')
    expect(bob.pulls()).toBe(false)
    expect(bob.heard()).toEqual(['handshake', 'bitfield 0'])
  })
})

describe('a request is a fault', () => {
  const last = 4 * BLOCK_BYTES - 100
  it.each([
    ['of a piece below 0', -1, 0, BLOCK_BYTES],
    ['of a piece beyond the last', 4, 0, BLOCK_BYTES],
    ['from a negative offset', 0, -1, BLOCK_BYTES],
    ['of zero bytes', 0, 0, 0],
    ['of negative length', 0, BLOCK_BYTES, -1],
    ['beyond the end of a piece', 0, 3 * BLOCK_BYTES + 1, BLOCK_BYTES],
    ['beyond the end of the last piece', 3, last - 10, 11],
    ['of more than 16 KiB (BEP 3)', 0, 0, BLOCK_BYTES + 1],
  ])('%s', (_what, piece, begin, length) => {
    const { talk, bob } = altruist()
    const ask = () => talk.peer.request(talk.now, bob.link, piece, begin, length)
    expect(ask).toThrow(ProtocolError)
    expect(ask).toThrow(expect.objectContaining({ link: bob.link }))
    expect(bob.pulls()).toBe(false)
  })
})

describe('a piece is a fault', () => {
  const last = 3 * BLOCK_BYTES
  it.each([
    ['below 0', -1, 0, BLOCK_BYTES],
    ['beyond the last', 4, 0, BLOCK_BYTES],
    ['at a negative offset', 0, -BLOCK_BYTES, BLOCK_BYTES],
    ['at an offset within a block', 0, 1, BLOCK_BYTES],
    ['at an offset beyond its end', 0, 4 * BLOCK_BYTES, BLOCK_BYTES],
    ['with a last block that is too long', 0, 3 * BLOCK_BYTES, BLOCK_BYTES + 1],
    ['with more than the short last block', 3, last, BLOCK_BYTES],
    ['with less than a block', 0, 0, BLOCK_BYTES - 1],
    ['with less than the short last block', 3, last, 1],
    ['with more than a block', 0, 0, 2 * BLOCK_BYTES],
    ['of zero bytes', 0, 0, 0],
    ['of negative length', 0, 0, -BLOCK_BYTES],
  ])('%s', (_what, piece, begin, length) => {
    const tuning = { pipeline: { depth: 20 } }
    const talk = new Dialogue({ geometry: torrent(4, 4, 100), tuning })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    const bring = () => talk.peer.piece(talk.now, bob.link, piece, begin, length)
    expect(bring).toThrow(ProtocolError)
    expect(bring).toThrow(expect.objectContaining({ link: bob.link }))
    expect(talk.peer.stats.downloadedBytes).toBe(0)
  })
})

describe('a choker that withholds blocks', () => {
  const block = 16 * 1024
  const choker: Choker = {
    maySend: (links, link) => links.sentBytes(link) - links.receivedBytes(link) < 2 * block,
    rechoke: ({ links: { first, end, interested }, unchoked }) => {
      for (let link = first; link < end; link++) unchoked[link] = interested[link]
    },
  }

  it('is asked before each block, and the neighbour continues when it has paid', () => {
    const resumed: number[] = []
    const talk = new Dialogue({ holds: [3], choker, resume: (link) => resumed.push(link) })
    const bob = talk.neighbour('bob', [0, 1])
    bob.isInterested()
    bob.unchokes()
    bob.asksFor('3.0', '3.1', '3.2', '3.3')
    expect([bob.pulls(), bob.pulls(), bob.pulls()]).toEqual([true, true, false])
    expect(resumed).toEqual([])
    bob.brings(bob.owed[0])
    expect(resumed).toEqual([bob.link])
    expect([bob.pulls(), bob.pulls()]).toEqual([true, false])
  })

  it('lets the neighbours it has withheld from continue at a rechoke', () => {
    let allowed = 1
    const rounds: Choker = {
      maySend: (links, link) => links.sentBytes(link) < allowed * block,
      rechoke: (round) => {
        if (round.timed) allowed++
        choker.rechoke(round)
      },
    }
    const resumed: number[] = []
    const talk = new Dialogue({ holds: [3], choker: rounds, resume: (link) => resumed.push(link) })
    const bob = talk.neighbour('bob', [0])
    const carol = talk.neighbour('carol', [0])
    for (const one of [bob, carol]) one.isInterested()
    bob.asksFor('3.0', '3.1')
    expect([bob.pulls(), bob.pulls()]).toEqual([true, false])
    talk.wait(10)
    // Carol waits for nothing.
    expect(resumed).toEqual([bob.link])
    expect(carol.pulls()).toBe(false)
    expect(bob.pulls()).toBe(true)
  })
})
