import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'
import { finite, jain, mean, quantile, sum } from '../stats/statistics.js'
import * as bounds from './bounds.js'
import { modelTime } from './model-formulas.js'

/** The figures of one group. A figure that is null has nothing to be taken over. */
export interface ClassSummary {
  /** Peers that arrived incomplete, and how many of them completed. */
  readonly leechers: number
  readonly completed: number
  /** Download durations of the completed, each from its own arrival. */
  readonly meanSeconds: number | null
  readonly medianSeconds: number | null
  readonly p95Seconds: number | null
  /** Instant of the last completion. */
  readonly lastFinishSeconds: number | null
  /** The bounds if this group alone were served, by all uplinks there are. */
  readonly boundSeconds: number | null
  readonly finishOverBound: number | null
  readonly clientServerSeconds: number | null
  /** Mean over its peers of bytes sent, headers included, over what the uplink could have sent. */
  readonly utilisation: number | null
  /** Payload sent and received. */
  readonly uploadedBytes: number
  readonly downloadedBytes: number
  /** Uploaded over downloaded. */
  readonly ratio: number | null
  /** Jain's index of the download rates. */
  readonly jain: number | null
  /** Jain's index of what its leechers sent over what they received. */
  readonly jainShare: number | null
  /** Of the payload received: neither duplicate nor thrown away; and those two. */
  readonly usefulBytes: number
  readonly duplicateBytes: number
  readonly corruptBytes: number
  /** All but payload that its peers sent. */
  readonly controlBytes: number
  /** Of the payload received, how much came from peers that arrived complete. */
  readonly fromSeedsShare: number | null
  /** Of the time spent incomplete, how much nobody wanted had unchoked it. */
  readonly chokedShare: number | null
  /** Mean start-up delay to play without a stall, and late pieces a leecher; null: no player. */
  readonly startUpSeconds: number | null
  readonly latePieces: number | null
}

/** What a run came to; `figures.ts` says what each figure means. Null: nothing to be taken over. */
export interface Summary {
  readonly name: string
  readonly seed: string
  readonly ended: Measurements['ended']
  /** Whether the run was cut off before every peer that could complete had done so. */
  readonly partial: boolean
  readonly leechers: number
  readonly completed: number
  readonly lastFinishSeconds: number | null
  readonly meanSeconds: number | null
  readonly medianSeconds: number | null
  readonly p95Seconds: number | null
  readonly boundSeconds: number | null
  readonly finishOverBound: number | null
  readonly clientServerSeconds: number | null
  readonly utilisation: number | null
  /** By the model's formula, were nobody lost; and whether the model takes that or more. */
  readonly modelSeconds: number | null
  readonly modelIsExact: boolean
  readonly finishOverModel: number | null
  /** All that those who came complete sent, headers included; what that costs them. */
  readonly sourceBytes: number
  readonly sourceCost: number | null
  /** In a ring by consistent hashing: questions for homes, hops a question, bytes handed over. */
  readonly lookups: number | null
  readonly hopsALookup: number | null
  readonly handedBytes: number | null
  readonly seedCopies: number
  readonly copiesUntilAllPiecesOut: number | null
  readonly jain: number | null
  readonly jainShare: number | null
  readonly usefulBlocks: number
  readonly duplicateBytes: number
  readonly duplicateShare: number | null
  readonly corruptBytes: number
  readonly controlBytes: number
  readonly controlShare: number | null
  readonly freeRiderSlowdown: number | null
  readonly startUpSeconds: number | null
  readonly latePieces: number | null
  readonly events: number
  readonly endSeconds: number
  readonly cpuSeconds: number
  readonly eventsPerCpuSecond: number | null
  readonly blocksPerCpuSecond: number | null
  readonly traceHash: string
  readonly classes: Readonly<Record<string, ClassSummary>>
}

