import Table from 'cli-table3'
import { formatShare } from '../scenario/units.js'
import type { Interval } from '../stats/paired.js'
import { COMPARED, type ComparedMetric, comparedMetric } from '../summary/compared-metric.js'
import { figureText, numberText } from '../summary/metric-specs.js'
import { SPARE_LINES } from '../summary/summary-table.js'
import type { ComparedVariant, Comparison, ParetoStatement } from './comparison.js'
import { PEER_TOLERANCE } from './peer-pareto.js'
import { differenceText } from './verdict.js'

/** Rows of text below a row of heads. */
export interface TextTable {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Sentences under a title. */
interface TextList {
  readonly title: string
  readonly lines: readonly string[]
}

/** What a comparison comes to, as tables for terminal and page alike. */
export function comparisonTables(comparison: Comparison): TextTable[] {
  const { variants, replications } = comparison
  const classes = [...new Set(variants.flatMap((variant) => Object.keys(variant.classes)))]
  return [
    {
      title:
        `Means over ${replications} replications with their intervals of 95 %, and differences ` +
        `to ${variants[0].name} in pairs of one seed; * where shown`,
      head: ['figure', 'variant', 'mean', 'difference', 'effect'],
      rows: COMPARED.filter(({ key }) => variants.some(({ metrics }) => metrics[key])).flatMap(
        (metric) => figureRows(metric, variants),
      ),
    },
    ...(classes.length > 1 ? [classTable(variants, classes)] : []),
  ]
}

/** What is said of each variant by the chief metric, a line each. */
export function verdictLines({ variants, metric, replications }: Comparison): string[] {
  const { label } = comparedMetric(metric)
  return variants.slice(1).map((variant) => {
    const { name, differences, completed, leechers } = variant
    const said = differences[metric]?.verdict ?? 'nothing to compare: it has no such figure'
    const all = [variants[0], variant].every((one) => one.completed === one.leechers)
    const note = all
      ? ''
      : ` (of those that completed: ${completed} of ${leechers} here, ` +
        `${variants[0].completed} of ${variants[0].leechers} there)`
    const few = differences[metric] && differences[metric].pairs < replications
    const pairs = few ? ` (${differences[metric]?.pairs} of ${replications} pairs)` : ''
    return `${name}: ${label} ${said}${note}${pairs}`
  })
}

/** Who leaves no class worse off than whom, a sentence a pair. */
export function paretoText(statement: ParetoStatement): string {
  const { one, other, dominant, betterForOne, betterForOther } = statement
  const list = (names: readonly string[]) => names.join(' and ')
  if (dominant !== null) {
    const rest = dominant === one ? other : one
    const better = dominant === one ? betterForOne : betterForOther
    return `${dominant} is better than ${rest} for ${list(better)} and shown worse for no class`
  }
  if (betterForOne.length === 0) return `${one} and ${other}: no class is shown better with either`
  return (
    `${one} is better for ${list(betterForOne)}, ${other} for ${list(betterForOther)}: ` +
    'neither leaves no class worse off'
  )
}

/** Who leaves no peer worse off than whom, a sentence a pair. */
export function peerParetoText({ one, other, peers }: ParetoStatement): string {
  const { betterForOne, betterForOther } = peers
  const [best, rest, better, worse] =
    betterForOne > betterForOther
      ? [one, other, betterForOne, betterForOther]
      : [other, one, betterForOther, betterForOne]
  const share = (count: number) => formatShare(count / peers.peers)
  if (better === 0)
    return `${one} and ${other}: no peer of ${peers.peers} is better off with either`
  if (worse === 0) {
    return (
      `${best} leaves no peer of ${peers.peers} worse off than ${rest}, ` +
      `and ${share(better)} better off`
    )
  }
  return (
    `${best} is better than ${rest} for ${share(better)} of ${peers.peers} peers, and worse for ` +
    share(worse)
  )
}

/** What is said of each pair, class by class and peer by peer. */
export function paretoLists({ pareto }: Comparison): TextList[] {
  const apart = formatShare(PEER_TOLERANCE)
  return [
    { title: 'Pareto, class by class', lines: pareto.map(paretoText) },
    {
      title: `Pareto, peer by peer (the same one in both, times more than ${apart} apart)`,
      lines: pareto.map(peerParetoText),
    },
  ]
}

/** How the figures came about, and what they cannot say. */
export function methodLines({ method, narrowing, seed, variants }: Comparison): string[] {
  const figures = variants
    .slice(1)
    .flatMap(({ differences }) => COMPARED.filter(({ key }) => differences[key] !== null)).length
  return [
    `${method} Replication r of all variants runs under the seed "${seed}/r".`,
    ...(narrowing === null
      ? []
      : [
          `Common random numbers: intervals ${numberText(narrowing)} times as narrow as on seeds ` +
            'of their own (estimated from the spreads; below 1: wider).',
        ]),
    'Effect: Cohen\u2019s d of pairs, the mean difference over the deviation of differences.',
    `Of ${figures} differences, 1 in 20 would be starred by chance though there were none. ` +
      'What is not shown may still be there.',
  ]
}

/** A comparison for a terminal; lines end in LF. */
export function comparisonText(comparison: Comparison): string {
  return [
    ...comparisonTables(comparison).map(tableText),
    `${verdictLines(comparison).join('\n')}\n`,
    ...paretoLists(comparison).map(
      ({ title, lines }) => `${title}:\n${lines.map((line) => `  ${line}`).join('\n')}\n`,
    ),
    `${methodLines(comparison).join('\n')}\n`,
  ].join('\n')
}

/** A table for a terminal, its title above it. */
export function tableText({ title, head, rows }: TextTable): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    chars: SPARE_LINES,
  })
  for (const row of rows) table.push([...row])
  return `${title}\n${table.toString()}\n`
}

