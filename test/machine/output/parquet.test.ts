import { fc, test } from '@fast-check/vitest'
import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import type { Column, Row, Table } from '../../../src/lab/run/table.js'
import { csvOf } from '../../../src/machine/output/csv.js'
import { parquetOf } from '../../../src/machine/output/parquet.js'
import { cellAs, readParquet } from './parquet-rows.js'

const COLUMNS: Column[] = [
  { name: 'name', kind: 'text', meaning: '' },
  { name: 'count', kind: 'integer', meaning: '' },
  { name: 'mean', kind: 'number', meaning: '' },
  { name: 'done', kind: 'boolean', meaning: '' },
]
const TYPES = { name: 'UTF8', count: 'INT32', mean: 'DOUBLE', done: 'BOOLEAN' }

const anyRow: fc.Arbitrary<Row> = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  count: fc.option(fc.integer()),
  mean: fc.option(fc.double({ noDefaultInfinity: false })),
  done: fc.option(fc.boolean()),
})

const withoutNaN = (row: Row) =>
  Object.fromEntries(Object.entries(row).map(([k, v]) => [k, Number.isNaN(v) ? null : v]))

test.prop([fc.array(anyRow, { maxLength: 50 })])(
  'a Parquet file has every cell of its table bit for bit, with null for NaN',
  async (rows) => {
    const { rows: read, types } = await readParquet(await parquetOf({ columns: COLUMNS, rows }))
    expect(types).toEqual(TYPES)
    expect(read).toEqual(rows.map(withoutNaN))
  },
)

test.prop([fc.array(anyRow, { minLength: 1, maxLength: 50 })])(
  'a table has the same values in CSV and Parquet',
  async (rows) => {
    const table: Table = { columns: COLUMNS, rows: rows.map((row) => ({ ...row, name: 'x' })) }
    const { rows: read } = await readParquet(await parquetOf(table))
    const csv = parse(csvOf(table), { columns: true }) as Record<keyof typeof TYPES, string>[]
    const columns = csv.map((row) =>
      Object.fromEntries(
        COLUMNS.map(({ name }) => [name, cellAs(typeOf(name), row[name as 'name'])]),
      ),
    )
    // A CSV does not keep the sign of zero.
    const plain = read.map((row) => ({ ...row, mean: row['mean'] === 0 ? 0 : row['mean'] }))
    expect(columns).toEqual(plain)
  },
)

const typeOf = (name: string) => TYPES[name as keyof typeof TYPES]

it('a Parquet column without values keeps its type', async () => {
  const bytes = await parquetOf({ columns: COLUMNS, rows: [{ name: 'a' }] })
  const { rows, types } = await readParquet(bytes)
  expect(types).toEqual(TYPES)
  expect(rows).toEqual([{ name: 'a', count: null, mean: null, done: null }])
})
