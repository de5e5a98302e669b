import { join } from 'node:path'
import { readText } from '../tidy/source.js'
import type { Mutant } from './mutant.js'

/**
 * A mutant that behaves as the original does, with the reason. It is known by the text of its
 * line, so that it stays known when lines move.
 */
export interface Equivalent {
  readonly path: string
  /** The line without its indentation. */
  readonly code: string
  /** The column in `code` where the mutation starts, from 1. */
  readonly column: number
  readonly after: string
  readonly why: string
}

/** Reads the list of reviewed equivalent mutants. */
export function readEquivalents(): Equivalent[] {
  return JSON.parse(readText(join('test', 'mutants', 'equivalent.json')).text) as Equivalent[]
}

/** Returns the entry of a mutant, which is undefined if the mutant is not known as equivalent. */
export function equivalentOf(
  known: readonly Equivalent[],
  text: string,
  mutant: Mutant,
): Equivalent | undefined {
  const described = describe(text, mutant)
  return known.find(
    ({ path, code, column, after }) =>
      path === mutant.path &&
      code === described.code &&
      column === described.column &&
      after === mutant.after,
  )
}

/** Returns the line of a mutant without its indentation, and the column in it. */
export function describe(text: string, { start }: Mutant): { code: string; column: number } {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const line = text.slice(from).split('\n', 1)[0]
  const code = line.trim()
  return { code, column: start - from - line.indexOf(code) + 1 }
}
