import type { Measurements } from '../../../src/lab/run/measurements.js'
import { readModel } from '../../../src/lab/scenario/model.js'
import type { Manifest } from '../../../src/machine/output/manifest.js'
import { DEFAULT_PEER_SETTINGS } from '../../../src/peer/settings.js'
import type { GroupSettings, SwarmSettings } from '../../../src/sim/settings.js'

const MIB = 2 ** 20
const SIZE = 64 * MIB
const groupNames = ['seed', 'leechers', 'free riders']
const up = [MIB, 100 * 1024, 100 * 1024]

/** A swarm of one seed, leechers that leave when complete, and free riders. */
export function sampleSettings(leechers = 40, riders = 10): SwarmSettings {
  const group = (g: number, count: number): GroupSettings => ({
    name: groupNames[g],
    count,
    holds: { kind: g === 0 ? 'all' : 'nothing' },
    access: {
      upBytesPerSecond: up[g],
      downBytesPerSecond: 8 * up[g],
      latencySeconds: 0.02,
      latencyToSeconds: 0,
      reachable: true,
      uploadCapBytes: Number.POSITIVE_INFINITY,
    },
    arrivals: { kind: 'flash', atSeconds: 0, overSeconds: g === 0 ? 0 : 10 },
    leaving: { kind: g === 0 ? 'stay' : 'on-completion' },
    abortPerSecond: 0,
    linkDropsPerSecond: 0,
    flapsPerSecond: 0,
    flapSeconds: 0,
    corruptShare: 0,
    freeRider: g === 2,
    choker: g === 2 ? 'none' : 'tit-for-tat',
    seedChoker: 'seed-rotating',
    picker: 'rarest-first',
    pickerSettings: {},
    behaviour: 'honest',
    behaviourSettings: {},
    peer: DEFAULT_PEER_SETTINGS,
  })
  return {
    sizeBytes: SIZE,
    pieceBytes: 256 * 1024,
    groups: [group(0, 1), group(1, leechers), group(2, riders)],
    network: {
      headerBytes: 40,
      segmentBytes: 1460,
      segmentsPerAck: 2,
      windowBytes: 65536,
      slowStart: false,
    },
    tracker: { peersPerAnnounce: 50, intervalSeconds: 1800, minIntervalSeconds: 300 },
    events: [],
    playback: null,
    pricePerGigabyte: null,
    model: readModel(),
    untilSeconds: 1e5,
    stopWhenComplete: true,
    sampleSeconds: 5,
    steadyFromSeconds: 0,
    seed: '7',
  }
}

