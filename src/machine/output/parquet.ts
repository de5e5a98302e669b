import type { Column, Table } from '../../lab/run/table.js'

const PARQUET_TYPES = {
  text: 'STRING',
  integer: 'INT32',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
} as const satisfies Record<Column['kind'], string>

/** Writes a table as a Parquet file with typed columns; missing values and NaN are null. */
export async function parquetOf({ columns, rows }: Table): Promise<Uint8Array> {
  // Loaded here, since nothing else needs it.
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const columnData = columns.map(({ name, kind }) => ({
    name,
    type: PARQUET_TYPES[kind],
    data: rows.map((row) => (Number.isNaN(row[name]) ? null : (row[name] ?? null))),
  }))
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}
