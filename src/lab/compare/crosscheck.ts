import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'
import { finite, kolmogorovSmirnov, mean, sum } from '../stats/statistics.js'

/** How the completion times of a group agree. */
export interface GroupAgreement {
  readonly group: string
  readonly leechers: number
  /** Leechers that completed, simulated and on sockets. */
  readonly completedSimulated: number
  readonly completedTcp: number
  /** Mean seconds from arrival to completion; null if nobody completed. */
  readonly meanSimulatedSeconds: number | null
  readonly meanTcpSeconds: number | null
  /** How much more the simulated mean is than that on sockets, as a share of it. */
  readonly meanError: number | null
  /** Kolmogorov-Smirnov distance of the completion times. */
  readonly distance: number | null
  /** The same between two seeds of the simulation: what chance alone makes of it. */
  readonly distanceByChance: number | null
}

/** How the bytes agree that one group sent another. */
export interface PairAgreement {
  readonly from: string
  readonly to: string
  readonly simulatedBytes: number
  readonly tcpBytes: number
  /** How much more was sent in the simulation, as a share of all that all were sent on sockets. */
  readonly errorOfAll: number
}

/** A scenario simulated and on real sockets. */
export interface Crosscheck {
  readonly name: string
  readonly seed: string
  /** Runs of each kind, with other draws of chance, pooled. */
  readonly runs: number
  readonly speedup: number
  /** By how many seconds of the scenario the machine was late at most. */
  readonly latestSeconds: number
  /** All leechers, then each group that has some. */
  readonly groups: readonly GroupAgreement[]
  readonly pairs: readonly PairAgreement[]
}

/** What is compared: at least one run of each kind, as many of one as of another. */
export interface CrosscheckRuns {
  readonly simulated: readonly Measurements[]
  /** The same scenario with other seeds. */
  readonly byChance: readonly Measurements[]
  /** With the seeds of `simulated`. */
  readonly tcp: readonly Measurements[]
}

/** All leechers under one name, in the first row of the table. */
const EVERYBODY = 'all'

/** The scenario as the loopback carries it: without latency. */
export function withoutLatency(settings: SwarmSettings): SwarmSettings {
  const groups = settings.groups.map((group) => ({
    ...group,
    access: { ...group.access, latencySeconds: 0, latencyToSeconds: 0 },
  }))
  return { ...settings, groups }
}

/** Compares what was simulated with what happened on real sockets. */
export function agreement({ simulated, byChance, tcp }: CrosscheckRuns) {
  const { groupNames } = tcp[0]
  const all = groupAgreement(EVERYBODY, { simulated, byChance, tcp }, () => true)
  const each = groupNames.map((name, g) =>
    groupAgreement(name, { simulated, byChance, tcp }, (group) => group === g),
  )
  return {
    groups: [all, ...each.filter(({ leechers }) => leechers > 0)],
    pairs: pairAgreements(simulated, tcp),
  }
}

/** Seconds from arrival to completion of the leechers of those groups, of all runs. */
export function downloadSeconds(
  runs: readonly Measurements[],
  includes: (group: number) => boolean,
): number[] {
  const seconds = leechersOf(runs, includes).map(
    ([{ peers }, i]) => peers.completionSeconds[i] - peers.arrivalSeconds[i],
  )
  return finite(seconds)
}

function groupAgreement(
  group: string,
  { simulated, byChance, tcp }: CrosscheckRuns,
  includes: (group: number) => boolean,
): GroupAgreement {
  const ours = downloadSeconds(simulated, includes)
  const real = downloadSeconds(tcp, includes)
  return {
    group,
    leechers: leechersOf(tcp, includes).length,
    completedSimulated: ours.length,
    completedTcp: real.length,
    meanSimulatedSeconds: known(mean(ours)),
    meanTcpSeconds: known(mean(real)),
    meanError: known(mean(ours) / mean(real) - 1),
    distance: known(kolmogorovSmirnov(ours, real)),
    distanceByChance: known(kolmogorovSmirnov(ours, downloadSeconds(byChance, includes))),
  }
}

/** Those of the groups who came incomplete: the run, and the peer's number in it. */
function leechersOf(runs: readonly Measurements[], includes: (group: number) => boolean) {
  return runs.flatMap((run) => {
    const { peers } = run
    const found: [Measurements, number][] = []
    for (let i = 0; i < peers.count; i++) {
      const came = peers.arrivalSeconds[i] >= 0 && peers.startShare[i] < 1
      if (came && includes(peers.group[i])) found.push([run, i])
    }
    return found
  })
}

/** Bytes by pair are of a run in the mean. */
function pairAgreements(
  simulated: readonly Measurements[],
  tcp: readonly Measurements[],
): PairAgreement[] {
  const { groupNames } = tcp[0]
  const bytesAt = (runs: readonly Measurements[], at: number) =>
    mean(runs.map(({ bytesByPair }) => bytesByPair[at]))
  const pairs = groupNames.flatMap((from, f) =>
    groupNames.map((to, t) => {
      const at = f * groupNames.length + t
      return { from, to, simulatedBytes: bytesAt(simulated, at), tcpBytes: bytesAt(tcp, at) }
    }),
  )
  const all = sum(pairs.map(({ tcpBytes }) => tcpBytes))
  return pairs.map((pair) => ({
    ...pair,
    errorOfAll: (pair.simulatedBytes - pair.tcpBytes) / all,
  }))
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
