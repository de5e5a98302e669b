import Table from 'cli-table3'
import pico from 'picocolors'
import type { TextTable } from '../../lab/summary/text-table.js'
import { columnsOf } from './columns.js'

/** Draws only a rule below the head: tables need no other lines. */
const RULE_BELOW_HEAD = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  mid: '─',
  'mid-mid': '',
  middle: '',
}

/**
 * Draws a table for a terminal with this many columns, with its title above; lines end in LF.
 * Columns that do not fit go into further tables below, which repeat the first column.
 */
export function drawTable(
  table: TextTable,
  colour = false,
  terminalColumns = Number.POSITIVE_INFINITY,
): string {
  const paint = pico.createColors(colour)
  const title = table.title === '' ? '' : `${paint.bold(table.title)}\n`
  const parts = splitColumns(table, terminalColumns)
  return `${title}${parts.map((part) => drawPart(table, part, colour)).join('\n')}`
}

/** Groups the columns into tables that fit, each with the first column. */
function splitColumns({ head, rows }: TextTable, terminalColumns: number): number[][] {
  const count = Math.max(head.length, ...rows.map(({ length }) => length))
  // A blank stands on either side of a cell.
  const widthOf = (at: number) =>
    2 + Math.max(...[head, ...rows].flatMap((row) => (row[at] ?? '').split('\n').map(columnsOf)))
  const parts = [[0]]
  let room = terminalColumns - widthOf(0)
  for (let at = 1; at < count; at++) {
    room -= widthOf(at)
    if (room < 0 && parts[parts.length - 1].length > 1) {
      parts.push([0])
      room = terminalColumns - widthOf(0) - widthOf(at)
    }
    parts[parts.length - 1].push(at)
  }
  return parts
}

function drawPart(
  { head, rows, textColumns }: TextTable,
  part: readonly number[],
  colour: boolean,
): string {
  const table = new Table({
    head: head.length === 0 ? [] : part.map((at) => head[at]),
    colAligns: part.map((at) => (at < textColumns ? 'left' : 'right')),
    style: { head: colour ? ['bold'] : [], border: colour ? ['dim'] : [], compact: true },
    chars: RULE_BELOW_HEAD,
  })
  for (const row of rows) table.push(part.map((at) => row[at] ?? ''))
  return `${table.toString()}\n`
}