/** Beyond this an effect is as large as can be: its runs hardly differ among themselves. */
const MOST_EFFECT = 100

function effectText(effect: number | null): string {
  if (effect === null || !(Math.abs(effect) > MOST_EFFECT)) return figureText(effect, numberText)
  return effect > 0 ? `> ${MOST_EFFECT}` : `< -${MOST_EFFECT}`
}

function figureRows(metric: ComparedMetric, variants: readonly ComparedVariant[]) {
  return variants.map(({ name, metrics, differences }, v) => {
    const difference = differences[metric.key]
    return [
      v === 0 ? metric.label : '',
      name,
      meanText(metrics[metric.key], metric.text),
      difference === null ? '' : differenceText(metric, difference),
      difference === null ? '' : effectText(difference.effectSize),
    ]
  })
}

function classTable(variants: readonly ComparedVariant[], classes: readonly string[]): TextTable {
  const metric = comparedMetric('meanSeconds')
  return {
    title: 'Mean download time by class, and its difference to the first',
    head: ['variant', ...classes],
    rows: variants.map((variant) => [
      variant.name,
      ...classes.map((name) => {
        const found = variant.classes[name]
        if (found === undefined) return '–'
        const { meanSeconds, meanSecondsDifference, completed, leechers } = found
        const few = completed < leechers ? `\n${completed} of ${leechers} completed` : ''
        const difference =
          meanSecondsDifference === null ? '' : `\n${differenceText(metric, meanSecondsDifference)}`
        return `${meanText(meanSeconds, metric.text)}${difference}${few}`
      }),
    ]),
  }
}

function meanText(interval: Interval | null, text: (value: number) => string): string {
  if (interval === null) return figureText(null, text)
  const { mean, high } = interval
  // Of a single value nobody knows how far off it is.
  const isKnown = high > mean && Number.isFinite(high)
  return isKnown ? `${text(mean)} ± ${text(high - mean)}` : text(mean)
}
