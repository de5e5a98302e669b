import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Experiment } from '../../src/lab/run/experiment.js'
import { Requests } from '../../src/peer/requests.js'
import type { SwarmSettings } from '../../src/sim/settings.js'
import type { Swarm } from '../../src/sim/swarm.js'
import { crowdOf, fingerprint, hostsOf, run, settingsOf, type Word } from './swarm-sample.js'

const spread = { preset: 'adsl', latency: '5 ms', latencyTo: '90 ms' }
const troubles = { linkDrops: '200 s', flaps: { every: '200 s', for: '5 s' }, corrupt: 0.02 }

const swarms: Record<string, SwarmSettings> = {
  'a crowd that stays': crowdOf(12),
  'a crowd that leaves': crowdOf(12, {}, { access: spread, leave: { linger: '20 s' } }),
  'a troubled crowd': crowdOf(12, { network: { slowStart: true } }, troubles),
}
const names = Object.keys(swarms)

const hashOf = (settings: SwarmSettings) => run(settings).measurements.traceHash

describe('a run', () => {
  it.each(names)('is the same for the same random seed: %s', (name) =>
    expect(fingerprint(swarms[name])).toBe(fingerprint(swarms[name])),
  )

  it.each(names)('differs for another random seed: %s', (name) =>
    expect(hashOf({ ...swarms[name], seed: 'other' })).not.toBe(hashOf(swarms[name])),
  )

  it('is the same in two processes', async () => {
    const sample = new URL('swarm-sample.ts', import.meta.url).href
    const settings = JSON.stringify(swarms['a troubled crowd'], (_, value) =>
      value === Number.POSITIVE_INFINITY ? 1e308 : value,
    )
    const script = `
      import { fingerprint } from ${JSON.stringify(sample)}
      process.stdout.write(fingerprint(${settings}))`
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
    const [one, two] = await Promise.all(
      [0, 1].map(() => promisify(execFile)(process.execPath, args)),
    )
    expect(one.stdout).toBe(two.stdout)
    expect(one.stdout).toBe(fingerprint(JSON.parse(settings)))
  })
})

describe('a run is not changed by', () => {
  it.each([1, 7, 100_000])('steps of %i events', (slice) => {
    for (const name of names) {
      expect(fingerprint(swarms[name], { slice })).toBe(fingerprint(swarms[name]))
    }
  })

  it.each(names)('a listener: %s', (name) => {
    const words: Word[] = []
    expect(fingerprint(swarms[name], { words })).toBe(fingerprint(swarms[name]))
    expect(words.length).toBeGreaterThan(100)
    expect(words.every(({ time }, i) => i === 0 || words[i - 1].time <= time)).toBe(true)
  })

  it.each(names)('intermediate measurements: %s', (name) => {
    const after = (experiment: Experiment) => experiment.measurements()
    expect(fingerprint(swarms[name], { slice: 500, after })).toBe(fingerprint(swarms[name]))
  })

  it('the interval of samples', () =>
    expect(hashOf({ ...swarms[names[0]], sampleSeconds: 1 })).toBe(hashOf(swarms[names[0]])))
})

