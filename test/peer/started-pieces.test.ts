import { describe, expect, it } from 'vitest'
import type { StartedPiecesRule } from '../../src/peer/settings.js'
import { Dialogue } from './dialogue.js'
import { torrent } from './make-peer.js'

const geometry = torrent(6, 4)

/** A peer that continues started pieces by the rule; each link has one request at a time. */
function talkBy(startedPieces: StartedPiecesRule, seed = 'seed'): Dialogue {
  const tuning = { startedPieces, pipeline: { depth: 1 }, endgame: { scope: 'off' as const } }
  return new Dialogue({ geometry, tuning, picker: 'rarest-first', seed })
}

/** Starts piece 0, which three neighbours hold, then piece 1, which two of them hold. */
function startsTwo(talk: Dialogue): void {
  const bob = talk.neighbour('bob', [0])
  bob.unchokes()
  const carol = talk.neighbour('carol', [1])
  carol.unchokes()
  talk.neighbour('erin', [0])
}

const pieceOf = (block: string) => Number(block.split('.')[0])

describe('started pieces', () => {
  it.each([
    ['rarest', 1],
    ['equally-rare', 1],
    ['oldest', 0],
  ] as const)('by the rule "%s", a neighbour continues piece %i of two', (rule, piece) => {
    const talk = talkBy(rule)
    startsTwo(talk)
    const dave = talk.neighbour('dave', [0, 1])
    dave.unchokes()
    expect(pieceOf(dave.owed[0])).toBe(piece)
  })

  it.each([
    ['rarest', 0],
    ['equally-rare', 2],
    ['oldest', 0],
  ] as const)('by the rule "%s", piece %i goes before a rarer one not begun', (rule, piece) => {
    const talk = talkBy(rule)
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    const dave = talk.neighbour('dave', [0, 2])
    dave.unchokes()
    expect(pieceOf(dave.owed[0])).toBe(piece)
  })

  it('by the rule "equally-rare", one that is not begun and as rare comes later', () => {
    for (let seed = 0; seed < 20; seed++) {
      const talk = talkBy('equally-rare', `${seed}`)
      const bob = talk.neighbour('bob', [0, 1, 2])
      bob.unchokes()
      const dave = talk.neighbour('dave', [0, 1, 2])
      dave.unchokes()
      expect(pieceOf(dave.owed[0])).toBe(pieceOf(bob.owed[0]))
    }
  })

  it.each(['rarest', 'equally-rare'] as const)('by "%s", equals are drawn at random', (rule) => {
    const counts = [0, 0]
    for (let seed = 0; seed < 400; seed++) {
      const talk = talkBy(rule, `${seed}`)
      talk.neighbour('bob', [0]).unchokes()
      talk.neighbour('carol', [1]).unchokes()
      const dave = talk.neighbour('dave', [0, 1])
      dave.unchokes()
      counts[pieceOf(dave.owed[0])]++
    }
    // 400 fair draws are within 60 of 200 but for one time in a billion.
    expect(Math.abs(counts[0] - 200)).toBeLessThan(60)
  })
})

describe('a seed', () => {
  it.each([
    ['rarest', false],
    ['equally-rare', false],
    ['oldest', true],
  ] as const)('by the rule "%s", continues a piece that a leecher began: %s', (rule, does) => {
    const talk = talkBy(rule)
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    const seed = talk.neighbour('seed')
    seed.unchokes()
    expect(pieceOf(seed.owed[0]) === 0).toBe(does)
  })

  it('by the rule "rarest", continues what it began', () => {
    const talk = talkBy('rarest')
    const seed = talk.neighbour('seed')
    seed.unchokes()
    const piece = pieceOf(seed.owed[0])
    for (let block = 0; block < 4; block++) {
      expect(seed.owed).toEqual([`${piece}.${block}`])
      seed.brings(seed.owed[0])
    }
  })

  it('by the rule "rarest", leaves another piece to leechers even if that is rarer', () => {
    const talk = talkBy('rarest')
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    const carol = talk.neighbour('carol', [1, 2, 3, 4, 5])
    const seed = talk.neighbour('seed')
    seed.unchokes()
    expect(pieceOf(seed.owed[0])).not.toBe(0)
    expect(carol.owed).toEqual([])
  })

  it('by the rule "rarest", continues any piece once there is nothing new', () => {
    const talk = talkBy('rarest')
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    const seed = talk.neighbour('seed')
    seed.unchokes()
    seed.bringsAll()
    const last = talk.ledger.asked(bob.link)
    expect(last).toEqual(['0.0'])
    bob.bringsAll()
    expect(talk.peer.complete).toBe(true)
  })
})
