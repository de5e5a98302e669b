/** A row by column; what is not there is null, left out, or a number that is NaN. */
export type Row = Readonly<Record<string, string | number | boolean | null>>

/** A column, and what its cells are if they are anything; integers are of 32 bits. */
export interface Column {
  readonly name: string
  readonly kind: 'text' | 'integer' | 'number' | 'boolean'
}

/** Rows under typed columns. */
export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}
