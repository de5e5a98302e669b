import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { downlinkSeconds, fluidOf, hostOf, lastFinishBoundSeconds } from '../../src/lab/bounds.js'
import { conservationFaults } from '../../src/lab/conservation.js'
import { sum } from '../../src/lab/statistics.js'
import { isLeecher } from '../../src/lab/summary.js'
import { Geometry } from '../../src/peer/geometry.js'
import { CHOKERS, PICKERS } from '../../src/policy/catalogue.js'
import { CONDUCTS } from '../../src/policy/conducts.js'
import type { SwarmSettings } from '../../src/sim/settings.js'
import { type Run, run, settingsOf } from './swarm-sample.js'

const BLOCK = 16_384
const ROUNDING = 1 + 1e-9

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const seconds = (least: number, most: number) => fc.integer({ min: least, max: most })

const access = fc.oneof(
  oneOf('adsl', 'fast', 'slow', 'fibre', 'mobile'),
  fc.record({
    up: fc.integer({ min: 20_000, max: 3_000_000 }),
    down: fc.integer({ min: 30_000, max: 5_000_000 }),
    latency: oneOf('0 s', '1 ms', '30 ms', '200 ms'),
    latencyTo: oneOf('0 s', '250 ms'),
    reachable: oneOf(true, true, false),
    uploadCap: oneOf<unknown>('none', 'none', 400_000),
  }),
)

const arrive = fc.oneof(
  fc.record({ kind: oneOf('flash'), at: seconds(0, 20), over: seconds(0, 30) }),
  fc.record({ kind: oneOf('uniform'), at: seconds(0, 20), every: oneOf('1 s', '7 s') }),
  fc.record({ kind: oneOf('poisson'), every: oneOf('1 s', '10 s') }),
  fc.record({ kind: oneOf('decaying'), perSecond: oneOf(0.2, 1), timeConstant: oneOf('20 s') }),
)

const leave = oneOf<unknown>(
  'stay',
  'on-completion',
  { linger: '30 s' },
  { ratio: 0.5 },
  { at: '80%' },
)

const superSeeding = oneOf<unknown>(false, true, 'least-served')

const behaviour = {
  choker: oneOf(...Object.keys(CHOKERS)),
  seedChoker: oneOf(...Object.keys(CHOKERS)),
  picker: oneOf<unknown>(
    ...Object.keys(PICKERS),
    { name: 'streaming', window: 1, urgent: 1 },
    { name: 'streaming', window: 300, urgent: '10%' },
  ),
  conduct: oneOf<unknown>(
    'honest',
    ...Object.keys(CONDUCTS),
    { name: 'have-liar', share: 1 },
    { name: 'sybil', identities: 2 },
  ),
  slots: oneOf(1, 4, 8),
  optimisticSlots: oneOf(0, 1),
  randomFirstPieces: oneOf(0, 1, 4),
  strictPriority: fc.boolean(),
  snubbing: fc.boolean(),
  superSeeding,
  endgame: oneOf<unknown>('torrent', 'piece', 'off', { scope: 'piece', threshold: '50%' }),
  pipeline: fc.record({
    mode: oneOf('fixed', 'adaptive', 'spread'),
    depth: oneOf(1, 5, 20),
    most: oneOf(20, 250),
    neighbours: oneOf(1, 3, 9),
  }),
  links: oneOf({ dialLinks: 2, maxLinks: 4 }, { dialLinks: 40, maxLinks: 80 }),
  reannounceBelowLinks: oneOf(0, 20),
}

const group = fc
  .record({
    count: fc.integer({ min: 1, max: 8 }),
    holds: oneOf<unknown>('nothing', 'nothing', { from: '10%', to: '90%' }, { pieces: [0] }),
    access,
    arrive,
    leave,
    abort: oneOf('never', 'never', '200 s'),
    linkDrops: oneOf('never', '100 s'),
    flaps: oneOf(undefined, undefined, { every: '60 s', for: '8 s' }),
    corrupt: oneOf(0, 0, 0.05),
    ...behaviour,
  })
  .map(({ flaps, links, ...rest }) =>
    flaps === undefined ? { ...rest, ...links } : { ...rest, ...links, flaps },
  )

const outage = [
  { at: '5 s', do: 'tracker-down' },
  { at: '60 s', do: 'tracker-up' },
]
const happening = oneOf<readonly object[]>(
  [],
  [],
  outage,
  [{ when: 'all-pieces-out', do: 'kill', group: 'seed' }],
  [{ when: { completed: '30%' }, do: 'leave', group: 'seed' }],
  [{ at: '20 s', do: 'access', group: 'seed', up: 60_000, down: 90_000 }, ...outage],
)

