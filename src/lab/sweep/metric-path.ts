import type { ClassSummary, Summary } from '../summary/summary.js'

/** Figures that a whole run and each of its groups have. */
const SHARED_METRICS = [
  'leechers',
  'completed',
  'meanSeconds',
  'medianSeconds',
  'p95Seconds',
  'lastFinishSeconds',
  'boundSeconds',
  'finishOverBound',
  'clientServerSeconds',
  'utilisation',
] as const

/** Figures of a whole run that come out the same whenever it is repeated; what it cost is none. */
export const RUN_METRICS = [
  ...SHARED_METRICS,
  'modelSeconds',
  'finishOverModel',
  'sourceBytes',
  'sourceCost',
  'lookups',
  'hopsALookup',
  'handedBytes',
  'seedCopies',
  'copiesUntilAllPiecesOut',
  'jain',
  'jainShare',
  'usefulBlocks',
  'duplicateBytes',
  'duplicateShare',
  'corruptBytes',
  'controlBytes',
  'controlShare',
  'freeRiderSlowdown',
  'events',
  'endSeconds',
] as const satisfies readonly (keyof Summary)[]

/** Figures of a group, in the order of its summary. */
const GROUP_METRICS = [
  ...SHARED_METRICS,
  'uploadedBytes',
  'downloadedBytes',
  'ratio',
  'jain',
  'jainShare',
  'usefulBytes',
  'duplicateBytes',
  'corruptBytes',
  'controlBytes',
  'fromSeedsShare',
  'chokedShare',
] as const satisfies readonly (keyof ClassSummary)[]

/** Every metric of a run with these groups: `meanSeconds`, `classes.leechers.meanSeconds`, ... */
export function metricPaths(groupNames: readonly string[]): string[] {
  const ofGroups = groupNames.flatMap((name) => GROUP_METRICS.map((key) => pathOf(name, key)))
  return [...RUN_METRICS, ...ofGroups]
}

/** The metrics of a run, by path; NaN where a figure has nothing to be taken over. */
export function metricsOf(summary: Summary): Map<string, number> {
  const metrics = new Map<string, number>()
  for (const key of RUN_METRICS) metrics.set(key, summary[key] ?? Number.NaN)
  for (const [name, group] of Object.entries(summary.classes)) {
    for (const key of GROUP_METRICS) metrics.set(pathOf(name, key), group[key] ?? Number.NaN)
  }
  return metrics
}

function pathOf(groupName: string, key: string): string {
  return `classes.${groupName}.${key}`
}
