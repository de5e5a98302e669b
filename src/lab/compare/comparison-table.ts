import { formatShare } from '../scenario/units.js'
import type { Interval } from '../stats/paired.js'
import { COMPARED, type ComparedMetric, comparedMetric } from '../summary/compared-metric.js'
import { numberText, valueText } from '../summary/metric-text.js'
import type { TextTable } from '../summary/text-table.js'
import type { ComparedVariant, Comparison, ParetoStatement } from './comparison.js'
import { PEER_TOLERANCE } from './peer-pareto.js'
import { differenceText } from './verdict.js'

/** Sentences under a title. */
interface TextList {
  readonly title: string
  readonly sentences: readonly string[]
}

/** Tabulates a comparison, for a terminal and a page alike. */
export function comparisonTables(comparison: Comparison): TextTable[] {
  const { variants, replications } = comparison
  const groups = [...new Set(variants.flatMap((variant) => Object.keys(variant.classes)))]
  return [
    {
      title:
        `Means of ${replications} replications, and differences from ${variants[0].name}, ` +
        'with 95 % intervals (+ = higher, * = significant)',
      head: ['Metric', 'Variant', 'Mean', 'Difference', 'Effect size'],
      rows: COMPARED.filter(({ key }) => variants.some(({ metrics }) => metrics[key])).flatMap(
        (metric) => metricRows(metric, variants),
      ),
      textColumns: 2,
    },
    ...(groups.length > 1 ? [groupTable(variants, groups)] : []),
  ]
}

/** Writes a verdict on each variant by the chosen metric, a sentence each. */
export function verdictSentences({ variants, metric, replications }: Comparison): string[] {
  const label = lowerFirst(comparedMetric(metric).label)
  return variants.slice(1).map((variant) => {
    const { name, differences, completed, leechers } = variant
    const verdict = differences[metric]?.verdict
    if (verdict === undefined) return `${name}: nothing to compare, it has no ${label}.`
    const all = [variants[0], variant].every((one) => one.completed === one.leechers)
    const note = all
      ? ''
      : ` Only completed downloads count: ${completed} of ${leechers} here, ` +
        `${variants[0].completed} of ${variants[0].leechers} in ${variants[0].name}.`
    const few = differences[metric] && differences[metric].pairs < replications
    const pairs = few ? ` Based on ${differences[metric]?.pairs} of ${replications} pairs.` : ''
    return `${name}: ${label} ${verdict}.${note}${pairs}`
  })
}

/** Writes which of two variants is better for which groups. */
export function paretoText(statement: ParetoStatement): string {
  const { one, other, dominant, betterForOne, betterForOther } = statement
  const list = (names: readonly string[]) => names.join(' and ')
  if (dominant !== null) {
    const rest = dominant === one ? other : one
    const better = dominant === one ? betterForOne : betterForOther
    return `${dominant} is better than ${rest} for ${list(better)} and worse for none`
  }
  if (betterForOne.length === 0) return `${one} and ${other}: no significant difference`
  const trade = [
    `${one} is better for ${list(betterForOne)}`,
    `${other} for ${list(betterForOther)}`,
  ]
  return `Trade-off: ${trade.join(', ')}`
}

/** Writes which of two variants is better for how many peers. */
export function peerParetoText({ one, other, peers }: ParetoStatement): string {
  const { betterForOne, betterForOther } = peers
  const [best, rest, better, worse] =
    betterForOne > betterForOther
      ? [one, other, betterForOne, betterForOther]
      : [other, one, betterForOther, betterForOne]
  const share = (count: number) => formatShare(count / peers.peers)
  if (better === 0) return `${one} and ${other}: the same for all ${peers.peers} peers`
  return (
    `${best} is better than ${rest} for ${share(better)} of ${peers.peers} peers, ` +
    `and worse for ${worse === 0 ? 'none' : share(worse)}`
  )
}

/** Lists the Pareto statements on each pair of variants, by group and by peer. */
export function paretoLists({ pareto }: Comparison): TextList[] {
  const apart = formatShare(PEER_TOLERANCE)
  return [
    {
      title: 'Pareto comparison by group (significant differences only)',
      sentences: pareto.map(paretoText),
    },
    {
      title: `Pareto comparison by peer (times that differ by more than ${apart})`,
      sentences: pareto.map(peerParetoText),
    },
  ]
}

/** Explains how the numbers were made, and their limits. */
export function methodNotes({ method, narrowing, seed }: Comparison): string[] {
  return [
    `${method} Replication r of every variant has the random seed "${seed}/r".`,
    ...(narrowing === null ? [] : [narrowingNote(narrowing)]),
    'Effect size: Cohen\u2019s d, the mean of the paired differences / their standard deviation.',
    'Significant (*): the 95 % interval excludes 0. About 1 star in 20 is expected by chance. ' +
      'No star does not prove no effect.',
  ]
}

function narrowingNote(narrowing: number): string {
  const [times, effect] = narrowing < 1 ? [1 / narrowing, 'wider'] : [narrowing, 'narrower']
  const shown = numberText(times)
  if (shown === '1') return 'Sharing seeds made the intervals neither narrower nor wider.'
  return `Sharing seeds made the intervals ${shown} times ${effect} (estimated).`
}

/** Writes a label within a sentence. */
export function lowerFirst(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1)
}

/** A larger effect size says nothing more: the replications hardly differ. */
const MAX_EFFECT = 100

function effectText(effect: number | null): string {
  if (effect === null || !(Math.abs(effect) > MAX_EFFECT)) return valueText(effect, numberText)
  return effect > 0 ? `> ${MAX_EFFECT}` : `< -${MAX_EFFECT}`
}

function metricRows(metric: ComparedMetric, variants: readonly ComparedVariant[]) {
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

function groupTable(variants: readonly ComparedVariant[], groups: readonly string[]): TextTable {
  const metric = comparedMetric('meanSeconds')
  return {
    title: `${metric.label} by group, and the difference from ${variants[0].name} (+ = slower)`,
    head: ['Variant', ...groups],
    rows: variants.map((variant) => [
      variant.name,
      ...groups.map((name) => {
        const found = variant.classes[name]
        if (found === undefined) return '–'
        const { meanSeconds, meanSecondsDifference, completed, leechers } = found
        const few = completed < leechers ? `\n${completed} of ${leechers} completed` : ''
        const difference =
          meanSecondsDifference === null ? '' : `\n${differenceText(metric, meanSecondsDifference)}`
        return `${meanText(meanSeconds, metric.text)}${difference}${few}`
      }),
    ]),
    textColumns: 1,
  }
}

function meanText(interval: Interval | null, text: (value: number) => string): string {
  if (interval === null) return valueText(null, text)
  const { mean, high95 } = interval
  // A single value has no interval.
  const isKnown = high95 > mean && Number.isFinite(high95)
  return isKnown ? `${text(mean)} ± ${text(high95 - mean)}` : text(mean)
}
