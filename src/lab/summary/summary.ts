import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'
import { finite, jain, mean, quantile, sum } from '../stats/statistics.js'
import * as bounds from './bounds.js'
import { type ImprovingPairsMetrics, improvingPairsMetrics } from './improving-pairs.js'
import { modelTime } from './model-formulas.js'

/** The metrics of one group; null where there is no value. `metric-specs.ts` defines each. */
export interface ClassSummary {
  readonly leechers: number
  readonly completed: number
  readonly meanSeconds: number | null
  readonly medianSeconds: number | null
  readonly p95Seconds: number | null
  readonly lastFinishSeconds: number | null
  readonly boundSeconds: number | null
  readonly finishOverBound: number | null
  readonly clientServerSeconds: number | null
  readonly utilisation: number | null
  readonly uploadedBytes: number
  readonly downloadedBytes: number
  readonly ratio: number | null
  readonly jain: number | null
  readonly jainShare: number | null
  readonly usefulBytes: number
  readonly duplicateBytes: number
  readonly corruptBytes: number
  readonly controlBytes: number
  readonly fromSeedsShare: number | null
  readonly chokedShare: number | null
  readonly startUpSeconds: number | null
  readonly latePieces: number | null
}

/** The metrics of a run; null where there is no value. `metric-specs.ts` defines each. */
export interface Summary extends ImprovingPairsMetrics {
  readonly name: string
  readonly seed: string
  readonly ended: Measurements['ended']
  /** Why no leecher could finish; null unless the run is stuck. */
  readonly stuckReason: Measurements['stuckReason']
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
  /** By the formula of the model; if it is not exact, the formula is a lower bound. */
  readonly modelSeconds: number | null
  readonly modelIsExact: boolean
  readonly finishOverModel: number | null
  /** Why there is no `modelSeconds`; null if there is one. Likewise `noBoundReason`. */
  readonly noModelReason: string | null
  readonly noBoundReason: string | null
  readonly sourceBytes: number
  readonly sourceCost: number | null
  /** Null unless the model is a consistent-hashing ring. */
  readonly lookups: number | null
  readonly hopsALookup: number | null
  readonly handedBytes: number | null
  readonly seedCopies: number
  readonly copiesUntilAllPiecesOut: number | null
  readonly jain: number | null
  readonly jainShare: number | null
  readonly meanLeechers: number | null
  readonly meanSeeds: number | null
  readonly meanLinks: number | null
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

/** Summarises a run; `cpuSeconds` is the CPU time that it took. */
export function summarise(
  name: string,
  seed: string,
  settings: SwarmSettings,
  measurements: Measurements,
  cpuSeconds: number,
): Summary {
  const { peers, ended, stuckReason, endSeconds, usefulBlocks, traceHash } = measurements
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
    stuckReason,
    partial: ended === 'interrupted' || (ended === 'until' && completed.length < leechers.length),
    leechers: leechers.length,
    completed: completed.length,
    ...times(measurements, completed),
    ...theory(settings, measurements, leechers, completed),
    noBoundReason: noBoundReason(settings, measurements, leechers),
    utilisation: known(mean(utilisations(measurements, leechers))),
    ...formula(settings, measurements, completed),
    ...ringMetrics(measurements),
    ...sourceMetrics(settings, measurements, seeds),
    seedCopies: total(peers.uploadedBytes, seeds) / settings.sizeBytes,
    copiesUntilAllPiecesOut: known(measurements.seedBytesUntilAllPiecesOut / settings.sizeBytes),
    jain: known(jain(rates(settings, measurements, completed))),
    jainShare: known(jain(finite(leechers.map((i) => shareRatio(measurements, i))))),
    ...presenceMetrics(measurements),
    ...improvingPairsMetrics(measurements),
    usefulBlocks,
    duplicateBytes,
    duplicateShare: known(duplicateBytes / downloaded),
    corruptBytes: total(peers.corruptBytes, here),
    controlBytes,
    controlShare: known(controlBytes / (controlBytes + uploaded)),
    freeRiderSlowdown: freeRiderSlowdown(settings, measurements, completed),
    ...playbackMetrics(measurements, leechers),
    endSeconds,
    ...costs(measurements, cpuSeconds),
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

/** Returns the indices of the peers that arrived. */
export function arrived({ peers }: Measurements): number[] {
  const rows = Array.from({ length: peers.count }, (_, i) => i)
  return rows.filter((i) => !Number.isNaN(peers.arrivalSeconds[i]))
}

/** Whether the peer arrived incomplete. */
export function isLeecher({ peers }: Measurements, i: number): boolean {
  return !(peers.startShare[i] >= 1)
}

/** Returns the seconds from arrival to completion; NaN if the peer did not complete. */
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
    ...playbackMetrics(measurements, leechers),
  }
}

