/** A row by column; a missing value is null, left out, or NaN. */
export type Row = Readonly<Record<string, string | number | boolean | null>>

/** A column of a file: its name, the type of its cells, and what the data dictionary says of it. */
export interface Column {
  readonly name: string
  /** Integers have 32 bits. */
  readonly kind: 'text' | 'integer' | 'number' | 'boolean'
  /** Left out for a column without a unit. */
  readonly unit?: string
  readonly meaning: string
}

/** Rows under typed columns. */
export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}
