import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../src/peer/geometry.js'
import type { Choker, RechokeRound } from '../../src/peer/policy.js'
import { history } from '../base/histories.js'
import { Dialogue } from './dialogue.js'
import { torrent } from './make-peer.js'

/** A choker that unchokes all interested neighbours and records when it was called. */
class Witness implements Choker {
  readonly rounds: string[] = []
  readonly name: string
  rate: number[] = []

  constructor(name: string) {
    this.name = name
  }

  rechoke({ now, links, unchoked, timed }: RechokeRound): void {
    this.rounds.push(`${this.name} ${now}${timed ? '' : ' between'}`)
    this.rate = [...links.rate.subarray(links.first, links.end)]
    for (let link = links.first; link < links.end; link++) unchoked[link] = links.interested[link]
  }
}

it('a timed rechoke sees who has unchoked us since the last one, for however short', () => {
  const seen: boolean[] = []
  const choker: Choker = {
    rechoke({ links, timed }) {
      if (timed) seen.push(links.unchokedUs(links.first))
    },
  }
  const talk = new Dialogue({ choker })
  const bob = talk.neighbour('bob', [])
  talk.wait(10)
  bob.unchokes()
  bob.chokes()
  talk.wait(20)
  bob.unchokes()
  talk.wait(20)
  bob.chokes()
  talk.wait(20)
  expect(seen).toEqual([false, true, false, true, true, true, false])
})

describe('a rechoke', () => {
  it('happens every ten seconds', () => {
    const choker = new Witness('leech')
    const talk = new Dialogue({ choker })
    talk.wait(35)
    expect(choker.rounds).toEqual(['leech 10', 'leech 20', 'leech 30'])
    expect(talk.peer.wakeAt).toBe(40)
  })

  it('happens at the interval in the settings', () => {
    const choker = new Witness('leech')
    new Dialogue({ choker, tuning: { rechokeSeconds: 4 } }).wait(9)
    expect(choker.rounds).toEqual(['leech 4', 'leech 8'])
  })

  it('also happens when a neighbour becomes interested while a slot is free', () => {
    const choker = new Witness('leech')
    const talk = new Dialogue({ choker, tuning: { slots: 2 } })
    const neighbours = ['a', 'b', 'c'].map((id) => talk.neighbour(id, []))
    for (const neighbour of neighbours) neighbour.isInterested()
    expect(choker.rounds).toEqual(['leech 0 between', 'leech 0 between'])
    expect(neighbours.map(({ lines }) => lines.includes('unchoke'))).toEqual([true, true, false])
  })

  it('also happens below the number of slots that the choker has of its own', () => {
    const choker = Object.assign(new Witness('leech'), { slots: 1 })
    const talk = new Dialogue({ choker, tuning: { slots: 2 } })
    for (const id of ['a', 'b', 'c']) talk.neighbour(id, []).isInterested()
    expect(choker.rounds).toHaveLength(1)
    choker.slots = 6
    for (const id of ['d', 'e', 'f']) talk.neighbour(id, []).isInterested()
    expect(choker.rounds).toHaveLength(4)
  })

  it('also happens when a neighbour unchoked without interest becomes interested', () => {
    let rounds = 0
    const choker: Choker = {
      rechoke({ links: { first, end, open }, unchoked }) {
        for (let link = first; link < end; link++) unchoked[link] = open[link]
        rounds++
      },
    }
    const talk = new Dialogue({ choker, tuning: { slots: 1 } })
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    const dave = talk.neighbour('dave', [])
    bob.isInterested()
    expect(carol.lines).toContain('unchoke')
    carol.isInterested()
    dave.leaves()
    expect(rounds).toBe(2)
  })

  it('also happens when a neighbour with a slot loses interest or leaves, but no other', () => {
    const choker = new Witness('leech')
    const talk = new Dialogue({ choker, tuning: { slots: 2 } })
    const [bob, carol, dave] = ['b', 'c', 'd'].map((id) => talk.neighbour(id, []))
    for (const neighbour of [bob, carol, dave]) neighbour.isInterested()
    choker.rounds.length = 0
    dave.losesInterest()
    dave.isInterested()
    expect(choker.rounds).toEqual([])
    bob.losesInterest()
    expect(choker.rounds).toEqual(['leech 0 between'])
    carol.leaves()
    expect(choker.rounds).toEqual(['leech 0 between', 'leech 0 between'])
    expect(bob.lines).toEqual(['handshake', 'unchoke', 'choke'])
  })

  it('sends messages only for changes', () => {
    const talk = new Dialogue({ choker: new Witness('leech') })
    const bob = talk.neighbour('bob', [])
    bob.isInterested()
    talk.wait(100)
    expect(bob.heard()).toEqual(['handshake', 'unchoke'])
  })

  it('uses the leecher choker until we are complete, then the seed choker', () => {
    const choker = new Witness('leech')
    const talk = new Dialogue({ choker, seedChoker: { rechoke: new Witness('').rechoke } })
    const seedChoker = new Witness('seed')
    const both = new Dialogue({ geometry: torrent(1, 1), choker, seedChoker })
    talk.wait(0)
    both.neighbour('carol', [])
    both.wait(10)
    const bob = both.neighbour('bob')
    bob.unchokes()
    bob.bringsAll()
    both.wait(10)
    expect([choker.rounds, seedChoker.rounds]).toEqual([['leech 10'], ['seed 20']])
  })
})

