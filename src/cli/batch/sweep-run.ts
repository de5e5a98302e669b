import { nearest } from '../../lab/scenario/suggestion.js'
import { groupNamesOf } from '../../lab/sweep/check.js'
import { metricPaths } from '../../lab/sweep/metric-path.js'
import { SweepPlan } from '../../lab/sweep/plan.js'
import { placeOf, type Sweep, type SweepEntry, seedOf } from '../../lab/sweep/sweep.js'
import { type PointFigure, parameterText } from '../../lab/sweep/table.js'
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
import { workOff } from './run-work.js'
import { sweepTable } from './sweep-screen.js'

/** How a sweep is run, kept and shown. */
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

/** What surrounds a sweep. */
interface SweepSetting {
  readonly terminal: Terminal
  readonly stop: StopSignal
}

/** Runs what is left of a sweep, writes its tables and charts, and answers the exit code. */
export async function workSweepOff(
  sweep: Sweep,
  options: SweepOptions,
  setting: SweepSetting,
): Promise<number> {
  const { terminal, stop } = setting
  const metric = checkedMetric(sweep, options.metric)
  prepareOutFolder(options.out)
  const folder = sweepFolder(options.out, sweep)
  tellOfOthers(otherVersions(options.out, sweep), folder, terminal)
  const journal = new RunJournal<SweepEntry>(folder, sweepHead(RUNS_ON, sweep))
  try {
    const replications = grown(journal, sweep, options.addReplications)
    const { untilHalfWidth } = options
    const plan = new SweepPlan(sweep, { replications, untilHalfWidth, metric }, journal.entries)
    const { failures, figures } = await workPlanOff(plan, journal, folder, options, setting)
    tell(plan, figures, options, terminal)
    reportFailedRuns(failures, (id) => runName(sweep, id), terminal.stderr)
    if (!stop.received && !options.noCharts) await drawSweepCharts(folder, sweep, figures)
    if (!options.json) terminal.stdout.write(`results: ${folder}\n`)
    return stop.exitCode ?? (failures.length > 0 ? FAILED : DONE)
  } finally {
    journal.close()
  }
}

/** Runs the plan's cells and writes the tables of what is finished, after a fault too. */
async function workPlanOff(
  plan: SweepPlan,
  journal: RunJournal<SweepEntry>,
  folder: string,
  { engine, quiet }: SweepOptions,
  { terminal: { stderr }, stop }: SweepSetting,
) {
  try {
    const failures = await workOff(plan.cells(), {
      name: plan.sweep.name,
      engine,
      quiet,
      stderr,
      stop,
      goesOn: true,
      standing: () => plan.standing,
      done: ({ id, summary, cpuSeconds }) => {
        journal.add({ id, summary, cpuSeconds })
        plan.look(placeOf(id)!.point)
      },
    })
    return { failures, figures: await writeSweepTables(folder, plan, RUNS_ON) }
  } catch (fault) {
    // Where the disk is full there is no room for tables either; the journal has it all.
    await writeSweepTables(folder, plan, RUNS_ON).catch(() => undefined)
    throw fault
  }
}

/** What a run is, in words: `the run 1/2 (groups.crowd.count=3, seed 1/2)`. */
function runName(sweep: Sweep, id: string): string {
  const { point, replication } = placeOf(id)!
  const values = Object.entries(sweep.points[point].values)
  const words = values.map(([path, value]) => `${path}=${parameterText(value)}`)
  return `the run ${id} (${[...words, `seed ${seedOf(sweep.seed, replication)}`].join(', ')})`
}

/** How many runs each point is to have: what the file says, or what was once added to that. */
function grown(journal: RunJournal<SweepEntry>, sweep: Sweep, add: number): number {
  const planned = Math.max(sweep.replications, journal.replications)
  if (add > 0) journal.setReplications(planned + add)
  return planned + add
}

function checkedMetric(sweep: Sweep, metric = sweep.metrics[0]): string {
  const known = metricPaths(groupNamesOf(sweep.points))
  if (known.includes(metric)) return metric
  const near = nearest(metric, known)
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  throw new UsageError(`--metric: no metric "${metric}"${hint}`)
}

function tellOfOthers(others: readonly string[], folder: string, { stderr }: Terminal): void {
  if (others.length === 0) return
  stderr.write(`this sweep differs from that in ${others.join(', ')}: it has ${folder}\n`)
}

function tell(
  plan: SweepPlan,
  figures: readonly PointFigure[],
  { json }: SweepOptions,
  { stdout }: Terminal,
): void {
  if (!json) {
    stdout.write(sweepTable(plan.sweep, figures))
    return
  }
  for (const { point, metric, interval } of figures) {
    stdout.write(`${JSON.stringify({ ...point.values, metric, ...interval })}\n`)
  }
}
