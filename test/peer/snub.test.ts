import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChokeReason } from '../../src/peer/policy.js'
import { history } from '../base/histories.js'
import { Dialogue, type Neighbour } from './dialogue.js'
import { type Tuning, torrent } from './make-peer.js'

/** Without endgame each block is requested once, which shows which neighbour holds it back. */
const tuning: Tuning = { endgame: { scope: 'off' } }

/** Returns a neighbour that owes five blocks and stays silent for a minute. */
function silence(talk: Dialogue, id = 'bob'): Neighbour {
  const bob = talk.neighbour(id)
  bob.unchokes()
  talk.wait(70)
  return bob
}

describe('a neighbour that sends nothing for a minute', () => {
  it('a snubbing neighbour keeps one probe request', () => {
    const talk = new Dialogue({ tuning })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    talk.wait(60)
    expect(bob.owed).toHaveLength(5)
    talk.wait(10)
    expect(bob.owed).toHaveLength(1)
    expect(bob.heard().filter((line) => line.startsWith('cancel'))).toHaveLength(4)
    talk.wait(600)
    expect(bob.owed).toHaveLength(1)
  })

  it('each block gives the neighbour another minute', () => {
    const talk = new Dialogue({ tuning })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    for (let i = 0; i < 5; i++) {
      talk.wait(55)
      bob.brings(bob.owed[0])
      expect(bob.owed).toHaveLength(5)
    }
  })

  it('blocks of a snubbing neighbour are requested from others at once', () => {
    const talk = new Dialogue({ geometry: torrent(1, 5), tuning })
    const bob = talk.neighbour('bob')
    bob.unchokes()
    talk.wait(60)
    const carol = talk.neighbour('carol')
    carol.unchokes()
    expect(carol.owed).toEqual([])
    talk.wait(10)
    expect(carol.owed.sort()).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4'])
    carol.bringsAll()
    expect(talk.peer.complete).toBe(true)
  })

  it('a snubbing neighbour gets its full pipeline back as soon as it sends a block', () => {
    const talk = new Dialogue({ tuning })
    const bob = silence(talk)
    bob.brings(...bob.owed)
    expect(bob.owed).toHaveLength(5)
  })

  it('a block that was under way at the cancel restores the pipeline, too', () => {
    const talk = new Dialogue({ tuning })
    const bob = silence(talk)
    const [probe] = bob.owed
    bob.brings(probe === '0.1' ? '0.2' : '0.1')
    expect(bob.owed).toHaveLength(5)
    expect(bob.owed).toContain(probe)
  })

  it('a block that completes a piece makes nobody else send the probe', () => {
    const talk = new Dialogue({ geometry: torrent(6, 1), tuning })
    const bob = silence(talk)
    const [probe] = bob.owed
    const piece = Number(probe.split('.')[0])
    const carol = talk.neighbour(
      'carol',
      [0, 1, 2, 3, 4, 5].filter((other) => other !== piece),
    )
    carol.unchokes()
    carol.has(piece)
    expect(carol.owed).toHaveLength(5)
    bob.brings(carol.owed.find((block) => bob.heard().includes(`cancel ${block}`))!)
    expect(carol.owed).toHaveLength(4)
    expect(bob.owed).toContain(probe)
  })

  it('a probe request is cancelled once another neighbour has sent the block', () => {
    const talk = new Dialogue({ geometry: torrent(1, 5), tuning })
    const bob = silence(talk)
    const [probe] = bob.owed
    const carol = talk.neighbour('carol')
    carol.unchokes()
    carol.brings(probe)
    expect(bob.heard().at(-1)).toBe(`cancel ${probe}`)
  })
})