describe('a neighbour’s rate', () => {
  it('counts what it sent us in the last twenty seconds', () => {
    const choker = new Witness('leech')
    const talk = new Dialogue({ geometry: torrent(9, 9), choker })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.brings(...bob.owed.slice(0, 4))
    const rates: number[] = []
    for (let round = 0; round < 4; round++) {
      talk.wait(10)
      rates.push(choker.rate[0])
      if (round === 0) bob.brings(bob.owed[0])
    }
    // At first the link is only ten seconds old.
    const seconds = [10, 20, 20, 20]
    const blocks = rates.map((rate, i) => (rate * seconds[i]) / BLOCK_BYTES)
    expect(blocks).toEqual([4, 5, 1, 0])
  })

  it('is over the time since the link opened, but over one interval at least', () => {
    const choker = new Witness('leech')
    const tuning = { rateWindowSeconds: 40 }
    const talk = new Dialogue({ geometry: torrent(9, 9), choker, tuning })
    talk.wait(8)
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.brings(...bob.owed)
    const seconds: number[] = []
    for (let round = 0; round < 4; round++) {
      talk.wait(10)
      seconds.push((5 * BLOCK_BYTES) / choker.rate[0])
    }
    expect(seconds).toEqual([10, 12, 22, 32])
  })

  // Reference window: all blocks with their times, summed over the last twenty seconds.
  it('is the sum over a rolling window, for any history and window', () => {
    const gaps = history(fc.integer({ min: 0, max: 25 }), 30)
    const windows = fc.constantFrom(10, 20, 40)
    fc.assert(
      fc.property(gaps, windows, (waits, rateWindowSeconds) => {
        const choker = new Witness('leech')
        const geometry = torrent(9, 9)
        const talk = new Dialogue({ geometry, choker, tuning: { rateWindowSeconds } })
        const bob = talk.neighbour('bob')
        bob.unchokes()
        const cameAt: number[] = []
        for (const wait of waits) {
          talk.wait(wait)
          if (talk.now >= 10) {
            const judged = talk.now - (talk.now % 10)
            const from = judged - rateWindowSeconds
            const blocks = cameAt.filter((at) => at >= from && at < judged).length
            const seconds = Math.min(rateWindowSeconds, judged)
            expect(choker.rate[0]).toBeCloseTo((blocks * BLOCK_BYTES) / seconds, 6)
          }
          bob.brings(bob.owed[0])
          cameAt.push(talk.now)
        }
      }),
    )
  })

  it('counts what it downloaded from us once we are a seed', () => {
    const seedChoker = new Witness('seed')
    const talk = new Dialogue({ holds: 'all', seedChoker })
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [])
    bob.isInterested()
    carol.isInterested()
    carol.asksFor('0.0', '0.1', '0.2')
    while (carol.pulls());
    talk.wait(10)
    expect(seedChoker.rate).toEqual([0, (3 * BLOCK_BYTES) / 10])
  })

  it('counts what it downloaded from us as soon as we are a seed', () => {
    const choker = new Witness('leech')
    const seedChoker = new Witness('seed')
    const talk = new Dialogue({ geometry: torrent(2, 1), holds: [0], choker, seedChoker })
    const bob = talk.neighbour('bob', [1])
    const carol = talk.neighbour('carol', [])
    carol.isInterested()
    carol.asksFor('0.0')
    while (carol.pulls());
    talk.wait(5)
    bob.unchokes()
    bob.bringsAll()
    bob.isInterested()
    expect(seedChoker.rounds).toEqual(['seed 5 between'])
    expect(seedChoker.rate).toEqual([0, BLOCK_BYTES / 10])
  })

  it('is zero for a new neighbour on a reused row', () => {
    const choker = new Witness('leech')
    const talk = new Dialogue({ choker })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    bob.brings(...bob.owed)
    bob.leaves()
    talk.neighbour('carol')
    talk.wait(10)
    expect(choker.rate).toEqual([0])
  })
})

it('a neighbour on a reused row counts as new and never unchoked', () => {
  const seen: number[][] = []
  const choker: Choker = {
    rechoke({ links: { first, unchokedAt, openedAt, interested }, unchoked }) {
      seen.push([unchokedAt[first], openedAt[first]])
      unchoked[first] = interested[first]
    },
  }
  const talk = new Dialogue({ choker })
  const bob = talk.neighbour('bob', [])
  bob.isInterested()
  talk.wait(10)
  bob.leaves()
  talk.wait(5)
  talk.neighbour('carol', [])
  talk.wait(5)
  expect(seen.at(0)).toEqual([-1, 0])
  expect(seen.at(1)).toEqual([0, 0])
  expect(seen.at(-1)).toEqual([-1, 15])
})

it('the recorder receives every open link with its reason, and no other', () => {
  const tuning = { slots: 2, optimisticSlots: 1 }
  const talk = new Dialogue({ holds: [3], tuning })
  const bob = talk.neighbour('bob', [0, 1])
  const carol = talk.neighbour('carol', [])
  const dave = talk.neighbour('dave', [])
  const erin = talk.neighbour('erin', [])
  talk.stranger('frank')
  for (const one of [bob, carol, dave]) one.isInterested()
  bob.unchokes()
  bob.bringsAll()
  const names = new Map([bob, carol, dave, erin].map(({ link, id }) => [link, id]))
  const verdicts: string[] = []
  talk.peer.recorder = {
    decided: (link, unchoked, reason, rank, rate) => {
      const seat = reason === 'fastest' ? ` ${rank}` : ''
      verdicts.push(`${names.get(link)} ${unchoked ? 'in' : 'out'} ${reason}${seat} ${rate > 0}`)
    },
  }
  talk.wait(10)
  const [first, second, third, fourth] = verdicts
  expect(first).toBe('bob in fastest 0 true')
  expect([second, third].map((verdict) => verdict.slice(verdict.indexOf(' '))).sort()).toEqual([
    ' in optimistic false',
    ' out snubbed false',
  ])
  expect(fourth).toBe('erin out not-interested false')
  expect(verdicts).toHaveLength(4)
})
