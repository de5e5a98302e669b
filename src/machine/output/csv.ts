import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import {
  PAIR_COLUMNS,
  PEER_COLUMNS,
  PEER_FIELDS,
  SERIES_COLUMNS,
} from '../../lab/run/column-specs.js'
import type { Measurements, PeerColumns, SeriesColumns } from '../../lab/run/measurements.js'
import type { Row, Table } from '../../lab/run/table.js'
import * as bounds from '../../lab/summary/bounds.js'
import { durationSeconds } from '../../lab/summary/summary.js'
import type { SwarmSettings } from '../../sim/settings.js'

/** Reports a saved table that cannot be read; the message says where and why. */
export class TableError extends Error {
  override readonly name = 'TableError'
}

/** Columns of peers.csv that results of earlier versions lack. */
const LATER_FIELDS: readonly string[] = [
  'startUpSeconds',
  'latePieces',
  'sentBytes',
  'capacityBytes',
]

/** Columns of series.csv that results of earlier versions lack. */
const LATER_SERIES: readonly string[] = ['improvingPairs']

const PEER_NAMES = PEER_FIELDS.map(({ name }) => name)
const SERIES_NAMES = SERIES_COLUMNS.map(({ name }) => name)

/** Writes peers.csv, a row per peer that arrived. What never happened is an empty cell. */
export function peersCsv(settings: SwarmSettings, measurements: Measurements): string {
  const { peers, groupNames } = measurements
  const fluid = bounds.fluidOf(settings, measurements)
  const earliest = bounds.earliestOf(fluid)
  const rows: Row[] = []
  for (let i = 0; i < peers.count; i++) {
    if (Number.isNaN(peers.arrivalSeconds[i])) continue
    const received = peers.downloadedBytes[i]
    const host = bounds.hostOf(settings, peers, i)
    rows.push({
      peer: i,
      group: groupNames[peers.group[i]],
      ...Object.fromEntries(PEER_NAMES.map((field) => [field, peers[field][i]])),
      durationSeconds: host.lackedBytes > 0 ? durationSeconds(measurements, i) : null,
      fromLeechersBytes: received - peers.fromSeedsBytes[i] - peers.fromFinishedBytes[i],
      boundSeconds: host.lackedBytes > 0 ? earliest(host) : host.arrivalSeconds,
    })
  }
  return csvOf({ columns: PEER_COLUMNS, rows })
}

/** Writes series.csv, a row per sample. */
export function seriesCsv({ series }: Measurements): string {
  const rows = Array.from({ length: series.count }, (_, i) =>
    Object.fromEntries(SERIES_NAMES.map((field) => [field, series[field][i]])),
  )
  return csvOf({ columns: SERIES_COLUMNS, rows })
}

/** Writes pairs.csv, a row per ordered pair of groups. */
export function pairsCsv(measurements: Measurements): string {
  const { groupNames, bytesByPair, unchokedSecondsByPair } = measurements
  const rows = groupNames.flatMap((from, g) =>
    groupNames.map((to, h) => {
      const at = g * groupNames.length + h
      return { from, to, bytes: bytesByPair[at], unchokedSeconds: unchokedSecondsByPair[at] }
    }),
  )
  return csvOf({ columns: PAIR_COLUMNS, rows })
}

/**
 * Reads the peers of peers.csv.
 * @throws TableError if it lacks a column, or a cell is no number or no known group
 */
export function readPeers(text: string, groupNames: readonly string[]): PeerColumns {
  const required = PEER_NAMES.filter((field) => !LATER_FIELDS.includes(field))
  const rows = read(text, ['peer', 'group', ...required])
  const group = Uint8Array.from(rows, ({ group: name }, i) => groupAt(groupNames, name, i))
  return { count: rows.length, group, ...numberColumns(rows, PEER_NAMES) }
}

/**
 * Reads the samples of series.csv.
 * @throws TableError if it lacks a column, or a cell is no number
 */
export function readSeries(text: string): SeriesColumns {
  const required = SERIES_NAMES.filter((field) => !LATER_SERIES.includes(field))
  const rows = read(text, required)
  return { count: rows.length, ...numberColumns(rows, SERIES_NAMES) }
}

/**
 * Reads the two matrices of pairs.csv, row-major.
 * @throws TableError if it lacks a column or a pair, or a cell is no number or no known group
 */
export function readPairs(
  text: string,
  groupNames: readonly string[],
): Pick<Measurements, 'bytesByPair' | 'unchokedSecondsByPair'> {
  const rows = read(
    text,
    PAIR_COLUMNS.map(({ name }) => name),
  )
  const size = groupNames.length ** 2
  if (rows.length !== size) throw new TableError(`${rows.length} rows, expected ${size}`)
  const bytesByPair = new Float64Array(size)
  const unchokedSecondsByPair = new Float64Array(size)
  rows.forEach(({ from, to, bytes, unchokedSeconds }, i) => {
    const at = groupAt(groupNames, from, i) * groupNames.length + groupAt(groupNames, to, i)
    bytesByPair[at] = numberIn(bytes, 'bytes', i)
    unchokedSecondsByPair[at] = numberIn(unchokedSeconds, 'unchokedSeconds', i)
  })
  return { bytesByPair, unchokedSecondsByPair }
}

/** Writes a table as CSV with a row of heads; a cell that is NaN, or missing, is empty. */
export function csvOf({ columns, rows }: Table): string {
  return stringify([...rows], {
    header: true,
    columns: columns.map(({ name }) => name),
    // JavaScript's own text of a number is the shortest that reads back as the same number.
    cast: { number: (value) => (Number.isNaN(value) ? '' : String(value)), boolean: String },
  })
}

function read(text: string, heads: readonly string[]): Record<string, string>[] {
  // A file cut off within its last number would otherwise be read with a wrong value.
  if (!text.endsWith('\n')) throw new TableError('the last row is incomplete')
  let rows: Record<string, string>[]
  let found: string[] = []
  try {
    rows = parse(text, {
      columns: (names: string[]) => {
        found = names
        return names
      },
    })
  } catch (error) {
    throw new TableError((error as Error).message)
  }
  const lacking = heads.filter((head) => !found.includes(head))
  if (lacking.length > 0) throw new TableError(`no column "${lacking.join('", "')}"`)
  return rows
}

function numberColumns<Field extends string>(
  rows: readonly Record<string, string>[],
  fields: readonly Field[],
): Record<Field, Float64Array> {
  const read = fields.map((field) => [
    field,
    Float64Array.from(rows, (row, i) => numberIn(row[field] ?? '', field, i)),
  ])
  return Object.fromEntries(read) as Record<Field, Float64Array>
}

function numberIn(cell: string, head: string, row: number): number {
  if (cell === '') return Number.NaN
  const value = Number(cell)
  if (!Number.isNaN(value)) return value
  throw new TableError(`row ${row + 1}, ${head}: expected a number, found "${cell}"`)
}

function groupAt(groupNames: readonly string[], name: string, row: number): number {
  const at = groupNames.indexOf(name)
  if (at >= 0) return at
  throw new TableError(
    `row ${row + 1}: no group "${name}"; the groups are ${groupNames.join(', ')}`,
  )
}
