import type { SwarmSettings } from '../sim/settings.js'
import type { Measurements } from './measurements.js'
import { finite, kolmogorovSmirnov, mean } from './statistics.js'

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
  readonly speedup: number
  /** By how many seconds of the scenario the machine was late at most. */
  readonly latestSeconds: number
  /** All leechers, then each group that has some. */
  readonly groups: readonly GroupAgreement[]
  readonly pairs: readonly PairAgreement[]
}

/** The three runs that are compared. */
export interface CrosscheckRuns {
  readonly simulated: Measurements
  /** The same scenario with another seed. */
  readonly byChance: Measurements
  readonly tcp: Measurements
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
  const { groupNames } = tcp
  const all = groupAgreement(EVERYBODY, { simulated, byChance, tcp }, () => true)
  const each = groupNames.map((name, g) =>
    groupAgreement(name, { simulated, byChance, tcp }, (group) => group === g),
  )
  return {
    groups: [all, ...each.filter(({ leechers }) => leechers > 0)],
    pairs: pairAgreements(simulated, tcp),
  }
}

/** Seconds from arrival to completion of the leechers of those groups. */
export function downloadSeconds(
  { peers }: Measurements,
  includes: (group: number) => boolean,
): number[] {
  const seconds: number[] = []
  for (let i = 0; i < peers.count; i++) {
    if (peers.startShare[i] === 1 || !includes(peers.group[i])) continue
    seconds.push(peers.completionSeconds[i] - peers.arrivalSeconds[i])
  }
  return finite(seconds)
}

function groupAgreement(
  group: string,
  { simulated, byChance, tcp }: CrosscheckRuns,
  includes: (group: number) => boolean,
): GroupAgreement {
  const ours = downloadSeconds(simulated, includes)
  const real = downloadSeconds(tcp, includes)
  const { peers } = tcp
  let leechers = 0
  for (let i = 0; i < peers.count; i++) {
    if (includes(peers.group[i]) && peers.startShare[i] < 1 && peers.arrivalSeconds[i] >= 0) {
      leechers++
    }
  }
  return {
    group,
    leechers,
    completedSimulated: ours.length,
    completedTcp: real.length,
    meanSimulatedSeconds: known(mean(ours)),
    meanTcpSeconds: known(mean(real)),
    meanError: known(mean(ours) / mean(real) - 1),
    distance: known(kolmogorovSmirnov(ours, real)),
    distanceByChance: known(kolmogorovSmirnov(ours, downloadSeconds(byChance, includes))),
  }
}

function pairAgreements(simulated: Measurements, tcp: Measurements): PairAgreement[] {
  const { groupNames } = tcp
  const all = tcp.bytesByPair.reduce((a, b) => a + b, 0)
  return groupNames.flatMap((from, f) =>
    groupNames.map((to, t) => {
      const at = f * groupNames.length + t
      const simulatedBytes = simulated.bytesByPair[at]
      const tcpBytes = tcp.bytesByPair[at]
      return { from, to, simulatedBytes, tcpBytes, errorOfAll: (simulatedBytes - tcpBytes) / all }
    }),
  )
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