/**
 * Those that a super-seed shows nothing more, for what it hears of their pieces is not so. Of the
 * first kind, besides, victims may wait for ever where no link may count as snubbing them.
 */
const LIARS = ['have-liar', 'under-reporter']

/** Any small swarm with a seed that can be reached, and the events that may befall it. */
const swarms = fc
  .record({
    pieceBlocks: oneOf(1, 3, 4),
    pieces: fc.integer({ min: 2, max: 20 }),
    shortBy: fc.integer({ min: 0, max: BLOCK + 5000 }),
    seedUp: oneOf(50_000, 300_000, 2_000_000),
    groups: fc.array(group, { minLength: 1, maxLength: 3 }),
    events: happening,
    superSeeding,
    slowStart: fc.boolean(),
    window: oneOf(BLOCK, 65_536, 1 << 20),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
  })
  .map(({ pieceBlocks, pieces, shortBy, seedUp, groups, events, ...rest }) => {
    const { superSeeding, slowStart, window, seed } = rest
    const pieceLength = pieceBlocks * BLOCK
    const size = pieces * pieceLength - Math.min(shortBy, pieceLength - 1)
    const access = { up: seedUp, down: 100_000, latency: '5 ms' }
    const origin = { holds: 'all', access, superSeeding }
    const others = Object.fromEntries(groups.map((one, i) => [`group-${i}`, one]))
    return settingsOf(
      { seed: origin, ...others },
      {
        torrent: { size, pieceLength },
        network: { slowStart, window },
        tracker: { interval: '120 s', minInterval: '30 s' },
        events,
        seed,
        until: '30 min',
      },
    )
  })

/** Everything that must be so at the end of any run, whatever it was. */
function faultsOf(settings: SwarmSettings, done: Run): string[] {
  return [
    ...conservationFaults(settings, done.measurements),
    ...sumFaults(settings, done),
    ...peerFaults(settings, done),
    ...seriesFaults(settings, done),
    ...tallyFaults(settings, done),
  ]
}

function check(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault]
}

function sumFaults(settings: SwarmSettings, { measurements, swarm }: Run): string[] {
  const { peers, usefulBlocks, ended } = measurements
  const geometry = new Geometry(settings.sizeBytes, settings.pieceBytes)
  const up = sum(peers.uploadedBytes)
  const down = sum(peers.downloadedBytes)
  // Where all stay and come with all or nothing, what they hold tells what was verified.
  const stayed = peers.departureSeconds.every((left) => Number.isNaN(left))
  const plain = peers.startShare.every((share) => !(share > 0 && share < 1))
  let blocks = 0
  for (let host = 0; host < peers.count; host++) {
    const peer = swarm.peer(host)
    if (peer === null || peers.startShare[host] === 1) continue
    for (let piece = 0; piece < geometry.pieceCount; piece++) {
      if (peer.requests.has(piece)) blocks += geometry.blocksIn(piece)
    }
  }
  return [
    ...check(up === down, `${up} bytes up, ${down} down`),
    ...check(!stayed || !plain || blocks === usefulBlocks, `${usefulBlocks} blocks, not ${blocks}`),
    ...check(['complete', 'until', 'stuck'].includes(ended), `ended ${ended}`),
  ]
}

function peerFaults(settings: SwarmSettings, { measurements, swarm }: Run): string[] {
  const { peers } = measurements
  const fluid = fluidOf(settings, measurements)
  const finished: number[] = []
  const faults: string[] = []
  for (let host = 0; host < peers.count; host++) {
    if (Number.isNaN(peers.arrivalSeconds[host])) continue
    const mine = hostOf(settings, peers, host)
    const done = peers.completionSeconds[host]
    const late = done * ROUNDING >= downlinkSeconds(fluid, mine)
    if (isLeecher(measurements, host) && !Number.isNaN(done)) {
      finished.push(host)
      faults.push(...check(late, `peer ${host} complete before its downlink could be`))
    }
    const cap = settings.groups[peers.group[host]].access.uploadCapBytes
    const sent = peers.uploadedBytes[host]
    faults.push(...check(sent <= cap + BLOCK, `peer ${host} sent ${sent} bytes of ${cap}`))
    const peer = swarm.peer(host)
    if (peer === null) continue
    const { connected, capacity } = peer.links
    faults.push(...check(connected <= capacity, `peer ${host} has ${connected} links`))
    faults.push(...check(peer.openDoors >= 0, `peer ${host}: ${peer.openDoors} doors open`))
    faults.push(...check(peer.openDoors <= connected, `peer ${host}: too many doors open`))
    faults.push(...check(!peer.complete || peer.leftBytes === 0, `peer ${host} lacks bytes`))
  }
  const last = finished.reduce((most, i) => Math.max(most, peers.completionSeconds[i]), 0)
  const takers = finished.map((i) => hostOf(settings, peers, i))
  const bound = lastFinishBoundSeconds(fluid, takers)
  return [...faults, ...check(last * ROUNDING >= bound, `all at ${last} s, bound ${bound} s`)]
}

