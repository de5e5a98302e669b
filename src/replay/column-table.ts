/** The typed arrays that a table may have as columns. */
export type Column = Uint8Array | Uint16Array | Int32Array | Float64Array

/** Columns by name. */
type Columns<T> = { readonly [Name in keyof T]: Column }

/** The rows that a table has room for at first. */
const FIRST_ROWS = 1024

/** A table of typed arrays that grows by doubling. Write row `count`, then call `append`. */
export class ColumnTable<T extends Columns<T>> {
  /** The columns, which are replaced when the table grows: read them anew for each row. */
  columns: T
  /** Rows in use. */
  count = 0
  #room: number

  /** `empty` has a column of each kind; their lengths do not matter. */
  constructor(empty: T) {
    this.#room = FIRST_ROWS
    this.columns = resized(empty, FIRST_ROWS)
  }

  /** The bytes of the rows in use. */
  get bytes(): number {
    const columns = Object.values<Column>(this.columns)
    return columns.reduce((sum, { BYTES_PER_ELEMENT }) => sum + BYTES_PER_ELEMENT, 0) * this.count
  }

  /** Forgets all rows and the room for them. */
  clear(): void {
    this.count = 0
    this.#room = FIRST_ROWS
    this.columns = resized(this.columns, FIRST_ROWS)
  }

  /** Keeps the row that was written, and returns its number. */
  append(): number {
    const row = this.count++
    if (this.count === this.#room) {
      this.#room *= 2
      this.columns = resized(this.columns, this.#room)
    }
    return row
  }

  /** Returns a copy of the columns with the rows in use and no more. */
  trimmed(): T {
    return resized(this.columns, this.count)
  }
}

function resized<T extends Columns<T>>(columns: T, rows: number): T {
  const entries = Object.entries<Column>(columns).map(([name, old]) => {
    const column = new (old.constructor as new (length: number) => Column)(rows)
    column.set(old.subarray(0, Math.min(rows, old.length)))
    return [name, column]
  })
  return Object.fromEntries(entries) as T
}
