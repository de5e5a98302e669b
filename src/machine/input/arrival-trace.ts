import { parse } from 'csv-parse/sync'
import { ResourceError } from '../../lab/scenario/resource.js'

/** Larger files are refused; a million arrivals have less. */
export const MAX_TRACE_BYTES = 64 * 2 ** 20

/**
 * Reads arrival times, seconds, from a CSV file: its column `seconds`, or the first column if
 * there is no header. Throws a ResourceError that names the row, counted from 1.
 */
export function readTrace(bytes: Uint8Array): readonly number[] {
  const rows = records(bytes)
  const titled = rows.length > 0 && rows[0].some((cell) => Number.isNaN(Number(cell)))
  const column = titled ? rows[0].indexOf('seconds') : 0
  if (column < 0) throw new ResourceError('a CSV file with a column named "seconds"')
  const first = titled ? 1 : 0
  if (rows.length === first) throw new ResourceError('a CSV file with at least one arrival')
  let before = 0
  return rows.slice(first).map((row, i) => {
    const cell = row[column] ?? ''
    const seconds = cell === '' ? Number.NaN : Number(cell)
    const place = `row ${first + i + 1} has ${JSON.stringify(cell)}`
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) {
      throw new ResourceError(`a CSV file of times in seconds (${place})`)
    }
    if (seconds < before) throw new ResourceError(`arrivals in order of time (${place})`)
    before = seconds
    return seconds
  })
}

function records(bytes: Uint8Array): string[][] {
  const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true }
  try {
    return parse(Buffer.from(bytes), { ...options, comment: '#' }) as string[][]
  } catch (error) {
    throw new ResourceError(`a well-formed CSV file (${(error as Error).message})`)
  }
}
