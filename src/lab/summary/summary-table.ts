import Table from 'cli-table3'
import pico from 'picocolors'
import { formatBytes, formatSeconds, formatShare } from '../scenario/units.js'
import { figureText, METRIC_SPECS, numberText } from './metric-specs.js'
import type { ClassSummary, Summary } from './summary.js'

/** A column of the table of groups. */
export interface ClassColumn {
  readonly label: string
  readonly text: (group: ClassSummary) => string
}

const CLASS_COLUMNS: readonly ClassColumn[] = [
  { label: 'complete', text: ({ leechers, completed }) => outOf(completed, leechers) },
  { label: 'mean', text: ({ meanSeconds }) => figureText(meanSeconds, formatSeconds) },
  { label: 'median', text: ({ medianSeconds }) => figureText(medianSeconds, formatSeconds) },
  { label: '95 %', text: ({ p95Seconds }) => figureText(p95Seconds, formatSeconds) },
  { label: 'last', text: ({ lastFinishSeconds }) => figureText(lastFinishSeconds, formatSeconds) },
  { label: 'uplink', text: ({ utilisation }) => figureText(utilisation, formatShare) },
  { label: 'sent', text: ({ uploadedBytes }) => formatBytes(uploadedBytes) },
  { label: 'sent/got', text: ({ ratio }) => figureText(ratio, numberText) },
  { label: 'fairness', text: ({ jain }) => figureText(jain, numberText) },
  { label: 'from seeds', text: ({ fromSeedsShare }) => figureText(fromSeedsShare, formatShare) },
  { label: 'choked', text: ({ chokedShare }) => figureText(chokedShare, formatShare) },
]

/** Only where there is a player. */
const PLAYING_COLUMNS: readonly ClassColumn[] = [
  {
    label: 'start-up',
    text: ({ startUpSeconds }) => figureText(startUpSeconds, formatSeconds),
  },
  { label: 'late', text: ({ latePieces }) => figureText(latePieces, numberText) },
]

/** What the table of groups says of a group; shared by terminal and report. */
export function classColumns({ latePieces }: Summary): readonly ClassColumn[] {
  // A summary of an earlier version says nothing of players.
  return typeof latePieces === 'number' ? [...CLASS_COLUMNS, ...PLAYING_COLUMNS] : CLASS_COLUMNS
}

/** The outcome in a sentence or two. */
export function headline(summary: Summary): string {
  const { leechers, completed, lastFinishSeconds, meanSeconds, endSeconds, ended } = summary
  if (leechers === 0) return 'Nobody came to download.'
  const all = completed === leechers
  const who = all
    ? leechers === 1
      ? 'The only peer'
      : `All ${leechers} peers`
    : `${completed} of ${leechers} peers`
  const did =
    lastFinishSeconds === null || meanSeconds === null
      ? `None of ${leechers} peers completed.`
      : `${who} completed, the last at ${formatSeconds(lastFinishSeconds)}, ` +
        `after ${formatSeconds(meanSeconds)} on average.`
  return all ? did : `${did} The run ${ends[ended]} at ${formatSeconds(endSeconds)}.`
}

const ends: Readonly<Record<Summary['ended'], string>> = {
  complete: 'ended, as the others had left,',
  until: 'reached its time limit',
  stuck: 'ended, as nobody could finish any more,',
  interrupted: 'was interrupted',
}

/**
 * The summary for a terminal of so many columns, `colour` on or off; lines end in LF. What a row
 * has no room for stands in further tables below.
 */
export function summaryTable(
  summary: Summary,
  colour: boolean,
  terminalColumns = Number.POSITIVE_INFINITY,
): string {
  const paint = pico.createColors(colour)
  const title = paint.bold(`${summary.name}, seed ${summary.seed}`)
  const warning = summary.partial ? `${paint.yellow('Partial: the run was cut off.')}\n` : ''
  return [
    `${title}\n${headline(summary)}\n${warning}`,
    groupTables(summary, colour, terminalColumns),
    `\n${paint.bold('Beside the theory')}\n${theoryTable(summary)}\n`,
    `\n${paint.dim(costLine(summary))}\n`,
  ].join('\n')
}

function groupTables(summary: Summary, colour: boolean, terminalColumns: number): string {
  const groups = Object.entries(summary.classes)
  // Each is set off by a blank at either side.
  const widthOf = (texts: readonly string[]) => 2 + Math.max(...texts.map(({ length }) => length))
  const nameWidth = widthOf(['group', ...groups.map(([name]) => name)])
  const tables: ClassColumn[][] = [[]]
  let room = terminalColumns - nameWidth
  for (const column of classColumns(summary)) {
    const width = widthOf([column.label, ...groups.map(([, group]) => column.text(group))])
    room -= width
    if (room < 0 && tables[tables.length - 1].length > 0) {
      tables.push([])
      room = terminalColumns - nameWidth - width
    }
    tables[tables.length - 1].push(column)
  }
  return tables.map((columns) => groupTable(summary, columns, colour)).join('\n\n')
}

function groupTable(summary: Summary, columns: readonly ClassColumn[], colour: boolean): string {
  const table = new Table({
    head: ['group', ...columns.map(({ label }) => label)],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    style: { head: colour ? ['bold'] : [], border: colour ? ['dim'] : [], compact: true },
    chars: SPARE_LINES,
  })
  for (const [name, group] of Object.entries(summary.classes)) {
    table.push([name, ...columns.map(({ text }) => text(group))])
  }
  return table.toString()
}

/** A rule below the heads and nothing else: figures need no cage. */
export const SPARE_LINES = {
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

/** Figures that the run has, a line each, with the values under one another. */
function theoryTable(summary: Summary): string {
  const shown = METRIC_SPECS.flatMap(({ key, label, text }) => {
    const value = summary[key]
    return typeof value === 'number' ? [{ label, value: text(value) }] : []
  })
  const width = Math.max(0, ...shown.map(({ label }) => label.length))
  return shown.map(({ label, value }) => `  ${label.padEnd(width)}  ${value}`).join('\n')
}

function costLine(summary: Summary): string {
  const { events, endSeconds, cpuSeconds, blocksPerCpuSecond, traceHash } = summary
  return (
    `${traceHash === '' ? '' : `${numberText(events)} events, `}${formatSeconds(endSeconds)} ` +
    `${traceHash === '' ? 'run' : 'simulated'} in ` +
    `${formatSeconds(cpuSeconds)} of CPU (${figureText(blocksPerCpuSecond, numberText)} blocks ` +
    `a CPU second)${traceHash === '' ? ', on real sockets' : `, trace ${traceHash}`}`
  )
}

function outOf(some: number, all: number): string {
  return all === 0 ? '–' : `${some}/${all}`
}
