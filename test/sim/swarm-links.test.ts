import { describe, expect, it } from 'vitest'
import { Experiment } from '../../src/lab/run/experiment.js'
import type { Swarm } from '../../src/sim/swarm.js'
import { hostsOf, QUICK, run, settingsOf, stepTo, type Word } from './swarm-sample.js'

const hidden = { ...QUICK, reachable: false }

/** Returns the pairs of hosts that ever exchanged handshakes. */
function greetings(words: readonly Word[]): Set<string> {
  return new Set(
    words.filter(({ verb }) => verb === 'handshake').map(({ host, to }) => `${host}-${to}`),
  )
}

describe('peers behind a NAT', () => {
  const crowd = { count: 6, access: hidden, arrive: { kind: 'flash', over: '20 s' } }
  const groups = { seed: { holds: 'all', access: QUICK }, open: { count: 3 }, crowd }
  const words: Word[] = []
  const done = run(settingsOf(groups, { torrent: { size: '4 MiB', pieceLength: '64 KiB' } }), {
    words,
  })
  const hosts = hostsOf(done.measurements, 2)
  const met = greetings(words)

  it('accept no dial from outside, but are served on links they dial', () => {
    expect(done.measurements.ended).toBe('complete')
    for (const host of hosts) {
      const partners = [0, 1, 2, 3].filter((other) => met.has(`${host}-${other}`))
      expect(partners.length).toBeGreaterThan(0)
      const dialled = words.filter((word) => word.verb === 'dial' && word.host === host)
      for (const other of partners) expect(dialled.map(({ to }) => to)).toContain(other)
    }
  })

  it('never link to each other', () => {
    for (const host of hosts) {
      for (const other of hosts) expect(met.has(`${host}-${other}`)).toBe(false)
    }
  })
})

describe('links are limited', () => {
  const linksOf = (swarm: Swarm, host: number) => swarm.peer(host)?.links.connected ?? 0

  /** Returns the most links that each host ever has, and the most that it has when it dials. */
  function most(count: number, keys: object) {
    const groups = {
      seed: { holds: 'all', access: QUICK },
      crowd: { count, arrive: { kind: 'flash', over: '30 s' }, ...keys },
    }
    const more = {
      torrent: { size: '8 MiB', pieceLength: '256 KiB' },
      tracker: { peersPerAnnounce: 200 },
      until: '60 s',
    }
    const links: number[] = new Array(count + 1).fill(0)
    const whenDialling: number[] = new Array(count + 1).fill(0)
    const experiment = new Experiment(settingsOf(groups, more), {
      onMessage: (_index, _time, host, verb) => {
        const now = linksOf(experiment.swarm, host)
        if (verb === 'dial') whenDialling[host] = Math.max(whenDialling[host], now)
      },
    })
    do {
      for (let host = 0; host <= count; host++) {
        links[host] = Math.max(links[host], linksOf(experiment.swarm, host))
      }
    } while (experiment.step(50))
    return { links, whenDialling }
  }

  it('to 80 in total', () => {
    const { links } = most(130, {})
    expect(Math.max(...links)).toBe(80)
  })

  it('to 40 that a peer dialled', () => {
    // The last peer comes when all others are there: it alone dials.
    const late = { arrive: { kind: 'flash', at: '100 s' } }
    const words: Word[] = []
    const crowd = { count: 70, access: QUICK, dialLinks: 0 }
    const groups = { seed: { holds: 'all', dialLinks: 0 }, crowd, late }
    const more = { tracker: { peersPerAnnounce: 200 }, until: '101 s', stopWhenComplete: false }
    const { swarm } = run(settingsOf(groups, more), { words })
    expect(words.filter(({ verb, host }) => verb === 'dial' && host === 71)).toHaveLength(40)
    expect(linksOf(swarm, 71)).toBe(40)
    expect(words.some(({ verb, host }) => verb === 'dial' && host < 71)).toBe(false)
  })

  it('to the limits of the scenario', () => {
    const { links, whenDialling } = most(20, { dialLinks: 3, maxLinks: 6 })
    expect(Math.max(...links.slice(1))).toBe(6)
    expect(Math.min(...links.slice(1))).toBeGreaterThan(0)
    // A peer dials only below three links; the others it accepts.
    expect(Math.max(...whenDialling.slice(1))).toBe(2)
  })
})

it('peers that announce all their pieces read each other’s rows, and no others do', () => {
  const honest = ['honest', 'whitewasher', 'colluder', 'sybil']
  const hiding = ['have-liar', 'under-reporter']
  const of = (behaviour: string) => ({ count: 2, behaviour, holds: { from: '20%', to: '60%' } })
  const crowds = [...honest, ...hiding].map((name) => [name, of(name)])
  const groups = { seed: { holds: 'all' }, ...Object.fromEntries(crowds) }
  const experiment = new Experiment(settingsOf(groups))
  stepTo(experiment, 2)
  const { population, network } = experiment.swarm
  const announcesAll = (host: number) => !hiding.includes(population.of(host).behaviour)
  const counts = new Map([true, false].map((isShared) => [isShared, 0]))
  for (let host = 0; host < population.count; host++) {
    const { links } = experiment.swarm.peer(host)!
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0 || network.endpoints.other[link] < 0) continue
      const isShared = announcesAll(host) && announcesAll(network.addressOf(link))
      expect(population.store.columns.isShared(link)).toBe(isShared)
      counts.set(isShared, counts.get(isShared)! + 1)
    }
  }
  for (const count of counts.values()) expect(count).toBeGreaterThan(10)
})

it('copies of each piece are counted as peers arrive, gain pieces and leave', () => {
  const groups = {
    seed: { holds: 'all', access: QUICK },
    some: { count: 3, access: QUICK, holds: { pieces: [0, 3] }, leave: 'on-completion' },
    late: { count: 3, access: QUICK, arrive: { kind: 'uniform', every: '1 s' } },
  }
  const experiment = new Experiment(settingsOf(groups))
  const { swarm } = experiment
  do {
    const hosts = Array.from({ length: swarm.population.count }, (_, host) => host)
    const present = hosts.flatMap((host) => swarm.peer(host) ?? [])
    const copies = [...swarm.tally.copies].map(
      (_, piece) => present.filter(({ requests }) => requests.has(piece)).length,
    )
    expect([...swarm.tally.copies]).toEqual(copies)
  } while (experiment.step(50))
})

it('links that drop are lost now and then, from the arrival of their peer on', () => {
  const words: Word[] = []
  const crowd = { count: 6, access: { ...QUICK, up: 30_000 }, linkDrops: '20 s' }
  const groups = { seed: { holds: 'all', access: { ...QUICK, up: 30_000 } }, crowd }
  run(settingsOf(groups, { until: '60 s' }), { words })
  expect(words.filter(({ verb }) => verb === 'close').length).toBeGreaterThan(10)
})
