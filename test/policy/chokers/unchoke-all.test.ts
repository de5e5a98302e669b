import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { BEHAVIOURS } from '../../../src/policy/behaviours.js'
import { CHOKERS, PICKERS } from '../../../src/policy/catalogue.js'
import { SUPER_SEEDINGS } from '../../../src/policy/super-seedings.js'
import { tuned } from '../../peer/make-peer.js'
import { durations, hostsOf, type Run, run, settingsOf, type Word } from '../../sim/swarm-sample.js'
import { LinkTable } from '../link-table.js'
import { pairedT } from '../paired-t.js'

const rows = [
  { interested: true },
  { rate: 9 },
  { interested: true, snubbed: true },
  { open: false },
  { interested: true, rate: 3 },
]

it('an altruist unchokes every interested peer', () => {
  const table = new LinkTable(rows)
  expect(table.round(CHOKERS['unchoke-all'].make(tuned(), new Random('', '')))).toEqual([0, 2, 4])
  expect(table.reasons).toEqual(['everybody', 'everybody', 'everybody', undefined, 'everybody'])
})

it('a free rider unchokes no peer', () => {
  const table = new LinkTable(rows)
  expect(table.round(CHOKERS['none'].make(tuned(), new Random('', '')))).toEqual([])
  expect(table.reasons).toEqual(['nobody', 'nobody', 'nobody', undefined, 'nobody'])
})

/**
 * Returns a swarm of twenty ADSL leechers, ten strangers of some kind and a seed; groups 1 and 2.
 */
function swarmOf(strangers: object, seed: number, crowd: object = {}): Run {
  const flash = { arrive: { kind: 'flash', over: '10 s' }, leave: 'on-completion' }
  const groups = {
    seed: { holds: 'all', access: 'origin' },
    crowd: { ...flash, count: 20, ...crowd },
    strangers: { ...flash, count: 10, ...strangers },
  }
  const torrent = { size: '4 MiB', pieceLength: '64 KiB' }
  return run(settingsOf(groups, { torrent, seed }))
}

const seeds = Array.from({ length: 20 }, (_, i) => 101 + i)
const rider = { choker: 'none', seedChoker: 'none' }
const altruist = { choker: 'unchoke-all', seedChoker: 'unchoke-all' }

function meanSeconds(one: Run, group: number): number {
  const times = durations(one, group)
  return times.reduce((a, b) => a + b) / times.length
}

// Of twenty pairs, t exceeds 2.86 by chance once in 200.
describe('over twenty random seeds', () => {
  it('free riders upload nothing, complete, and slow down the others', () => {
    const costs = seeds.slice(0, 10).map((seed) => {
      const riding = swarmOf(rider, seed)
      const { uploadedBytes } = riding.measurements.peers
      for (const host of hostsOf(riding.measurements, 2)) expect(uploadedBytes[host]).toBe(0)
      return meanSeconds(riding, 1) - meanSeconds(swarmOf({}, seed), 1)
    })
    // The same limit for ten pairs is 3.25.
    expect(pairedT(costs)).toBeGreaterThan(3.25)
  })

  it('free riders with many links are faster than those with few', () => {
    // With a slow seed, free riders get most of their data from leechers' optimistic unchokes.
    const few = { dialLinks: 4 }
    const gains = seeds.map((seed) => {
      const [large, small] = [{}, { ...few, maxLinks: 4 }].map((view) =>
        meanSeconds(swarmOf({ ...rider, count: 2, ...view }, seed, few), 2),
      )
      return large - small
    })
    expect(pairedT(gains)).toBeLessThan(-2.86)
  })

  it('altruists give more to free riders than tit-for-tat peers do', () => {
    const gains = seeds.slice(0, 5).map((seed) => toRiders(altruist, seed) - toRiders({}, seed))
    // The same limit for five pairs is 4.6.
    expect(pairedT(gains)).toBeGreaterThan(4.6)
  })
})

/**
 * Returns the share of five strangers' uploads that goes to four free riders among ten honest
 * leechers.
 */
function toRiders(strangers: object, seed: number): number {
  const words: Word[] = []
  const flash = { arrive: { kind: 'flash', over: '10 s' }, leave: 'on-completion' }
  const groups = {
    seed: { holds: 'all', access: 'origin' },
    riders: { ...flash, ...rider, count: 4 },
    crowd: { ...flash, count: 10 },
    strangers: { ...flash, count: 5, ...strangers },
  }
  // Long enough for neighbours to learn who gives: 4 MiB are here after a few rounds.
  const torrent = { size: '16 MiB', pieceLength: '64 KiB' }
  run(settingsOf(groups, { torrent, seed }), { words })
  const sent = words.filter(({ verb, host }) => verb === 'piece' && host > 14)
  return sent.filter(({ to }) => to >= 1 && to <= 4).length / sent.length
}

describe('the catalogue', () => {
  it.each(Object.entries({ ...CHOKERS, ...PICKERS, ...SUPER_SEEDINGS, ...BEHAVIOURS }))(
    'describes %s',
    (name, entry) => {
      expect(name).toMatch(/^[a-z]+(-[a-z0-9]+)*$/)
      expect(entry.about.length).toBeGreaterThan(10)
      expect(entry.source.length).toBeGreaterThan(4)
    },
  )
})
