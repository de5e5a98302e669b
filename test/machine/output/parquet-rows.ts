import { parquetMetadata, parquetReadObjects } from 'hyparquet'

/** A Parquet file as another program reads it. */
export async function readParquet(bytes: Uint8Array) {
  const file = new Uint8Array(bytes).buffer
  const rows = await parquetReadObjects({ file })
  // The first element is the root of all columns.
  const [, ...elements] = parquetMetadata(file).schema
  const types = elements.map(({ name, type, converted_type }) => [name, converted_type ?? type])
  return { rows, types: Object.fromEntries(types) as Record<string, string> }
}

/** The value of a CSV cell, by the type of its column in the Parquet file. */
export function cellAs(type: string, text: string): unknown {
  if (type === 'UTF8') return text
  if (text === '') return null
  return type === 'BOOLEAN' ? text === 'true' : Number(text)
}
