import { nearest } from '../../lab/scenario/suggestion.js'
import { currentMetricPath, metricPaths } from '../../lab/summary/metric-path.js'
import { groupNamesOf } from '../../lab/sweep/check.js'
import { SweepPlan } from '../../lab/sweep/plan.js'
import { parseRunId, type Sweep, type SweepEntry, seedOf } from '../../lab/sweep/sweep.js'
import { type PointMetric, parameterText } from '../../lab/sweep/table.js'
import {
  drawSweepCharts,
  otherVersions,
  sweepFolder,
  sweepHead,
  writeSweepTables,
} from '../../machine/output/sweep-folder.js'
import type { RunEngine } from '../../machine/workers/run-engine.js'
import { RunJournal } from '../../machine/workers/run-journal.js'
import { DONE, FAILED } from '../exit-code.js'
import { prepareOutFolder } from '../run/out-folder.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'
import { RUNS_ON } from '../version.js'
import { reportFailedRuns } from './failed-runs.js'
import { runWork } from './run-work.js'
import { sweepText } from './sweep-text.js'

/** The options of a sweep. */
interface SweepOptions {
  readonly out: string
  readonly engine: RunEngine
  readonly addReplications: number
  readonly untilHalfWidth?: number | undefined
  readonly metric?: string | undefined
  readonly json: boolean
  readonly quiet: boolean
  readonly noCharts?: boolean
}

/** Where a sweep writes, and what stops it. */
interface SweepSetting {
  readonly terminal: Terminal
  readonly stop: StopSignal
}

/** Runs what is left of a sweep, writes its tables and charts, and returns the exit code. */
export async function runSweep(
  sweep: Sweep,
  options: SweepOptions,
  setting: SweepSetting,
): Promise<number> {
  const { terminal, stop } = setting
  const metric = checkedMetric(sweep, options.metric)
  prepareOutFolder(options.out)
  const folder = sweepFolder(options.out, sweep)
  warnOfOtherVersions(otherVersions(options.out, sweep), folder, terminal)
  const journal = new RunJournal<SweepEntry>(folder, sweepHead(RUNS_ON, sweep))
  try {
    const replications = replicationsOf(journal, sweep, options.addReplications)
    const { untilHalfWidth } = options
    const plan = new SweepPlan(sweep, { replications, untilHalfWidth, metric }, journal.entries)
    const { failures, metrics } = await runPlan(plan, journal, folder, options, setting)
    printResults(plan, metrics, options, terminal)
    reportFailedRuns(failures, (id) => runName(sweep, id), terminal.stderr)
    if (!stop.received && !options.noCharts) await drawSweepCharts(folder, sweep, metrics)
    if (!options.json) terminal.stdout.write(`results: ${folder}\n`)
    return stop.exitCode ?? (failures.length > 0 ? FAILED : DONE)
  } finally {
    journal.close()
  }
}

/** Runs the plan and writes the tables of what is finished, even after a failure. */
async function runPlan(
  plan: SweepPlan,
  journal: RunJournal<SweepEntry>,
  folder: string,
  { engine, quiet }: SweepOptions,
  { terminal: { stderr }, stop }: SweepSetting,
) {
  try {
    const failures = await runWork(plan.runs(), {
      name: plan.sweep.name,
      engine,
      quiet,
      stderr,
      stop,
      isResumable: true,
      status: () => plan.progress,
      done: ({ id, summary, cpuSeconds }) => {
        journal.add({ id, summary, cpuSeconds })
        plan.update(parseRunId(id)!.point)
      },
    })
    return { failures, metrics: await writeSweepTables(folder, plan, RUNS_ON) }
  } catch (fault) {
    // If the disk is full, the tables cannot be written either; the journal has everything.
    await writeSweepTables(folder, plan, RUNS_ON).catch(() => undefined)
    throw fault
  }
}

/** Names a run: `run 1/2 (groups.crowd.count=3, seed 1/2)`. */
function runName(sweep: Sweep, id: string): string {
  const { point, replication } = parseRunId(id)!
  const values = Object.entries(sweep.points[point].values)
  const settings = values.map(([path, value]) => `${path}=${parameterText(value)}`)
  return `run ${id} (${[...settings, `seed ${seedOf(sweep.seed, replication)}`].join(', ')})`
}

/** Returns the replications per point: as in the file, plus those added now or earlier. */
function replicationsOf(journal: RunJournal<SweepEntry>, sweep: Sweep, add: number): number {
  const planned = Math.max(sweep.replications, journal.replications)
  if (add > 0) journal.setReplications(planned + add)
  return planned + add
}

function checkedMetric(sweep: Sweep, given = sweep.metrics[0]): string {
  const metric = currentMetricPath(given)
  const known = metricPaths(groupNamesOf(sweep.points))
  if (known.includes(metric)) return metric
  const near = nearest(metric, known)
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  throw new UsageError(`--metric: expected a metric of the runs, found "${metric}"${hint}`)
}

function warnOfOtherVersions(
  others: readonly string[],
  folder: string,
  { stderr }: Terminal,
): void {
  if (others.length === 0) return
  stderr.write(`The sweep has changed since ${others.join(', ')}; results go to ${folder}\n`)
}

function printResults(
  plan: SweepPlan,
  metrics: readonly PointMetric[],
  { json }: SweepOptions,
  { stdout }: Terminal,
): void {
  if (!json) {
    stdout.write(sweepText(plan.sweep, metrics, stdout.columns))
    return
  }
  for (const { point, metric, interval } of metrics) {
    stdout.write(`${JSON.stringify({ ...point.values, metric, ...interval })}\n`)
  }
}
