import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'
import { finite, kolmogorovSmirnov, mean, sum } from '../stats/statistics.js'

/** The downloads of a group in one kind of run. */
interface GroupDownloads {
  /** Leechers that completed, over all replications. */
  readonly completed: number
  /** Mean time from arrival to completion; null if none completed. */
  readonly meanSeconds: number | null
}

/** How well the download times of a group agree. */
export interface GroupAgreement {
  readonly group: string
  readonly leechers: number
  readonly simulated: GroupDownloads
  readonly tcp: GroupDownloads
  /** Simulated mean time / mean time on sockets, less 1. */
  readonly meanSecondsError: number | null
  /** Kolmogorov-Smirnov distance between simulated and real download times. */
  readonly distance: number | null
  /** The same distance between two random seeds of the simulation. */
  readonly distanceBetweenSeeds: number | null
}

/** How well the payload from one group to another agrees, as a mean over replications. */
export interface PairAgreement {
  readonly from: string
  readonly to: string
  readonly simulated: { readonly bytes: number }
  readonly tcp: { readonly bytes: number }
  /** Simulated less real bytes, as a share of the bytes that all groups sent on sockets. */
  readonly bytesError: number
}

/** A scenario simulated and on real sockets, as crosscheck.json keeps it. */
export interface Crosscheck {
  readonly name: string
  readonly seed: string
  readonly replications: number
  readonly speedup: number
  /** The largest delay of the machine, in seconds of the scenario. */
  readonly latestSeconds: number
  /** All leechers, then each group that has some. */
  readonly groups: readonly GroupAgreement[]
  readonly pairs: readonly PairAgreement[]
}

/** The runs to compare: at least one of each kind, and equally many. */
export interface CrosscheckRuns {
  readonly simulated: readonly Measurements[]
  /** The same scenario with other random seeds. */
  readonly otherSeeds: readonly Measurements[]
  /** On sockets, with the random seeds of `simulated`. */
  readonly tcp: readonly Measurements[]
}

/** The name of all leechers together, in the first row of the table. */
const ALL = 'all'

/** Removes the latency, which the loopback does not have. */
export function withoutLatency(settings: SwarmSettings): SwarmSettings {
  const groups = settings.groups.map((group) => ({
    ...group,
    access: { ...group.access, latencySeconds: 0, latencyToSeconds: 0 },
  }))
  return { ...settings, groups }
}

/** Compares simulated runs with runs on real sockets. */
export function agreement(runs: CrosscheckRuns): Pick<Crosscheck, 'groups' | 'pairs'> {
  const { groupNames } = runs.tcp[0]
  const all = groupAgreement(ALL, runs, () => true)
  const each = groupNames.map((name, g) => groupAgreement(name, runs, (group) => group === g))
  return {
    groups: [all, ...each.filter(({ leechers }) => leechers > 0)],
    pairs: pairAgreements(runs),
  }
}

/** Lists the seconds from arrival to completion of the leechers of some groups, over all runs. */
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
  { simulated, otherSeeds, tcp }: CrosscheckRuns,
  includes: (group: number) => boolean,
): GroupAgreement {
  const ours = downloadSeconds(simulated, includes)
  const real = downloadSeconds(tcp, includes)
  return {
    group,
    leechers: leechersOf(tcp, includes).length,
    simulated: { completed: ours.length, meanSeconds: known(mean(ours)) },
    tcp: { completed: real.length, meanSeconds: known(mean(real)) },
    meanSecondsError: known(mean(ours) / mean(real) - 1),
    distance: known(kolmogorovSmirnov(ours, real)),
    distanceBetweenSeeds: known(kolmogorovSmirnov(ours, downloadSeconds(otherSeeds, includes))),
  }
}

/** Lists the leechers of some groups, each as its run and its number in that run. */
function leechersOf(runs: readonly Measurements[], includes: (group: number) => boolean) {
  return runs.flatMap((run) => {
    const { peers } = run
    const found: [Measurements, number][] = []
    for (let i = 0; i < peers.count; i++) {
      const isLeecher = peers.arrivalSeconds[i] >= 0 && peers.startShare[i] < 1
      if (isLeecher && includes(peers.group[i])) found.push([run, i])
    }
    return found
  })
}

function pairAgreements({ simulated, tcp }: CrosscheckRuns): PairAgreement[] {
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
  return pairs.map(({ from, to, simulatedBytes, tcpBytes }) => ({
    from,
    to,
    simulated: { bytes: simulatedBytes },
    tcp: { bytes: tcpBytes },
    bytesError: (simulatedBytes - tcpBytes) / all,
  }))
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
