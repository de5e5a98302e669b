import { columnsOf, cutToColumns } from './columns.js'

const WIDEST_CELLS = 30
/** A shorter text is chosen before the bar gets narrower than this. */
const FEWEST_CELLS = 10

/**
 * Returns a line with a name, a bar for a share from 0 to 1, and a text. Of `texts`, longest first,
 * the first that leaves room for the bar is shown. If none does, the name is cut, never the text.
 */
export function barRow(
  name: string,
  share: number,
  texts: readonly string[],
  columns: number,
): string {
  const percent = `${Math.floor(100 * share)}`.padStart(3)
  const suffixes = texts.map((text) => ` ${percent} % ${text}`)
  const leastBar = columnsOf(' []') + FEWEST_CELLS
  const room = (suffix: string) => columns - columnsOf(suffix) - leastBar
  const suffix = suffixes.find((some) => room(some) >= columnsOf(name)) ?? suffixes.at(-1)!
  if (room(suffix) <= 0) return cutToColumns(name, room(suffix) + leastBar) + suffix
  const shown = cutToColumns(name, room(suffix))
  const cells = Math.min(WIDEST_CELLS, FEWEST_CELLS + room(suffix) - columnsOf(shown))
  const full = Math.round(cells * share)
  return `${shown} [${'='.repeat(full)}${'-'.repeat(cells - full)}]${suffix}`
}