describe('network shortcuts', () => {
  const torrent = { size: '2 MiB', pieceLength: '64 KiB' }
  const near = { preset: 'adsl', latency: '1 ms', latencyTo: '9 ms' }
  const far = { preset: 'adsl', latency: '50 ms', latencyTo: '150 ms' }
  const crowds: Record<string, object> = {
    near: { access: near },
    far: { access: far, leave: 'on-completion' },
    'slow downlinks': { access: { ...spread, down: '400 kbit/s' }, leave: 'on-completion' },
    'links that drop': { access: spread, linkDrops: '100 s' },
    'hosts that flap': { access: spread, flaps: { every: '60 s', for: '5 s' } },
    'corrupt blocks': { access: spread, corrupt: 0.02 },
    altruists: { access: spread, choker: 'unchoke-all', endgame: 'piece' },
    'have-liars': { access: spread, behaviour: 'have-liar' },
    'under-reporters': { access: spread, behaviour: 'under-reporter', leave: 'on-completion' },
    whitewashers: { access: spread, behaviour: 'whitewasher' },
    colluders: { access: spread, behaviour: 'colluder' },
    sybils: { access: spread, behaviour: { name: 'sybil', identities: 2 } },
    'a deep pipeline': { access: spread, pipeline: { mode: 'adaptive', depth: 9 } },
  }
  const cases = Object.keys(crowds)
  const hashWithout = (
    settings: SwarmSettings,
    shortcut: 'readsSharedRows' | 'deliversRequestsEarly',
  ) => {
    const before = ({ network }: Swarm) => {
      network[shortcut] = false
    }
    return run(settings, { before }).measurements.traceHash
  }
  const seeds = [1, 2, 3]

  // Each host has its own latency. A have that is an event in transit comes after others of the
  // same instant, so two equally distant hosts could swap turns. With corrupt blocks, a suspect may
  // be asked at a have that changes nothing else: not exact. A Sybil is equally distant on several
  // links. A host that returns sees at once what its neighbours have gained since.
  const inexact = ['corrupt blocks', 'sybils', 'hosts that flap']
  const clean = cases.filter((name) => !inexact.includes(name))
  it.each(clean)('reading neighbours’ own rows changes no message: %s', (name) => {
    for (const seed of seeds) {
      const settings = crowdOf(10, { torrent, seed }, crowds[name])
      expect(hashWithout(settings, 'readsSharedRows'), `seed ${seed}`).toBe(hashOf(settings))
    }
  })

  // A bitfield comes on a link that its sender has closed, while a `have` is on its way.
  it.each([10, 35])('a lost link shows no piece before its `have`: seed %d', (seed) => {
    const access = { up: 30_000, down: 200_000, latency: '20 ms', latencyTo: '90 ms' }
    const groups = {
      seed: { holds: 'all', count: 2, access: { ...access, up: 60_000 } },
      slow: { count: 2, access: { ...access, down: 50_000 } },
      crowd: { count: 7, arrive: { kind: 'flash', over: '20 s' }, linkDrops: '50 s', access },
    }
    const settings = settingsOf(groups, {
      seed,
      torrent: { size: '1 MiB', pieceLength: '64 KiB' },
      until: '1500 s',
    })
    expect(hashWithout(settings, 'readsSharedRows')).toBe(hashOf(settings))
  })

  // A `have` waits 16 s behind a block, which is longer than many of these connections last.
  it.each([1, 2, 3, 4, 5])('a new connection shows what was announced before: seed %d', (seed) => {
    const access = { up: 1000, down: 200_000, latency: '20 ms', latencyTo: '90 ms' }
    const groups = {
      seed: { holds: 'all', access: { ...access, up: 4000 } },
      crowd: { count: 6, arrive: { kind: 'flash', over: '20 s' }, linkDrops: '40 s', access },
    }
    const torrent = { size: '512 KiB', pieceLength: '16 KiB' }
    const settings = settingsOf(groups, { seed, torrent, until: '900 s' })
    expect(hashWithout(settings, 'readsSharedRows')).toBe(hashOf(settings))
  })

  it.each([true, 'least-served'])(
    'reading neighbours’ own rows changes no message: super-seeding %s',
    (superSeeding) => {
      const origin = { holds: 'all', access: { preset: 'origin', up: '800 kbit/s' }, superSeeding }
      for (const seed of seeds) {
        const settings = settingsOf(
          { origin, crowd: { count: 10, access: spread } },
          { torrent, seed },
        )
        expect(hashWithout(settings, 'readsSharedRows'), `seed ${seed}`).toBe(hashOf(settings))
      }
    },
  )

  // A liar may get the piece while a request for it is under way: an early request is not served.
  const truthful = cases.filter((name) => name !== 'have-liars')
  it.each([...truthful, 'all alike'])(
    'delivering requests early changes no message: %s',
    (name) => {
      for (const seed of seeds) {
        const settings = crowdOf(10, { torrent, seed }, crowds[name] ?? {})
        expect(hashWithout(settings, 'deliversRequestsEarly'), `seed ${seed}`).toBe(
          hashOf(settings),
        )
      }
    },
  )

  it.each(['readsSharedRows', 'deliversRequestsEarly'] as const)('save events: %s', (shortcut) => {
    const settings = crowdOf(10, { torrent })
    const before = ({ network }: Swarm) => {
      network[shortcut] = false
    }
    const plain = run(settings, { before }).experiment.events
    expect(run(settings).experiment.events).toBeLessThan(plain)
  })
})