describe('the request clock', () => {
  it('does not count the time for which the neighbour choked us', () => {
    const talk = new Dialogue({ tuning })
    const bob = talk.neighbour('bob')
    talk.wait(58)
    bob.unchokes()
    talk.wait(60)
    expect(bob.owed).toHaveLength(5)
    talk.wait(2)
    expect(bob.owed).toHaveLength(1)
  })

  it('does not count the time for which there was nothing to request', () => {
    const talk = new Dialogue({ tuning, geometry: torrent(2, 4) })
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    bob.bringsAll()
    talk.wait(300)
    bob.has(1)
    talk.wait(60)
    expect(bob.owed).toHaveLength(4)
    talk.wait(10)
    expect(bob.owed).toHaveLength(1)
  })

  it('starts anew, with a full pipeline, for a snubbing neighbour that unchokes us again', () => {
    const talk = new Dialogue({ tuning })
    const bob = silence(talk)
    bob.chokes()
    bob.unchokes()
    talk.wait(60)
    expect(bob.owed).toHaveLength(5)
    talk.wait(10)
    expect(bob.owed).toHaveLength(1)
  })

  // Reference model: both clocks over any history of choke, unchoke and blocks.
  it('and the mark for chokers follow BitTornado, in any history', () => {
    const acts = fc.constantFrom('choke', 'unchoke', 'block', 'wait')
    const moves = history(fc.record({ act: acts, seconds: fc.integer({ min: 0, max: 70 }) }), 25)
    fc.assert(
      fc.property(moves, (done) => {
        const talk = new Dialogue({ geometry: torrent(50, 4), tuning })
        const bob = talk.neighbour('bob')
        let [last, last2, choked, withdrawn] = [-1000, -1000, true, false]
        for (const { act, seconds } of done) {
          if (act === 'choke') bob.chokes()
          if (act === 'unchoke') bob.unchokes()
          if (act === 'unchoke' && choked) [last2, withdrawn] = [talk.now, false]
          choked = act === 'wait' || act === 'block' ? choked : act === 'choke'
          if (act === 'block' && !choked) {
            bob.brings(bob.owed[0])
            ;[last, last2, withdrawn] = [talk.now, talk.now, false]
          }
          const from = talk.now
          talk.wait(seconds)
          for (let at = Math.floor(from / 10) * 10 + 10; at <= talk.now; at += 10)
            if (!choked && at - last2 > 60) withdrawn = true
          expect(bob.owed).toHaveLength(choked ? 0 : withdrawn ? 1 : 5)
          const wake = talk.now - (talk.now % 10)
          const isMarked = last < 0 || wake - last > 60
          expect(talk.peer.links.snubbed[bob.link] === 1).toBe(isMarked)
        }
      }),
    )
  })
})

describe('a neighbour that has sent no block yet', () => {
  /** Returns a peer with interested neighbours, and the choker's reason for each of them. */
  function crowd(snubbing: boolean) {
    const talk = new Dialogue({ holds: [3], tuning: { ...tuning, snubbing } })
    const crowd = Array.from({ length: 9 }, (_, i) => talk.neighbour(`${i}`, [0]))
    const reasons = new Map<number, ChokeReason>()
    talk.peer.recorder = { decided: (link, _unchoked, reason) => reasons.set(link, reason) }
    for (const neighbour of crowd) neighbour.isInterested()
    return { talk, crowd, reasons }
  }

  it('gets no regular slot, and keeps an optimistic one for 30 s', () => {
    const { talk, crowd: all, reasons } = crowd(true)
    const served = () => all.filter(({ link }) => talk.peer.links.unchoked[link] === 1)
    const first = served()
    expect(first).toHaveLength(4)
    for (let round = 0; round < 3; round++) {
      expect(served()).toEqual(first)
      expect([...reasons.values()]).not.toContain('fastest')
      talk.wait(9.9)
    }
    talk.wait(0.4)
    expect(served()).not.toEqual(first)
  })

  it('competes for a regular slot from its first block on, whatever unchoke says', () => {
    const { talk, crowd: all, reasons } = crowd(true)
    const [bob, carol] = all
    for (const one of [bob, carol]) one.unchokes()
    bob.brings(bob.owed[0])
    talk.wait(10)
    expect(reasons.get(bob.link)).toBe('fastest')
    expect(['optimistic', 'snubbed']).toContain(reasons.get(carol.link))
  })

  it('is like any other without anti-snubbing', () => {
    const { talk, reasons } = crowd(false)
    talk.wait(10)
    expect([...reasons.values()].filter((reason) => reason === 'fastest')).toHaveLength(3)
    expect([...reasons.values()]).not.toContain('snubbed')
  })
})

