import { COMPARED, comparedMetric } from '../summary/compared-metric.js'
import type { TextTable } from '../summary/text-table.js'
import type { Mechanism } from './ablation.js'
import type { Comparison } from './comparison.js'
import { lowerFirst } from './comparison-table.js'
import { differenceText, type Finding } from './verdict.js'

const COLUMNS = ['meanSeconds', 'lastFinishSeconds', 'jain', 'seedCopies']

/** Notes the mechanisms that no group uses. */
export function leftOutNotes(leftOut: readonly Mechanism[]): string[] {
  if (leftOut.length === 0) return []
  const names = leftOut.map(({ name }) => name).join(', ')
  return [`Left out, because no group of this scenario uses it: ${names}.`]
}

/** Tabulates the effect of each mechanism; `mechanisms` are the variants after the first. */
export function ablationTable(comparison: Comparison, mechanisms: readonly Mechanism[]): TextTable {
  const { variants, replications } = comparison
  const metrics = COMPARED.filter(({ key }) => COLUMNS.includes(key))
  return {
    title:
      `Change when one mechanism is switched off, over ${replications} replications, ` +
      'with 95 % intervals (+ = higher, * = significant)',
    head: ['Switched off', ...metrics.map(({ label }) => label)],
    rows: variants.slice(1).map(({ differences }, m) => [
      `${mechanisms[m].name}\n(${mechanisms[m].off})`,
      ...metrics.map((metric) => {
        const difference = differences[metric.key]
        return difference === null ? '–' : differenceText(metric, difference).replace(' (', '\n(')
      }),
    ]),
    textColumns: 1,
  }
}

const EFFECTS: Readonly<Record<Finding, string>> = {
  worse: 'helps here',
  better: 'hurts here',
  'not significant': 'no measurable effect here',
}

/** Writes the effect of each mechanism on the chosen metric, a sentence each. */
export function ablationSentences(
  { variants, metric }: Comparison,
  mechanisms: readonly Mechanism[],
): string[] {
  const label = lowerFirst(comparedMetric(metric).label)
  return variants.slice(1).map(({ differences, completed, leechers }, m) => {
    const { name } = mechanisms[m]
    const found = differences[metric]
    if (found === null) return `${name}: nothing to compare, there is no ${label}.`
    const few = completed < leechers ? ` Without it ${completed} of ${leechers} complete.` : ''
    return `${name}: ${EFFECTS[found.finding]}. Without it: ${label} ${found.verdict}.${few}`
  })
}
