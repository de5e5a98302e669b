import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conservationFaults } from '../../src/lab/fuzz/conservation.js'
import { sum } from '../../src/lab/stats/statistics.js'
import {
  downlinkSeconds,
  fluidOf,
  hostOf,
  lastFinishBoundSeconds,
} from '../../src/lab/summary/bounds.js'
import { isLeecher } from '../../src/lab/summary/summary.js'
import { Geometry } from '../../src/peer/geometry.js'
import type { SwarmSettings } from '../../src/sim/settings.js'
import { swarms } from './any-swarm.js'
import { type Run, run, settingsOf } from './swarm-sample.js'

const BLOCK = 16_384
const ROUNDING = 1 + 1e-9

/**
 * Behaviours to which a super-seed shows nothing more, since their haves are false or missing.
 * A victim of the first may also wait forever if anti-snubbing is off.
 */
const LIARS = ['have-liar', 'under-reporter']

/** Returns violations of what must hold at the end of any run. */
function faultsOf(settings: SwarmSettings, done: Run): string[] {
  return [
    ...conservationFaults(settings, done.measurements),
    ...sumFaults(settings, done),
    ...peerFaults(settings, done),
    ...seriesFaults(done),
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
  // If all stay and arrive with all pieces or none, their pieces show what was verified.
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
    faults.push(
      ...check(
        peer.stats.unchokedByCount >= 0,
        `peer ${host}: ${peer.stats.unchokedByCount} doors open`,
      ),
    )
    faults.push(
      ...check(peer.stats.unchokedByCount <= connected, `peer ${host}: too many doors open`),
    )
    faults.push(...check(!peer.complete || peer.leftBytes === 0, `peer ${host} lacks bytes`))
  }
  const last = finished.reduce((most, i) => Math.max(most, peers.completionSeconds[i]), 0)
  const takers = finished.map((i) => hostOf(settings, peers, i))
  const bound = lastFinishBoundSeconds(fluid, takers)
  return [...faults, ...check(last * ROUNDING >= bound, `all at ${last} s, bound ${bound} s`)]
}

function seriesFaults({ measurements }: Run): string[] {
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
      series.timeSeconds[at] > (at === 0 ? 0 : series.timeSeconds[at - 1]) &&
      known.length === (series.leechers[at] + series.completed[at] > 0 ? 5 : 0) &&
      known.every((share, k) => share >= 0 && share <= 1 && (k === 0 || share >= known[k - 1])) &&
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
  it('ends, and delivers only bytes that were sent', () => {
    fc.assert(
      fc.property(swarms, (settings) => {
        expect(faultsOf(settings, run(settings))).toEqual([])
      }),
      { numRuns: 250, seed: 1 },
    )
  })

  it('keeps its bounds if a link becomes slower during the run', () => {
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

  it('completes if all peers upload honestly and no cap, corruption or event interferes', () => {
    const willing = (settings: SwarmSettings) =>
      settings.events.every(({ action }) => action.kind.startsWith('tracker')) &&
      settings.groups.every(
        ({ choker, seedChoker, access, corruptShare, behaviour }) =>
          choker !== 'none' &&
          seedChoker !== 'none' &&
          access.uploadCapBytes === Number.POSITIVE_INFINITY &&
          corruptShare === 0 &&
          !LIARS.includes(behaviour),
      )
    fc.assert(
      fc.property(swarms.filter(willing), (settings) => {
        expect(run(settings).measurements.ended).toBe('complete')
      }),
      { numRuns: 150, seed: 1 },
    )
  })
})
