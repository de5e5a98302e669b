import {
  commonLeecherGroups,
  leecherGroupsOf,
  type Variant,
  type VariantRuns,
} from '../batch/variant-runs.js'
import {
  type Interval,
  interval,
  METHOD,
  type PairedDifference,
  pairedDifference,
  pairedRatio,
} from '../stats/paired.js'
import { median } from '../stats/statistics.js'
import {
  COMPARED,
  type ComparedKey,
  type ComparedMetric,
  comparedMetric,
} from '../summary/compared-metric.js'
import { metricValue } from '../summary/metric-path.js'
import type { ClassSummary, Summary } from '../summary/summary.js'
import { type PeerPareto, peerPareto } from './peer-pareto.js'
import { type Finding, findingOf, verdict } from './verdict.js'

/** A difference from the first variant, with its verdict. */
export interface JudgedDifference extends PairedDifference {
  readonly finding: Finding
  readonly verdict: string
}

/** The results of one group of a variant over its replications. */
export interface ComparedClass {
  /** Peers over all replications. */
  readonly leechers: number
  readonly completed: number
  readonly meanSeconds: Interval | null
  readonly meanSecondsDifference: JudgedDifference | null
}

/** The results of a variant over its replications; null where there is no value. */
export interface ComparedVariant extends Variant {
  readonly leechers: number
  readonly completed: number
  readonly metrics: Readonly<Record<ComparedKey, Interval | null>>
  /** Differences from the first variant; null for the first variant itself. */
  readonly differences: Readonly<Record<ComparedKey, JudgedDifference | null>>
  readonly classes: Readonly<Record<string, ComparedClass>>
}

/** A Pareto comparison of two variants, by group (as far as significant) and by peer. */
export interface ParetoStatement {
  readonly one: string
  readonly other: string
  /** The variant that is better for some group and worse for none; null if neither is. */
  readonly dominant: string | null
  /** The groups for which each is significantly better. */
  readonly betterForOne: readonly string[]
  readonly betterForOther: readonly string[]
  /** The same by peer. */
  readonly peers: PeerPareto
}

/** A comparison of variants, as KIND.json keeps it. */
export interface Comparison {
  readonly version: 1
  readonly name: string
  readonly method: string
  /** Replication r ran under the seed `<seed>/<r>`. */
  readonly seed: string
  readonly replications: number
  /** The metric of the verdict. */
  readonly metric: ComparedKey
  readonly variants: readonly ComparedVariant[]
  readonly pareto: readonly ParetoStatement[]
  /** How many times narrower shared seeds made the intervals of `metric`; a median. */
  readonly narrowing: number | null
}

/** Compares variants that ran under the same seeds; the first is the reference. */
export function compareVariants(
  variants: readonly VariantRuns[],
  { name, seed, metric }: Pick<Comparison, 'name' | 'seed' | 'metric'>,
): Comparison {
  const compared = variants.map((variant, v) => comparedVariant(variant, v > 0 && variants[0]))
  const factors = compared
    .map(({ differences }) => differences[metric]?.narrowing ?? null)
    .filter((factor) => factor !== null)
  return {
    version: 1,
    name,
    method: METHOD,
    seed,
    replications: variants[0].runs.length,
    metric,
    variants: compared,
    pareto: variants.flatMap((one, i) => variants.slice(i + 1).map((other) => pareto(one, other))),
    narrowing: factors.length === 0 ? null : median(factors),
  }
}

/** Lists the values of a metric in a variant's runs, for all peers or one group; null for none. */
export function valuesOf({ runs }: VariantRuns, metric: ComparedMetric, group?: string) {
  return runs.map(({ summary }) =>
    metricValue(metric.key, group === undefined ? summary : of(summary, group)),
  )
}

/** Judges the paired difference between two variants; null with fewer than two pairs. */
export function judged(
  first: VariantRuns,
  other: VariantRuns,
  metric: ComparedMetric,
  group?: string,
): JudgedDifference | null {
  const compare = metric.isRatio ? pairedRatio : pairedDifference
  const found = compare(valuesOf(first, metric, group), valuesOf(other, metric, group))
  if (found === undefined) return null
  return { ...found, finding: findingOf(metric, found), verdict: verdict(metric, found) }
}

function comparedVariant(variant: VariantRuns, first: VariantRuns | false): ComparedVariant {
  const { name, sets, runs } = variant
  const byMetric = <T>(of: (metric: ComparedMetric) => T) =>
    Object.fromEntries(COMPARED.map((metric) => [metric.key, of(metric)])) as Record<ComparedKey, T>
  const classes = leecherGroupsOf(variant).map((group) => {
    const shared = first && commonLeecherGroups(first, variant).includes(group)
    const metric = comparedMetric('meanSeconds')
    const found: ComparedClass = {
      leechers: total(runs.map(({ summary }) => of(summary, group).leechers)),
      completed: total(runs.map(({ summary }) => of(summary, group).completed)),
      meanSeconds: intervalOf(valuesOf(variant, metric, group)),
      meanSecondsDifference: shared ? judged(first, variant, metric, group) : null,
    }
    return [group, found]
  })
  return {
    name,
    sets,
    leechers: total(runs.map(({ summary }) => summary.leechers)),
    completed: total(runs.map(({ summary }) => summary.completed)),
    metrics: byMetric((metric) => intervalOf(valuesOf(variant, metric))),
    differences: byMetric((metric) => (first ? judged(first, variant, metric) : null)),
    classes: Object.fromEntries(classes),
  }
}

/** A group is better off if it takes significantly less time, or completes more often. */
function pareto(one: VariantRuns, other: VariantRuns): ParetoStatement {
  const groupsWith = (finding: Finding) =>
    commonLeecherGroups(one, other).filter((group) =>
      (['meanSeconds', 'completedShare'] as const).some(
        (key) => judged(one, other, comparedMetric(key), group)?.finding === finding,
      ),
    )
  const betterForOther = groupsWith('better')
  const betterForOne = groupsWith('worse')
  const dominant =
    betterForOne.length === 0 && betterForOther.length > 0
      ? other.name
      : betterForOther.length === 0 && betterForOne.length > 0
        ? one.name
        : null
  const peers = peerPareto(one, other)
  return { one: one.name, other: other.name, dominant, betterForOne, betterForOther, peers }
}

function of(summary: Summary, group: string): ClassSummary {
  return summary.classes[group]
}

function intervalOf(values: readonly (number | null)[]): Interval | null {
  return interval(values.filter((value) => value !== null)) ?? null
}

function total(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0)
}
