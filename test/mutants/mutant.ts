/** One small change of a source file that a test should notice. */
export interface Mutant {
  /** `path:line:column:kind`, which names the mutant on the command line. */
  readonly id: string
  /** The path of the file from the root. */
  readonly path: string
  readonly line: number
  readonly kind: string
  /** Where the replaced text starts and ends in the file. */
  readonly start: number
  readonly end: number
  /** The replaced text, and what replaces it. */
  readonly before: string
  readonly after: string
  /** The probe that runs before the changed code does; `LOADED` if loading the file is enough. */
  readonly probe: number
  /** Why the mutant behaves as the original does, if that is plain from the text. */
  readonly same?: string
}

/** The probe of code outside all functions: it is hit as soon as the file is loaded. */
export const LOADED = 0

/** Returns the text of a mutant's file with the mutation in it. */
export function mutated(text: string, { id, start, end, before, after }: Mutant): string {
  if (text.slice(start, end) !== before) throw new Error(`${id}: the file has changed`)
  return text.slice(0, start) + after + text.slice(end)
}
