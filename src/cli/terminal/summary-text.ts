import pico from 'picocolors'
import type { Summary } from '../../lab/summary/summary.js'
import { costLine, groupTable, headline, theoryTable } from '../../lab/summary/summary-table.js'
import { drawTable } from './text-table.js'

/** Writes the summary for a terminal with this many columns, in colour or not; lines end in LF. */
export function summaryText(
  summary: Summary,
  colour: boolean,
  terminalColumns = Number.POSITIVE_INFINITY,
): string {
  const paint = pico.createColors(colour)
  const title = paint.bold(`${summary.name}, seed ${summary.seed}`)
  const warning = summary.partial ? `${paint.yellow('Partial: the run was cut off.')}\n` : ''
  return [
    `${title}\n${headline(summary)}\n${warning}`,
    drawTable(groupTable(summary), colour, terminalColumns),
    drawTable(theoryTable(summary), colour),
    `${paint.dim(costLine(summary))}\n`,
  ].join('\n')
}