describe('a peer looks for blocks to request', () => {
  const slow = { preset: 'adsl', up: '40 kbit/s', latency: '5 ms', latencyTo: '100 ms' }
  const crowds: Record<string, object> = {
    'that are slow': { access: slow },
    // Not hosts that flap: one that returns sees all that its neighbours have gained at once.
    'that lose links': { access: spread, linkDrops: '30 s' },
  }
  const torrent = { size: '1 MiB', pieceLength: '64 KiB' }
  const seed = { holds: 'all', access: { up: '30 kB/s', down: '1 MiB/s', latency: '5 ms' } }

  afterEach(() => vi.restoreAllMocks())

  // The plain peer looks after every message; ours looks only after possible changes.
  it.each(Object.keys(crowds))('whenever there may be some: among leechers %s', (name) => {
    for (const number of [1, 2, 3, 4]) {
      vi.restoreAllMocks()
      const crowd = { count: 40, ...crowds[name] }
      const settings = { ...settingsOf({ seed, crowd }, { torrent }), seed: `${number}` }
      const hash = hashOf(settings)
      const refill = Requests.prototype.refill
      vi.spyOn(Requests.prototype, 'refill').mockImplementation(function (this: Requests, now) {
        this.markDirty()
        refill.call(this, now)
      })
      expect(hashOf(settings), `seed ${number}`).toBe(hash)
    }
  })
})

describe('shared random seeds', () => {
  const access = { preset: 'adsl', latency: '5 ms', latencyTo: '90 ms' }
  const groups = (other: object = {}, mine: object = {}) => ({
    seed: { holds: 'all' },
    mine: { count: 8, access, arrive: { kind: 'poisson', every: '2 s' }, ...mine },
    other: { count: 8, access, arrive: { kind: 'flash', over: '20 s' }, ...other },
  })
  const until = { until: '40 s', stopWhenComplete: false }
  const figures = (settings: SwarmSettings, group: number) => {
    const { measurements, swarm } = run(settings)
    const hosts = hostsOf(measurements, group)
    return {
      arrivals: hosts.map((host) => measurements.peers.arrivalSeconds[host]),
      latencies: hosts.map((host) => swarm.population.hosts.latencySeconds[host]),
    }
  }
  const known = figures(settingsOf(groups(), until), 1)

  it('give each peer its own arrival and latency', () => {
    expect(new Set(known.arrivals).size).toBe(8)
    expect(new Set(known.latencies).size).toBe(8)
  })

  it.each([
    ['a policy of another group', { choker: 'none' }],
    ['a size of another group', { count: 3 }],
    ['an access of another group', { access: 'fibre' }],
    ['the arrivals of another group', { arrive: { kind: 'uniform', every: '3 s' } }],
    ['troubles of another group', troubles],
  ])('give the same draws despite %s', (_, other) =>
    expect(figures(settingsOf(groups(other), until), 1)).toEqual(known),
  )

  it('give the same draws despite other policies', () =>
    expect(figures(settingsOf(groups({}, { picker: 'random', slots: 9 }), until), 1)).toEqual(
      known,
    ))

  it('give the same draws despite a group before them', () => {
    const before = { first: { count: 4 }, ...groups() }
    expect(figures(settingsOf(before, until), 2)).toEqual(known)
  })

  it('give the same draws despite peers that never arrive', () => {
    const late = { count: 5, arrive: { kind: 'flash', at: '2 h' } }
    const [without, with_] = [groups(), { ...groups(), late }].map((all) =>
      run(settingsOf(all, until)),
    )
    expect(with_.measurements.traceHash).toBe(without.measurements.traceHash)
    const { arrivalSeconds, count } = with_.measurements.peers
    expect([...arrivalSeconds.subarray(count - 5, count)]).toEqual(Array(5).fill(Number.NaN))
  })
})
