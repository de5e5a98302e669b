import { COMPARED, comparedMetric } from '../summary/compared-metric.js'
import type { Mechanism } from './ablation.js'
import type { Comparison } from './comparison.js'
import { methodLines, type TextTable, tableText } from './comparison-table.js'
import { differenceText } from './verdict.js'

/** What an ablation leaves out: it cannot be switched off where it is not. */
export function leftOutText(leftOut: readonly Mechanism[]): string[] {
  if (leftOut.length === 0) return []
  const names = leftOut.map(({ name }) => name).join(', ')
  return [`Left out, as no group of this scenario has it: ${names}.`]
}

/** What each mechanism buys, a row each; `mechanisms` are the variants after the first. */
export function ablationTable(comparison: Comparison, mechanisms: readonly Mechanism[]): TextTable {
  const { variants, replications } = comparison
  const figures = COMPARED.filter(({ key }) => COLUMNS.includes(key))
  return {
    title:
      `What changes without it, at ${replications} replications: per cent, with intervals of ` +
      '95 %; * where shown',
    head: ['without', ...figures.map(({ label }) => label)],
    rows: variants.slice(1).map(({ differences }, m) => [
      `${mechanisms[m].name}\n(${mechanisms[m].off})`,
      ...figures.map((metric) => {
        const difference = differences[metric.key]
        return difference === null ? '–' : differenceText(metric, difference).replace(' (', '\n(')
      }),
    ]),
  }
}

/** What each mechanism buys by the chief metric, a sentence each. */
export function ablationLines({ variants, metric }: Comparison, mechanisms: readonly Mechanism[]) {
  const { label } = comparedMetric(metric)
  return variants.slice(1).map(({ differences, completed, leechers }, m) => {
    const { name } = mechanisms[m]
    const found = differences[metric]
    if (found === null) return `${name}: nothing to compare by ${label}`
    const few = completed < leechers ? `; without it ${completed} of ${leechers} complete` : ''
    const words = {
      worse: 'it helps here',
      better: 'it costs here',
      'not shown': 'nothing measurable here',
    }[found.finding]
    return `${name}: ${words}; without it ${label} ${found.verdict}${few}`
  })
}

/** An ablation for a terminal; lines end in LF. */
export function ablationText(
  comparison: Comparison,
  mechanisms: readonly Mechanism[],
  notes: readonly string[],
): string {
  return [
    tableText(ablationTable(comparison, mechanisms)),
    `${ablationLines(comparison, mechanisms).join('\n')}\n`,
    `${[...notes, ...methodLines(comparison)].join('\n')}\n`,
  ].join('\n')
}

const COLUMNS = ['meanSeconds', 'lastFinishSeconds', 'jain', 'seedCopies']
