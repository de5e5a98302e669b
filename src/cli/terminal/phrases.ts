import { columnsOf } from './columns.js'

const COMMA = ', '
const MORE = ' …'

/** Joins phrases into lines of at most that many columns; no phrase is cut. */
export function wrapPhrases(phrases: readonly string[], columns: number): string[] {
  const lines: string[] = []
  for (const phrase of phrases) {
    const last = lines.at(-1)
    const longer = last === undefined ? phrase : `${last}${COMMA}${phrase}`
    if (last !== undefined && columnsOf(longer) <= columns) lines[lines.length - 1] = longer
    else lines.push(phrase)
  }
  return lines
}

/** Joins the first phrases that fit into that many columns; an ellipsis stands for the rest. */
export function fitPhrases(phrases: readonly string[], columns: number): string {
  const all = phrases.join(COMMA)
  if (columnsOf(all) <= columns) return all
  let some = ''
  for (const phrase of phrases) {
    const longer = some === '' ? phrase : `${some}${COMMA}${phrase}`
    if (columnsOf(longer) + columnsOf(MORE) > columns) break
    some = longer
  }
  return `${some}${MORE}`.trim()
}