/** Sums up a run. `cpuSeconds` is what it cost to simulate. */
export function summarise(
  name: string,
  seed: string,
  settings: SwarmSettings,
  measurements: Measurements,
  cpuSeconds: number,
): Summary {
  const { peers, ended, endSeconds, events, usefulBlocks, traceHash } = measurements
  const here = arrived(measurements)
  const leechers = here.filter((i) => isLeecher(measurements, i))
  const completed = leechers.filter((i) => !Number.isNaN(peers.completionSeconds[i]))
  const seeds = here.filter((i) => !isLeecher(measurements, i))
  const uploaded = total(peers.uploadedBytes, here)
  const downloaded = total(peers.downloadedBytes, here)
  const duplicateBytes = total(peers.duplicateBytes, here)
  const controlBytes = total(peers.controlBytes, here)
  return {
    name,
    seed,
    ended,
    partial: ended === 'interrupted' || (ended === 'until' && completed.length < leechers.length),
    leechers: leechers.length,
    completed: completed.length,
    ...times(measurements, completed),
    ...theory(settings, measurements, leechers, completed),
    utilisation: known(mean(utilisations(measurements, leechers))),
    ...formula(settings, measurements, completed),
    ...ringFigures(measurements),
    ...spent(settings, measurements, seeds),
    seedCopies: total(peers.uploadedBytes, seeds) / settings.sizeBytes,
    copiesUntilAllPiecesOut: known(measurements.seedBytesUntilAllPiecesOut / settings.sizeBytes),
    jain: known(jain(rates(settings, measurements, completed))),
    jainShare: known(jain(finite(leechers.map((i) => shareRatio(measurements, i))))),
    usefulBlocks,
    duplicateBytes,
    duplicateShare: known(duplicateBytes / downloaded),
    corruptBytes: total(peers.corruptBytes, here),
    controlBytes,
    controlShare: known(controlBytes / (controlBytes + uploaded)),
    freeRiderSlowdown: freeRiderSlowdown(settings, measurements, completed),
    ...playing(measurements, leechers),
    events,
    endSeconds,
    cpuSeconds,
    eventsPerCpuSecond: known(events / cpuSeconds),
    blocksPerCpuSecond: known(usefulBlocks / cpuSeconds),
    traceHash,
    classes: Object.fromEntries(
      measurements.groupNames.map((group, g) => [
        group,
        classSummary(
          settings,
          measurements,
          here.filter((i) => peers.group[i] === g),
        ),
      ]),
    ),
  }
}

/** Rows of the peers that arrived. */
export function arrived({ peers }: Measurements): number[] {
  const rows = Array.from({ length: peers.count }, (_, i) => i)
  return rows.filter((i) => !Number.isNaN(peers.arrivalSeconds[i]))
}

/** Whether the peer arrived incomplete. */
export function isLeecher({ peers }: Measurements, i: number): boolean {
  return !(peers.startShare[i] >= 1)
}

/** How long the peer took to complete, from its own arrival, seconds; NaN if it did not. */
export function durationSeconds({ peers }: Measurements, i: number): number {
  return peers.completionSeconds[i] - peers.arrivalSeconds[i]
}

function classSummary(
  settings: SwarmSettings,
  measurements: Measurements,
  members: readonly number[],
): ClassSummary {
  const { peers } = measurements
  const leechers = members.filter((i) => isLeecher(measurements, i))
  const completed = leechers.filter((i) => !Number.isNaN(peers.completionSeconds[i]))
  const uploadedBytes = total(peers.uploadedBytes, members)
  const downloadedBytes = total(peers.downloadedBytes, members)
  const duplicateBytes = total(peers.duplicateBytes, members)
  const corruptBytes = total(peers.corruptBytes, members)
  const measured = leechers.length > 0 ? leechers : members
  return {
    leechers: leechers.length,
    completed: completed.length,
    ...times(measurements, completed),
    ...theory(settings, measurements, leechers, completed),
    utilisation: known(mean(utilisations(measurements, measured))),
    uploadedBytes,
    downloadedBytes,
    ratio: known(uploadedBytes / downloadedBytes),
    jain: known(jain(rates(settings, measurements, completed))),
    jainShare: known(jain(finite(leechers.map((i) => shareRatio(measurements, i))))),
    usefulBytes: downloadedBytes - duplicateBytes - corruptBytes,
    duplicateBytes,
    corruptBytes,
    controlBytes: total(peers.controlBytes, members),
    fromSeedsShare: known(total(peers.fromSeedsBytes, members) / downloadedBytes),
    chokedShare: known(total(peers.chokedSeconds, members) / total(peers.leechingSeconds, members)),
    ...playing(measurements, leechers),
  }
}

function playing({ peers }: Measurements, leechers: readonly number[]) {
  const meanOf = (column: Float64Array) => known(mean(finite(leechers.map((i) => column[i]))))
  return { startUpSeconds: meanOf(peers.startUpSeconds), latePieces: meanOf(peers.latePieces) }
}

