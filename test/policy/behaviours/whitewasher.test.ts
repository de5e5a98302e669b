import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { Dialogue } from '../../peer/dialogue.js'
import { tuned } from '../../peer/make-peer.js'
import { Bench } from '../../peer/pair.js'
import { hostsOf, run, settingsOf, type Word } from '../../sim/swarm-sample.js'
import { LinkTable } from '../link-table.js'

describe('a whitewasher', () => {
  it('disconnects any neighbour that chokes it', () => {
    const talk = new Dialogue({ behaviour: 'whitewasher' })
    const bob = talk.neighbour('bob', [0])
    const carol = talk.neighbour('carol', [1])
    bob.unchokes()
    carol.unchokes()
    expect([...bob.heard(), ...carol.heard()]).not.toContain('close')
    bob.chokes()
    expect(bob.heard().at(-1)).toBe('close')
    expect(carol.heard()).not.toContain('close')
  })

  it('stays connected to seeds', () => {
    const talk = new Dialogue({ behaviour: 'whitewasher' })
    const seed = talk.neighbour('seed', 'all')
    seed.unchokes()
    seed.chokes()
    expect(seed.heard()).not.toContain('close')
  })

  it('stays connected to neighbours that never unchoked it', () => {
    const talk = new Dialogue({ behaviour: 'whitewasher' })
    const bob = talk.neighbour('bob', [0])
    bob.chokes()
    talk.wait(600)
    expect(bob.heard()).not.toContain('close')
  })

  it('does not disconnect a neighbour that chokes it once it is complete', () => {
    const talk = new Dialogue({ behaviour: 'whitewasher', holds: 'all' })
    const bob = talk.neighbour('bob', [0])
    bob.unchokes()
    bob.chokes()
    expect(bob.heard()).not.toContain('close')
  })

  it('completes its download', () => {
    const bench = new Bench()
    const seed = bench.join('seed', { holds: 'all' })
    const cheat = bench.join('cheat', { behaviour: 'whitewasher' })
    bench.link(seed, cheat)
    expect(bench.completes(60)).toBe(true)
  })

  it('returns to the same host under another peer id and is served again', () => {
    const words: Word[] = []
    const crowd = { count: 12, arrive: { kind: 'flash', over: '10 s' } }
    const groups = {
      seed: { holds: 'all', access: { preset: 'origin', up: '400 kbit/s' } },
      crowd,
      cheat: { behaviour: 'whitewasher', choker: 'none', seedChoker: 'none' },
    }
    const { swarm, measurements } = run(settingsOf(groups), { words })
    const [cheat] = hostsOf(measurements, 2)
    const names = new Set(swarm.network.ids.filter((id) => id.startsWith(`peer ${cheat}, name`)))
    const closes = words.filter(({ verb, host }) => verb === 'close' && host === cheat)
    const greetings = words.filter(({ verb, host }) => verb === 'handshake' && host === cheat)
    expect(closes.length).toBeGreaterThan(5)
    expect(names.size).toBe(greetings.length)
    // It has uploaded nothing, and yet is complete.
    expect(measurements.peers.uploadedBytes[cheat]).toBe(0)
    expect(measurements.peers.completionSeconds[cheat]).not.toBeNaN()
  })
})

/** Counts the optimistic unchokes of a row that is always a newcomer; 20 others are not. */
function draws(rounds: number): number {
  const table = new LinkTable(Array.from({ length: 21 }, () => ({ interested: true })))
  const choker = CHOKERS['tit-for-tat'].make(
    tuned({ slots: 1, optimisticSlots: 1, optimisticSeconds: 10 }),
    new Random('seed', 'choke'),
  )
  // All have been unchoked before, so they are no longer newcomers.
  for (let row = 0; row < 21; row++) table.set(row, { unchokedAt: 0 })
  let hits = 0
  for (let i = 0; i < rounds; i++) {
    table.set(0, { unchokedAt: -1, openedAt: table.now, unchoked: false })
    if (table.round(choker).includes(0)) hits++
  }
  return hits
}

// BEP 3 makes a newcomer three times as likely: 3 of 23 draws instead of 1 of 21; 4 sigma.
it('a whitewasher gets three times as many optimistic unchokes as a peer that stays', () => {
  const rounds = 20_000
  const share = 3 / 23
  const sigma = Math.sqrt(rounds * share * (1 - share))
  expect(Math.abs(draws(rounds) - rounds * share)).toBeLessThan(4 * sigma)
})
