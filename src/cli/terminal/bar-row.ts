import { columnsOf, cutToColumns } from './columns.js'

const WIDEST_CELLS = 30
/** Words are left out before the bar has fewer. */
const FEWEST_CELLS = 10

/**
 * A bar of a share from 0 to 1 in a terminal's line. Of the wordings, the fullest first, the first
 * that leaves the bar room is shown; for the last the name is cut, for no words are.
 */
export function barRow(
  name: string,
  share: number,
  wordings: readonly string[],
  columns: number,
): string {
  const percent = `${Math.floor(100 * share)}`.padStart(3)
  const endings = wordings.map((words) => ` ${percent} % ${words}`)
  const leastBar = columnsOf(' []') + FEWEST_CELLS
  const room = (ending: string) => columns - columnsOf(ending) - leastBar
  const ending = endings.find((some) => room(some) >= columnsOf(name)) ?? endings.at(-1)!
  if (room(ending) <= 0) return cutToColumns(name, room(ending) + leastBar) + ending
  const shown = cutToColumns(name, room(ending))
  const cells = Math.min(WIDEST_CELLS, FEWEST_CELLS + room(ending) - columnsOf(shown))
  const full = Math.round(cells * share)
  return `${shown} [${'='.repeat(full)}${'-'.repeat(cells - full)}]${ending}`
}
