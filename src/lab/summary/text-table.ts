/** A table to be read by people: a head and rows of text. */
export interface TextTable {
  /** A line above the table; empty for none. */
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** How many columns from the left hold text; those after them hold numbers, aligned right. */
  readonly textColumns: number
}
