import { formatSeconds } from '../scenario/units.js'
import { metricSpec, metricValue } from './metric-path.js'
import type { MetricKey } from './metric-specs.js'
import { numberText, UNITS, valueText } from './metric-text.js'
import type { ClassSummary, Summary } from './summary.js'
import type { TextTable } from './text-table.js'

const GROUP_KEYS: readonly MetricKey[] = [
  'meanSeconds',
  'medianSeconds',
  'p95Seconds',
  'lastFinishSeconds',
  'utilisation',
  'uploadedBytes',
  'ratio',
  'jain',
  'fromSeedsShare',
  'chokedShare',
]

/** Shown only if the scenario has a player. */
const PLAYBACK_KEYS: readonly MetricKey[] = ['startUpSeconds', 'latePieces']

/** The metrics of a run that theory speaks of, in reading order. */
export const THEORY_KEYS = [
  'lastFinishSeconds',
  'boundSeconds',
  'finishOverBound',
  'clientServerSeconds',
  'modelSeconds',
  'finishOverModel',
  'utilisation',
  'jain',
  'jainShare',
  'meanLeechers',
  'meanSeeds',
  'meanLinks',
  'improvingPairs',
  'seedCopies',
  'sourceCost',
  'lookups',
  'hopsALookup',
  'handedBytes',
  'copiesUntilAllPiecesOut',
  'duplicateShare',
  'controlShare',
  'freeRiderSlowdown',
  ...PLAYBACK_KEYS,
] as const satisfies readonly MetricKey[]

/** The title of the metrics that theory speaks of. */
export const THEORY_TITLE = 'Compared with theory'

/** Tabulates the groups of a run, a row each. */
export function groupTable(summary: Summary): TextTable {
  const { latePieces } = summary
  // A summary of an earlier version says nothing of players.
  const keys = typeof latePieces === 'number' ? [...GROUP_KEYS, ...PLAYBACK_KEYS] : GROUP_KEYS
  const heads = keys.map((key) => metricSpec(key)).map(({ title, head = title }) => head)
  return {
    title: '',
    head: ['Group', 'Completed', ...heads],
    rows: Object.entries(summary.classes).map(([name, group]) => [
      name,
      completedText(group),
      ...keys.map((key) => metricText(key, metricValue(key, group))),
    ]),
    textColumns: 1,
  }
}

/** Tabulates the metrics of the run that theory speaks of, a row each; without a head. */
export function theoryTable(summary: Summary): TextTable {
  const rows = theoryKeys(summary).map((key) => [
    metricSpec(key).title,
    metricText(key, metricValue(key, summary)),
  ])
  return { title: THEORY_TITLE, head: [], rows, textColumns: 2 }
}

/** Lists the metrics of `THEORY_KEYS` that the run has. */
export function theoryKeys(summary: Summary): MetricKey[] {
  return THEORY_KEYS.filter((key) => metricValue(key, summary) !== null)
}

/** Writes the outcome in a sentence or two. */
export function headline(summary: Summary): string {
  const { leechers, completed, lastFinishSeconds, meanSeconds, endSeconds, ended } = summary
  if (leechers === 0) return 'There was no leecher.'
  const all = completed === leechers
  const who = all
    ? leechers === 1
      ? 'The only leecher'
      : `All ${leechers} leechers`
    : `${completed} of ${leechers} leechers`
  const did =
    lastFinishSeconds === null || meanSeconds === null
      ? `None of ${leechers} leechers completed.`
      : `${who} completed, in ${formatSeconds(meanSeconds)} on average; ` +
        `the last finished at ${formatSeconds(lastFinishSeconds)}.`
  return all ? did : `${did} The run ${ENDS[ended]} at ${formatSeconds(endSeconds)}.`
}

const ENDS: Readonly<Record<Summary['ended'], string>> = {
  complete: 'ended, as all others had left,',
  until: 'reached its time limit',
  stuck: 'ended, as no remaining leecher could finish,',
  interrupted: 'was interrupted',
}

/** Writes what the run cost to simulate, and its trace hash. */
export function costLine(summary: Summary): string {
  const { events, endSeconds, cpuSeconds, blocksPerCpuSecond, traceHash } = summary
  const cost =
    `in ${formatSeconds(cpuSeconds)} of CPU time ` +
    `(${valueText(blocksPerCpuSecond, numberText)} blocks per second)`
  const simulated = formatSeconds(endSeconds)
  return traceHash === ''
    ? `${simulated} run on real sockets ${cost}`
    : `${numberText(events)} events, ${simulated} simulated ${cost}, trace ${traceHash}`
}

/** Writes a value of a metric with its unit. */
export function metricText(key: MetricKey, value: number | null): string {
  return valueText(value, UNITS[metricSpec(key).unit].text)
}

function completedText({ completed, leechers }: ClassSummary): string {
  return leechers === 0 ? '–' : `${completed}/${leechers}`
}
