import { downlinkSeconds, fluidOf, seedSeconds, supplyOf } from '../../lab/summary/bounds.js'
import type { Chapter, Knob } from './chapter.js'
import { lastSeconds, nearestOf } from './measure.js'
import type { ChapterRun } from './run.js'

/** The three limits of a swarm, seconds: no run is faster than the longest of them. */
export function limitsOf({ settings, measurements }: ChapterRun) {
  const fluid = fluidOf(settings, measurements)
  const takers = fluid.hosts.filter(({ lackedBytes }) => lackedBytes > 0)
  const lacked = takers.reduce((sum, { lackedBytes }) => sum + lackedBytes, 0)
  return {
    /** The seed sends every piece once. */
    seed: seedSeconds(fluid),
    /** The slowest downlink takes in the whole file. */
    downlink: Math.max(...takers.map((host) => downlinkSeconds(fluid, host))),
    /** All uplinks together send as many copies as there are leechers. */
    uplinks: supplyOf(fluid, fluid.hosts)(lacked),
  }
}

/** Returns the name of the limit that decides. */
export function limitThatHolds(run: ChapterRun): string {
  const limits = Object.entries(limitsOf(run))
  return limits.reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}

const rateKnob = (id: string, path: string, rates: readonly string[], from: number): Knob => ({
  id,
  positions: rates.map((label) => ({ label, set: [`${path}=${label}`] })),
  from,
})

const speedUp = (one: ChapterRun, other: ChapterRun) => lastSeconds(one) / lastSeconds(other)

/** A swarm and its three limits: the seed's uplink, all uplinks together, a downlink. */
export const EVERYBODY_SERVES: Chapter = {
  id: 'everybody-serves',
  scenario: {
    version: 1,
    name: 'everybody-serves',
    torrent: { size: '2 MiB', pieceLength: '32 KiB' },
    groups: {
      seed: { holds: 'all', access: { up: '500 kbit/s', down: '8 Mbit/s', latency: '20 ms' } },
      leechers: {
        count: 12,
        access: { up: '200 kbit/s', down: '2 Mbit/s', latency: '20 ms' },
        arrive: { kind: 'flash', over: '2 s' },
      },
    },
  },
  variants: [
    { id: 'swarm', set: [] },
    { id: 'server', set: ['model=client-server'] },
    { id: 'slow-seed', set: ['groups.seed.access.up=100 kbit/s'] },
    { id: 'narrow', set: ['groups.leechers.access.down=128 kbit/s'] },
  ],
  bet: {
    options: ['same', 'twice', 'five', 'twelve'],
    right: ({ swarm, server }) =>
      nearestOf(Math.log(speedUp(server, swarm)), {
        same: 0,
        twice: Math.log(2),
        five: Math.log(5),
        twelve: Math.log(12),
      }),
  },
  steps: [
    {
      id: 'both',
      shows: ['server', 'swarm'],
      at: { after: 30 },
      highlights: [{ kind: 'links', which: 'unchoked' }],
      panel: 'progress',
    },
    {
      id: 'uplinks',
      shows: ['swarm'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'group', group: 'leechers' }],
      panel: 'limits',
    },
    {
      id: 'seed',
      shows: ['slow-seed'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'group', group: 'seed' }],
      panel: 'limits',
    },
    {
      id: 'downlink',
      shows: ['narrow'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'group', group: 'leechers' }],
      panel: 'limits',
    },
  ],
  figures: {
    swarm: { unit: 'seconds', of: ({ swarm }) => lastSeconds(swarm) },
    server: { unit: 'seconds', of: ({ server }) => lastSeconds(server) },
    speedUp: { unit: 'times', of: ({ server, swarm }) => speedUp(server, swarm) },
    bound: { unit: 'seconds', of: ({ swarm }) => limitsOf(swarm).uplinks },
    overBound: { unit: 'times', of: ({ swarm }) => swarm.summary.finishOverBound ?? Number.NaN },
    slowSeed: { unit: 'seconds', of: (runs) => lastSeconds(runs['slow-seed']) },
    slowSeedBound: { unit: 'seconds', of: (runs) => limitsOf(runs['slow-seed']).seed },
    narrow: { unit: 'seconds', of: ({ narrow }) => lastSeconds(narrow) },
    narrowBound: { unit: 'seconds', of: ({ narrow }) => limitsOf(narrow).downlink },
  },
  knobs: [
    rateKnob(
      'seed-up',
      'groups.seed.access.up',
      ['50 kbit/s', '100 kbit/s', '200 kbit/s', '500 kbit/s', '2 Mbit/s'],
      3,
    ),
    rateKnob(
      'peers-up',
      'groups.leechers.access.up',
      ['50 kbit/s', '100 kbit/s', '200 kbit/s', '500 kbit/s', '2 Mbit/s'],
      2,
    ),
    rateKnob(
      'peers-down',
      'groups.leechers.access.down',
      ['128 kbit/s', '256 kbit/s', '500 kbit/s', '2 Mbit/s', '4 Mbit/s'],
      3,
    ),
  ],
  act: { kind: 'knobs' },
  claims: [
    {
      id: 'faster',
      strength: 'always',
      holds: ({ server, swarm }) => speedUp(server, swarm) > 3,
    },
    {
      id: 'bound',
      strength: 'always',
      holds: ({ swarm }) => {
        const over = swarm.summary.finishOverBound ?? 0
        return over >= 1 && over < 1.5
      },
    },
    {
      id: 'which',
      strength: 'always',
      holds: (runs) =>
        limitThatHolds(runs['swarm']) === 'uplinks' &&
        limitThatHolds(runs['slow-seed']) === 'seed' &&
        limitThatHolds(runs['narrow']) === 'downlink',
    },
    {
      id: 'slow-seed',
      strength: 'always',
      holds: (runs) =>
        lastSeconds(runs['slow-seed']) > 1.5 * lastSeconds(runs['swarm']) &&
        (runs['slow-seed'].summary.finishOverBound ?? 9) < 1.7,
    },
  ],
}