function times(measurements: Measurements, completed: readonly number[]) {
  const durations = completed.map((i) => durationSeconds(measurements, i))
  const finishes = completed.map((i) => measurements.peers.completionSeconds[i])
  return {
    lastFinishSeconds: known(finishes.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
    meanSeconds: known(mean(durations)),
    medianSeconds: known(quantile(durations, 0.5)),
    p95Seconds: known(quantile(durations, 0.95)),
  }
}

/**
 * The bounds for those that completed; for all leechers if nobody did. Others cost the swarm
 * something too, which only makes the bound easier to keep.
 */
function theory(
  settings: SwarmSettings,
  measurements: Measurements,
  leechers: readonly number[],
  completed: readonly number[],
) {
  const fluid = bounds.fluidOf(settings, measurements)
  const rows = completed.length > 0 ? completed : leechers
  const takers = rows.map((i) => bounds.hostOf(settings, measurements.peers, i))
  const boundSeconds = bounds.lastFinishBoundSeconds(fluid, takers)
  const { lastFinishSeconds } = times(measurements, completed)
  return {
    boundSeconds: rows.length > 0 ? known(boundSeconds) : null,
    finishOverBound: lastFinishSeconds === null ? null : known(lastFinishSeconds / boundSeconds),
    clientServerSeconds: rows.length > 0 ? known(bounds.clientServerSeconds(fluid, takers)) : null,
  }
}

/** What the scenario's model says of the last finish, beside the last finish. */
function formula(
  settings: SwarmSettings,
  measurements: Measurements,
  completed: readonly number[],
) {
  const time = modelTime(settings, measurements)
  const { lastFinishSeconds } = times(measurements, completed)
  const known = time !== null && lastFinishSeconds !== null
  return {
    modelSeconds: time?.seconds ?? null,
    modelIsExact: time?.exact ?? false,
    finishOverModel: known ? lastFinishSeconds / time.seconds : null,
  }
}

/** What a ring by consistent hashing has done. */
function ringFigures({ ring }: Measurements) {
  return {
    lookups: ring?.lookups ?? null,
    hopsALookup: ring === null ? null : known(ring.hops / ring.lookups),
    handedBytes: ring?.handedOverBytes ?? null,
  }
}

/** What the source sent, and what it paid for that. */
function spent(settings: SwarmSettings, { peers }: Measurements, seeds: readonly number[]) {
  const sourceBytes = total(peers.uploadedBytes, seeds) + total(peers.controlBytes, seeds)
  const { pricePerGigabyte } = settings
  const sourceCost = pricePerGigabyte === null ? null : (sourceBytes / 1e9) * pricePerGigabyte
  return { sourceBytes, sourceCost }
}

/**
 * What each peer's uplink carried, headers and control included, over what it could have carried
 * while the peer was there and anybody was downloading: up to the last completion, or to the end of
 * a run that was cut off before. Peers whose uplink is endless or nought are left out.
 */
function utilisations(measurements: Measurements, rows: readonly number[]): number[] {
  const { peers, ended, endSeconds } = measurements
  const everybody = arrived(measurements).filter((i) => isLeecher(measurements, i))
  const { lastFinishSeconds } = times(
    measurements,
    everybody.filter((i) => !Number.isNaN(peers.completionSeconds[i])),
  )
  const waiting = everybody.some(
    (i) => Number.isNaN(peers.completionSeconds[i]) && Number.isNaN(peers.departureSeconds[i]),
  )
  const cutOff = lastFinishSeconds === null || (waiting && ended !== 'stuck')
  const last = cutOff ? endSeconds : lastFinishSeconds
  return finite(
    rows.map((i) => {
      const left = peers.departureSeconds[i]
      const until = Number.isNaN(left) ? last : Math.min(left, last)
      const could = peers.upBytesPerSecond[i] * (until - peers.arrivalSeconds[i])
      if (!(could > 0 && Number.isFinite(could))) return Number.NaN
      return (peers.uploadedBytes[i] + peers.controlBytes[i]) / could
    }),
  )
}

/** Mean download rates of the completed, bytes/s: what each lacked over how long it took. */
function rates(settings: SwarmSettings, measurements: Measurements, completed: readonly number[]) {
  return finite(
    completed.map(
      (i) =>
        bounds.lackedBytesOf(settings, measurements.peers.startShare[i]) /
        durationSeconds(measurements, i),
    ),
  )
}

function shareRatio({ peers }: Measurements, i: number): number {
  return peers.uploadedBytes[i] / peers.downloadedBytes[i]
}

function freeRiderSlowdown(
  settings: SwarmSettings,
  measurements: Measurements,
  completed: readonly number[],
): number | null {
  const rides = (i: number) => settings.groups[measurements.peers.group[i]].freeRider
  const duration = (rows: readonly number[]) =>
    mean(rows.map((i) => durationSeconds(measurements, i)))
  const riders = duration(completed.filter(rides))
  return known(riders / duration(completed.filter((i) => !rides(i))))
}

function total(column: Float64Array, rows: readonly number[]): number {
  return sum(rows.map((i) => column[i]))
}

/** JSON knows no NaN and no infinity. */
function known(figure: number): number | null {
  return Number.isFinite(figure) ? figure : null
}