it('without anti-snubbing a silent neighbour never snubs us and keeps its requests', () => {
  const talk = new Dialogue({ tuning: { ...tuning, snubbing: false } })
  const bob = talk.neighbour('bob')
  bob.unchokes()
  talk.wait(600)
  expect(bob.owed).toHaveLength(5)
  expect(talk.peer.links.snubbed[bob.link]).toBe(0)
})

// Each of these cases could hold back a block for as long as the silent neighbour stays.
describe('a silent neighbour keeps no block from others', () => {
  it('when the next neighbour asked chokes us', () => {
    const talk = new Dialogue({ geometry: torrent(1, 1), tuning })
    silence(talk)
    const carol = talk.neighbour('carol')
    const dave = talk.neighbour('dave')
    carol.unchokes()
    dave.unchokes()
    expect([carol.owed, dave.owed]).toEqual([['0.0'], []])
    carol.chokes()
    expect(dave.owed).toEqual(['0.0'])
  })

  it('when it choked us for a minute, unchokes us and stays silent', () => {
    const talk = new Dialogue({ geometry: torrent(1, 1), tuning })
    const bob = talk.neighbour('bob')
    talk.wait(70)
    bob.unchokes()
    const carol = talk.neighbour('carol')
    carol.unchokes()
    talk.wait(70)
    expect(carol.owed).toEqual(['0.0'])
  })

  it('when another sent its probe and it got the next one', () => {
    const talk = new Dialogue({ geometry: torrent(1, 8), tuning })
    silence(talk)
    const carol = talk.neighbour('carol')
    carol.unchokes()
    for (let round = 0; round < 20 && !talk.peer.complete; round++) {
      carol.bringsAll()
      talk.wait(10)
    }
    expect(talk.peer.complete).toBe(true)
  })
})

describe('a neighbour that snubs us', () => {
  /**
   * Returns the choker's reason for interested Bob after so many seconds without a block of his.
   */
  function verdict(seconds: number, optimisticSlots: number): [ChokeReason, boolean] {
    const talk = new Dialogue({ holds: [3], tuning: { ...tuning, slots: 1, optimisticSlots } })
    const bob = talk.neighbour('bob', [0])
    bob.isInterested()
    const verdicts: [ChokeReason, boolean][] = []
    talk.peer.recorder = {
      decided: (link, unchoked, reason) => {
        if (link === bob.link) verdicts.push([reason, unchoked])
      },
    }
    talk.wait(seconds)
    return verdicts[verdicts.length - 1]
  }

  it('loses its regular slot', () => {
    expect(verdict(60, 0)).toEqual(['fastest', true])
    expect(verdict(70, 0).at(0)).not.toBe('fastest')
  })

  it('downloads only as an optimistic unchoke', () => {
    expect(verdict(70, 1)).toEqual(['optimistic', true])
  })
})

it('a peer that completes counts no neighbour as snubbing, old or new', () => {
  const talk = new Dialogue({ geometry: torrent(1, 2), tuning })
  const carol = talk.neighbour('carol', [])
  expect(talk.peer.links.snubbed[carol.link]).toBe(1)
  const bob = talk.neighbour('bob')
  bob.unchokes()
  bob.bringsAll()
  const dave = talk.neighbour('dave', [])
  const links = [carol, dave].map(({ link }) => talk.peer.links.snubbed[link])
  expect(links).toEqual([0, 0])
})

it('a seed counts no neighbour as snubbing', () => {
  const talk = new Dialogue({ holds: 'all', seedChoker: 'seed-fastest' })
  const bob = talk.neighbour('bob', [])
  bob.isInterested()
  talk.wait(300)
  expect(talk.peer.links.snubbed[bob.link]).toBe(0)
})
