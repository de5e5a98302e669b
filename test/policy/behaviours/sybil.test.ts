import { describe, expect, it } from 'vitest'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { Bench } from '../../peer/pair.js'
import { QUICK, run, settingsOf, stepTo, type Word } from '../../sim/swarm-sample.js'

const torrent = { size: '4 MiB', pieceLength: '64 KiB' }
const flash = { kind: 'flash', over: '1 s' }

/** Returns a swarm of one seed, honest leechers and one Sybil. */
function swarmOf(identities: number, honest: number, seed: object = {}, more: object = {}) {
  const cheat = { behaviour: { name: 'sybil', identities }, choker: 'none', arrive: flash }
  return settingsOf(
    {
      seed: { holds: 'all', access: 'origin', ...seed },
      honest: { count: honest, arrive: flash },
      cheat,
    },
    { torrent, ...more },
  )
}

describe('a Sybil', () => {
  it('has as many links to each neighbour as it has identities', () => {
    const experiment = new Experiment(swarmOf(4, 6, { access: { preset: 'origin', up: 10_000 } }))
    stepTo(experiment, 60)
    const { swarm } = experiment
    const cheat = swarm.population.count - 1
    const counts = new Map<number, number>()
    const links = swarm.peer(cheat)?.links
    if (!links) throw new Error('it is not there')
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const other = swarm.neighbourAt(link)
      counts.set(other, (counts.get(other) ?? 0) + 1)
    }
    expect([...counts].sort(([a], [b]) => a - b)).toEqual(
      Array.from({ length: 7 }, (_, host) => [host, 4]),
    )
  })

  it('has one copy and one uplink, and completes once', () => {
    const settings = swarmOf(5, 4)
    const { measurements } = run(settings)
    const { peers } = measurements
    expect(peers.count).toBe(6)
    expect(peers.completionSeconds[5]).not.toBeNaN()
    const got = peers.downloadedBytes[5] - peers.duplicateBytes[5] - peers.corruptBytes[5]
    expect(got).toBe(4 * 2 ** 20)
  })

  it('leaves no identity behind when it departs', () => {
    const gone = [{ at: '30 s', do: 'leave', group: 'cheat' }]
    const experiment = new Experiment(swarmOf(5, 4, {}, { events: gone }))
    stepTo(experiment, 20)
    expect(experiment.swarm.tracker.swarm.listed).toBe(10)
    stepTo(experiment, 31)
    expect(experiment.swarm.tracker.swarm.listed).toBe(5)
  })

  it('has a separate identity on each link, and completes with a single link', () => {
    const words: Word[] = []
    const { swarm } = run(swarmOf(3, 2), { words })
    const names = swarm.network.ids.filter((id) => id.startsWith('peer 3, link'))
    expect(new Set(names).size).toBeGreaterThanOrEqual(9)
    // With one address it may link to the same neighbour only once.
    const bench = new Bench()
    const cheat = bench.join('cheat', { behaviour: 'sybil' })
    bench.link(cheat, bench.join('seed', { holds: 'all' }))
    expect(bench.completes(60)).toBe(true)
  })
})

// A neighbour may be offline while the Sybil has a new link in the row of one that has ended.
it('a Sybil connects again with a name that none of its links has had', () => {
  const link = { up: 50_000, down: 50_000 }
  const flaps = { every: '20 s', for: '5 s' }
  const groups = {
    seed: { holds: 'all', access: link },
    cheat: { behaviour: 'sybil', access: link, flaps, linkDrops: '20 s' },
    honest: { count: 3, access: { ...link, down: 2000 }, flaps },
  }
  const { swarm } = run(settingsOf(groups, { until: '900 s' }))
  const names = swarm.network.ids.filter((id) => id.startsWith('peer 1, '))
  expect(names.length).toBeGreaterThan(20)
  expect(new Set(names).size).toBe(names.length)
})

it('a Sybil that is the server of a peer-assisted model has one address', () => {
  const groups = { seed: { holds: 'all', behaviour: 'sybil' }, crowd: { count: 3 } }
  const { swarm, measurements } = run(settingsOf(groups, { model: 'peer-assisted' }))
  expect(measurements.ended).toBe('complete')
  expect(new Set(swarm.network.ids)).toContain('peer 0')
  expect(swarm.tracker.swarm.listed).toBe(4)
})

// A seed that serves one random taker a round serves each link equally: 5 of 15 are the Sybil's.
// Blocks within a round go together, so the test counts draws: 4 sigma of their binomial.
it('a Sybil gets the share of a seed that as many honest peers would get', () => {
  let draws = 0
  let hits = 0
  for (let seed = 1; seed <= 12; seed++) {
    const words: Word[] = []
    const slow = { access: { ...QUICK, up: 20_000 }, seedChoker: 'random', slots: 1 }
    const settings = swarmOf(5, 10, slow, { until: '400 s', seed })
    const { swarm } = run(settings, { words })
    const cheat = swarm.population.count - 1
    const early = words.filter(
      ({ verb, host, time }) => verb === 'unchoke' && host === 0 && time > 30,
    )
    draws += early.length
    hits += early.filter(({ to }) => to === cheat).length
  }
  const share = 5 / 15
  expect(draws).toBeGreaterThan(150)
  expect(Math.abs(hits - draws * share)).toBeLessThan(4 * Math.sqrt(draws * share * (1 - share)))
})