function seriesFaults(settings: SwarmSettings, { measurements }: Run): string[] {
  const { series, peers } = measurements
  const faults: string[] = []
  for (let at = 0; at < series.count; at++) {
    const here = series.leechers[at] + series.seeds[at]
    const shares = [10, 25, 50, 75, 90].map(
      (share) => series[`progress${share}` as 'progress10'][at],
    )
    const known = shares.filter((share) => !Number.isNaN(share))
    const fine =
      here <= peers.count &&
      series.timeSeconds[at] === (at + 1) * settings.sampleSeconds &&
      known.length === (series.leechers[at] > 0 ? 5 : 0) &&
      known.every((share, k) => share >= 0 && share < 1 && (k === 0 || share >= known[k - 1])) &&
      (at === 0 || series.completed[at] >= series.completed[at - 1]) &&
      series.rateBytesPerSecond[at] >= 0 &&
      series.minCopies[at] <= series.meanCopies[at] + 1e-9 &&
      series.meanCopies[at] <= here + 1e-9
    faults.push(...check(fine, `sample ${at} is out of range`))
  }
  return faults
}

function tallyFaults(settings: SwarmSettings, { measurements, swarm }: Run): string[] {
  const { peers, ended } = measurements
  const { tally } = swarm
  const geometry = new Geometry(settings.sizeBytes, settings.pieceBytes)
  const copies = new Array(geometry.pieceCount).fill(0)
  let [done, lost, waiting] = [0, 0, 0]
  for (let host = 0; host < peers.count; host++) {
    const peer = swarm.peer(host)
    for (let piece = 0; piece < geometry.pieceCount; piece++) {
      if (peer?.requests.has(piece)) copies[piece]++
    }
    if (Number.isNaN(peers.arrivalSeconds[host]) || !isLeecher(measurements, host)) continue
    if (!Number.isNaN(peers.completionSeconds[host])) done++
    else if (peer === null) lost++
    else waiting++
  }
  return [
    ...check(
      copies.every((n, piece) => n === tally.copies[piece]),
      `copies ${copies}`,
    ),
    ...check(tally.done === done, `${tally.done} done, ${done} counted`),
    ...check(tally.lost >= lost, `${tally.lost} lost, ${lost} counted`),
    ...check(tally.over === (ended === 'complete'), `over, but ended ${ended}`),
    ...check(ended !== 'complete' || waiting === 0, `${waiting} wait, ended ${ended}`),
  ]
}

describe('any small swarm', () => {
  it('ends, and nothing in it comes from nowhere', () => {
    fc.assert(
      fc.property(swarms, (settings) => {
        expect(faultsOf(settings, run(settings))).toEqual([])
      }),
      { numRuns: 250, seed: 1 },
    )
  }, 60_000)

  it('keeps its bounds if a link becomes slower on the way', () => {
    const seed = { holds: 'all', access: 'server' }
    const one = { access: 'fibre' }
    const events = [{ at: '1 s', do: 'access', group: 'seed', up: 1000 }]
    const more = { torrent: { size: '4 MiB', pieceLength: '64 KiB' }, events }
    const settings = settingsOf({ seed, one }, more)
    const late = settingsOf({ seed, one: { ...one, arrive: { kind: 'flash', at: '0.7 s' } } }, more)
    for (const swarm of [settings, late]) {
      const { measurements } = run({ ...swarm, stopWhenComplete: false, untilSeconds: 5 })
      expect(conservationFaults(swarm, measurements)).toEqual([])
    }
  })

  it('is complete if somebody can be reached who uploads, and nobody is kept from it', () => {
    const willing = (settings: SwarmSettings) =>
      settings.events.every(({ action }) => action.kind.startsWith('tracker')) &&
      settings.groups.every(
        ({ choker, seedChoker, access, corruptShare, conduct }) =>
          choker !== 'none' &&
          seedChoker !== 'none' &&
          access.uploadCapBytes === Number.POSITIVE_INFINITY &&
          corruptShare === 0 &&
          !LIARS.includes(conduct),
      )
    fc.assert(
      fc.property(swarms.filter(willing), (settings) => {
        expect(run(settings).measurements.ended).toBe('complete')
      }),
      { numRuns: 150, seed: 1 },
    )
  }, 60_000)
})
