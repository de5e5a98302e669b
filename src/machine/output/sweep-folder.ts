import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from '../../lab/run/table.js'
import { sweepChart } from '../../lab/sweep/chart.js'
import type { SweepPlan } from '../../lab/sweep/plan.js'
import type { Sweep } from '../../lab/sweep/sweep.js'
import { type PointMetric, pointMetrics, pointsTable, runsTable } from '../../lab/sweep/table.js'
import { writeAtomically } from '../files/atomic-write.js'
import { fingerprintWith, pluginsOf } from '../plugin/used-plugin.js'
import type { JournalHead } from '../workers/run-journal.js'
import { drawInto } from './chart-files.js'
import { csvOf } from './csv.js'
import { parquetOf } from './parquet.js'

/**
 * Returns a fingerprint that is equal if and only if all points of two sweeps are. It ignores the
 * number of replications and the charted metrics, so that a sweep can grow.
 */
export function fingerprintOf({ seed, points }: Pick<Sweep, 'seed' | 'points'>): string {
  const groups = points.flatMap(({ settings }) => settings.groups)
  const data = points.map(({ settings }) => ({ ...settings, seed }))
  return fingerprintWith(groups, data)
}

/**
 * Returns the folder of a sweep's results. A changed sweep file has another fingerprint, and so
 * another folder; changed back, the sweep resumes in the first.
 */
export function sweepFolder(out: string, sweep: Sweep): string {
  return join(out, sweep.name, `sweep-${fingerprintOf(sweep)}`)
}

/** Lists the folders that other versions of the sweep file have filled. */
export function otherVersions(out: string, sweep: Sweep): string[] {
  const parent = join(out, sweep.name)
  if (!existsSync(parent)) return []
  const own = `sweep-${fingerprintOf(sweep)}`
  const names = readdirSync(parent).filter((name) => name.startsWith('sweep-') && name !== own)
  return names.map((name) => join(parent, name))
}

/** Returns the head of a sweep's journal. */
export function sweepHead(program: string, sweep: Sweep): JournalHead {
  return { version: 1, program, fingerprint: fingerprintOf(sweep) }
}

/** Writes the tables of the finished runs, and sweep.json, which describes the sweep. */
export async function writeSweepTables(
  folder: string,
  plan: SweepPlan,
  program: string,
): Promise<PointMetric[]> {
  const { sweep, extent } = plan
  const metrics = pointMetrics(plan)
  const points = sweep.points.map(({ values }) => values)
  const { name, about, seed, parameters } = sweep
  const plugins = pluginsOf(sweep.points.flatMap(({ settings }) => settings.groups))
  const kept = plugins.length === 0 ? {} : { plugins }
  const description = {
    version: 1,
    program,
    name,
    about,
    seed,
    extent,
    parameters,
    points,
    ...kept,
  }
  writeAtomically(join(folder, 'sweep.json'), `${JSON.stringify(description, null, 2)}\n`)
  await saveTable(join(folder, 'runs'), runsTable(plan))
  await saveTable(join(folder, 'points'), pointsTable(sweep, metrics))
  return metrics
}

/** Writes a table as CSV and as Parquet. */
async function saveTable(path: string, table: Table): Promise<void> {
  writeAtomically(`${path}.csv`, csvOf(table))
  writeAtomically(`${path}.parquet`, await parquetOf(table))
}

/** Draws a chart of each metric. */
export async function drawSweepCharts(
  folder: string,
  sweep: Sweep,
  metrics: readonly PointMetric[],
): Promise<void> {
  const charts = sweep.metrics.map((metric) => sweepChart(sweep, metric, metrics))
  await drawInto(
    join(folder, 'charts'),
    charts.filter((chart) => chart !== undefined),
  )
}