/** Invented measurements of a run of `sampleSettings`; bytes sent and received agree. */
export function sampleMeasurements(leechers = 40, riders = 10): Measurements {
  const count = 1 + leechers + riders
  const column = (of: (i: number, g: number) => number) =>
    Float64Array.from({ length: count }, (_, i) => of(i, groupOf(i)))
  const groupOf = (i: number) => (i === 0 ? 0 : i <= leechers ? 1 : 2)
  const spread = (i: number) => (((i * 7919) % 101) - 50) / 1000
  const duplicate = 65536
  const taken = SIZE + duplicate
  const fromSeed = 200 * MIB
  const given = ((leechers + riders) * taken - fromSeed) / leechers
  const slowest = given / (0.75 * up[1])
  // Where one leecher uploads more than the mean, the next uploads as much less.
  const lean = (i: number) => (i % 2 ? spread(i) : i === leechers + 1 ? 0 : -spread(i - 1))
  const leanOf = (i: number) => (i === leechers && i % 2 ? 0 : lean(i))
  const finish = (i: number, g: number) => slowest * (g === 2 ? 1.35 : 1) * (1 + spread(i))
  const arrival = column((i, g) => (g === 0 ? 0 : (10 * i) / count))
  const completion = column((i, g) => (g === 0 ? 0 : finish(i, g)))
  const endSeconds = completion.reduce((a, b) => Math.max(a, b))
  const uploaded = column((i, g) => (g === 0 ? fromSeed : g === 1 ? given * (1 + leanOf(i)) : 0))
  const leechersShare = leechers / (leechers + riders)
  const bytesByPair = new Float64Array(9)
  bytesByPair[1] = fromSeed * leechersShare
  bytesByPair[2] = fromSeed * (1 - leechersShare)
  bytesByPair[4] = leechers * taken - bytesByPair[1]
  bytesByPair[5] = riders * taken - bytesByPair[2]
  return {
    groupNames,
    peers: {
      count,
      group: Uint8Array.from({ length: count }, (_, i) => groupOf(i)),
      arrivalSeconds: arrival,
      firstPieceSeconds: column((i, g) => (g === 0 ? Number.NaN : arrival[i] + 5)),
      completionSeconds: completion,
      departureSeconds: column((i, g) => (g === 0 ? Number.NaN : completion[i])),
      startShare: column((_, g) => (g === 0 ? 1 : 0)),
      upBytesPerSecond: column((_, g) => up[g]),
      downBytesPerSecond: column((_, g) => 8 * up[g]),
      uploadedBytes: uploaded,
      downloadedBytes: column((_, g) => (g === 0 ? 0 : taken)),
      fromSeedsBytes: column((_, g) => (g === 0 ? 0 : fromSeed / (leechers + riders))),
      fromFinishedBytes: column(() => 0),
      duplicateBytes: column((_, g) => (g === 0 ? 0 : duplicate)),
      corruptBytes: column(() => 0),
      controlBytes: column((i) => 0.03 * uploaded[i]),
      sentBytes: column((i) => 1.03 * uploaded[i]),
      capacityBytes: column(
        (i, g) => up[g] * ((g === 0 ? endSeconds : completion[i]) - arrival[i]),
      ),
      chokedSeconds: column((i, g) => (g === 0 ? 0 : g === 2 ? 0.6 * completion[i] : 12)),
      leechingSeconds: column((i, g) => (g === 0 ? 0 : completion[i] - arrival[i])),
      startUpSeconds: column(() => Number.NaN),
      latePieces: column(() => Number.NaN),
    },
    series: sampleSeries(endSeconds, arrival, completion),
    bytesByPair,
    unchokedSecondsByPair: Float64Array.from([
      0,
      2e3,
      5e2,
      0,
      3 * leechers * slowest,
      0.4 * riders * slowest,
      0,
      0,
      0,
    ]),
    seedBytesUntilAllPiecesOut: 1.2 * SIZE,
    presence: { leechers: 25, seeds: 1, links: 40 },
    stuckReason: null,
    noImprovingPairsReason: null,
    ring: null,
    usefulBlocks: (leechers + riders) * (SIZE / 16384),
    events: 123456,
    endSeconds,
    ended: 'complete',
    traceHash: '0123456789abcdef',
  }
}

function sampleSeries(end: number, arrival: Float64Array, completion: Float64Array) {
  const count = Math.floor(end / 5) + 1
  const column = (of: (now: number) => number) =>
    Float64Array.from({ length: count }, (_, i) => of(5 * i))
  const peers = [...arrival.keys()]
  const present = (now: number) => peers.filter((i) => arrival[i] <= now && completion[i] > now)
  const progress = (share: number) => (now: number) =>
    present(now).length ? Math.min(1, (now / end) * (0.85 + share / 3)) : Number.NaN
  return {
    count,
    timeSeconds: column((now) => now),
    leechers: column((now) => present(now).length),
    seeds: column(() => 1),
    completed: column((now) => peers.filter((i) => i > 0 && completion[i] <= now).length),
    progress10: column(progress(0.1)),
    progress25: column(progress(0.25)),
    progress50: column(progress(0.5)),
    progress75: column(progress(0.75)),
    progress90: column(progress(0.9)),
    rateBytesPerSecond: column(() => 4 * MIB),
    leecherUtilisation: column((now) =>
      present(now).length ? Math.min(0.97, now / 60) * (1 + Math.sin(now) / 40) : Number.NaN,
    ),
    seedUtilisation: column((now) => 0.95 + Math.sin(now / 3) / 30),
    minCopies: column((now) => Math.max(1, Math.floor((present(now).length * now) / end / 1.5))),
    meanCopies: column((now) => 1 + (present(now).length * now) / end),
    improvingPairs: column((now) =>
      present(now).length > 1 ? 0.9 - (0.6 * now) / end : Number.NaN,
    ),
  }
}

/** A manifest for the sample. */
export function sampleManifest(): Manifest {
  return {
    version: 1,
    program: 'swarm-sim',
    programVersion: '0.1.0',
    node: 'v20.19.0',
    platform: 'linux x64',
    startedAt: '2026-01-01T00:00:00.000Z',
    argv: ['run', 'scenarios/flash crowd.jsonc', '--seed', '7'],
    scenario: { title: 'sample' },
    scenarioFile: 'scenarios/flash crowd.jsonc',
    seed: '7',
    traceHash: '0123456789abcdef',
    events: 123456,
    ended: 'complete',
    cpuSeconds: 2,
    wallSeconds: 2.5,
  }
}
