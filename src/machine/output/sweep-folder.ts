import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from '../../lab/run/table.js'
import { sweepChart } from '../../lab/sweep/chart.js'
import type { SweepPlan } from '../../lab/sweep/plan.js'
import type { Sweep } from '../../lab/sweep/sweep.js'
import { figuresOf, type PointFigure, pointsTable, runsTable } from '../../lab/sweep/table.js'
import { writeAtomically } from '../files/atomic-write.js'
import { fingerprintWith, pluginsOf } from '../plugin/used-plugin.js'
import type { JournalHead } from '../workers/run-journal.js'
import { drawInto } from './chart-files.js'
import { csvOf } from './csv.js'
import { parquetOf } from './parquet.js'

/**
 * Names what a sweep computes: equal if and only if every cell is. How many replications there are
 * and what is charted do not count, so that a sweep can grow.
 */
export function fingerprintOf({ seed, points }: Pick<Sweep, 'seed' | 'points'>): string {
  const groups = points.flatMap(({ settings }) => settings.groups)
  const data = points.map(({ settings }) => ({ ...settings, seed }))
  return fingerprintWith(groups, data)
}

/**
 * Where a sweep's results lie: a sweep file that has changed since has another fingerprint, and so
 * a folder of its own; changed back, it goes on in the first.
 */
export function sweepFolder(out: string, sweep: Sweep): string {
  return join(out, sweep.name, `sweep-${fingerprintOf(sweep)}`)
}

/** Folders of the same name that another version of the sweep file has filled. */
export function otherVersions(out: string, sweep: Sweep): string[] {
  const parent = join(out, sweep.name)
  if (!existsSync(parent)) return []
  const own = `sweep-${fingerprintOf(sweep)}`
  const names = readdirSync(parent).filter((name) => name.startsWith('sweep-') && name !== own)
  return names.map((name) => join(parent, name))
}

/** What the journal of a sweep begins with. */
export function sweepHead(program: string, sweep: Sweep): JournalHead {
  return { version: 1, program, fingerprint: fingerprintOf(sweep) }
}

/** Writes the tables of what is finished, and what they are of. */
export async function writeSweepTables(
  folder: string,
  plan: SweepPlan,
  program: string,
): Promise<PointFigure[]> {
  const { sweep, extent } = plan
  const figures = figuresOf(plan)
  const points = sweep.points.map(({ values }) => values)
  const { name, about, seed, parameters } = sweep
  const plugins = pluginsOf(sweep.points.flatMap(({ settings }) => settings.groups))
  const kept = plugins.length === 0 ? {} : { plugins }
  const said = { version: 1, program, name, about, seed, extent, parameters, points, ...kept }
  writeAtomically(join(folder, 'sweep.json'), `${JSON.stringify(said, null, 2)}\n`)
  await saveTable(join(folder, 'runs'), runsTable(plan))
  await saveTable(join(folder, 'points'), pointsTable(sweep, figures))
  return figures
}

/** Writes a table as CSV and as Parquet. */
async function saveTable(path: string, table: Table): Promise<void> {
  writeAtomically(`${path}.csv`, csvOf(table))
  writeAtomically(`${path}.parquet`, await parquetOf(table))
}

/** Draws a chart a metric. */
export async function drawSweepCharts(
  folder: string,
  sweep: Sweep,
  figures: readonly PointFigure[],
): Promise<void> {
  const charts = sweep.metrics.map((metric) => sweepChart(sweep, metric, figures))
  await drawInto(
    join(folder, 'charts'),
    charts.filter((chart) => chart !== undefined),
  )
}
