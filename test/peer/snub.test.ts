import { describe, expect, it } from 'vitest'
import type { ChokeReason } from '../../src/peer/policy.js'
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

it('a seed counts no neighbour as snubbing', () => {
  const talk = new Dialogue({ holds: 'all', seedChoker: 'seed-fastest' })
  const bob = talk.neighbour('bob', [])
  bob.isInterested()
  talk.wait(300)
  expect(talk.peer.links.snubbed[bob.link]).toBe(0)
})