function playbackMetrics({ peers }: Measurements, leechers: readonly number[]) {
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
 * Computes the bounds for the peers that completed, or for all leechers if none did. Ignoring the
 * other peers only lowers the bound.
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

/** Says why the run has no bound; null if it has one. */
function noBoundReason(
  settings: SwarmSettings,
  measurements: Measurements,
  leechers: readonly number[],
): string | null {
  if (leechers.length === 0) return 'there is no leecher'
  const seeded = bounds.seedSeconds(bounds.fluidOf(settings, measurements))
  return Number.isFinite(seeded) ? null : 'the seeds can never send every piece'
}

/** Computes the last finish by the formula of the model, and the ratio to it. */
function formula(
  settings: SwarmSettings,
  measurements: Measurements,
  completed: readonly number[],
) {
  const time = modelTime(settings, measurements)
  if (typeof time === 'string') {
    return { modelSeconds: null, modelIsExact: false, finishOverModel: null, noModelReason: time }
  }
  const { lastFinishSeconds } = times(measurements, completed)
  return {
    modelSeconds: time.seconds,
    modelIsExact: time.exact,
    finishOverModel: lastFinishSeconds === null ? null : known(lastFinishSeconds / time.seconds),
    noModelReason: null,
  }
}

function costs({ events, usefulBlocks }: Measurements, cpuSeconds: number) {
  return {
    events,
    cpuSeconds,
    eventsPerCpuSecond: known(events / cpuSeconds),
    blocksPerCpuSecond: known(usefulBlocks / cpuSeconds),
  }
}

/** Means over time of the peers present and their links. */
function presenceMetrics({ presence }: Measurements) {
  return {
    meanLeechers: known(presence.leechers),
    meanSeeds: known(presence.seeds),
    meanLinks: known(presence.links),
  }
}

/** Summarises the lookups of a consistent-hashing ring. */
function ringMetrics({ ring }: Measurements) {
  return {
    lookups: ring?.lookups ?? null,
    hopsALookup: ring === null ? null : known(ring.hops / ring.lookups),
    handedBytes: ring?.handedOverBytes ?? null,
  }
}

/** Computes the bytes that the seeds sent, and their cost. */
function sourceMetrics(settings: SwarmSettings, { peers }: Measurements, seeds: readonly number[]) {
  const sourceBytes = total(peers.uploadedBytes, seeds) + total(peers.controlBytes, seeds)
  const { pricePerGigabyte } = settings
  const sourceCost = pricePerGigabyte === null ? null : (sourceBytes / 1e9) * pricePerGigabyte
  return { sourceBytes, sourceCost }
}

/**
 * Returns the upload use of each peer: bytes that left its uplink, headers and control included,
 * over what the uplink could have sent in the same time. Peers with unlimited or no upload capacity
 * are left out.
 */
function utilisations({ peers }: Measurements, rows: readonly number[]): number[] {
  return finite(
    rows.map((i) => {
      const capacityBytes = peers.capacityBytes[i]
      const isLimited = capacityBytes > 0 && Number.isFinite(capacityBytes)
      return isLimited ? peers.sentBytes[i] / capacityBytes : Number.NaN
    }),
  )
}

/** Returns the download rates of the completed peers, bytes/s: missing bytes / download time. */
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
  const isFreeRider = (i: number) => settings.groups[measurements.peers.group[i]].freeRider
  const duration = (rows: readonly number[]) =>
    mean(rows.map((i) => durationSeconds(measurements, i)))
  const freeRiders = duration(completed.filter(isFreeRider))
  return known(freeRiders / duration(completed.filter((i) => !isFreeRider(i))))
}

function total(column: Float64Array, rows: readonly number[]): number {
  return sum(rows.map((i) => column[i]))
}

/** Replaces NaN and infinity, which JSON lacks, by null. */
function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
