import { classesOf, commonClasses, type Variant, type VariantRuns } from '../batch/variant-runs.js'
import {
  type Interval,
  interval,
  METHOD,
  type PairedDifference,
  pairedDifference,
} from '../stats/paired.js'
import { median } from '../stats/statistics.js'
import {
  COMPARED,
  type ComparedMetric,
  comparedMetric,
  type MetricKey,
} from '../summary/compared-metric.js'
import type { ClassSummary, Summary } from '../summary/summary.js'
import { type PeerPareto, peerPareto } from './peer-pareto.js'
import { type Finding, findingOf, verdict } from './verdict.js'

/** A difference to the first variant, and what it is worth. */
export interface JudgedDifference extends PairedDifference {
  readonly finding: Finding
  readonly verdict: string
}

/** The figures of one group of a variant over its replications. */
export interface ComparedClass {
  /** Peers over all replications. */
  readonly leechers: number
  readonly completed: number
  readonly meanSeconds: Interval | null
  readonly meanSecondsDifference: JudgedDifference | null
}

/** What a variant came to over its replications; a null has nothing to be taken over. */
export interface ComparedVariant extends Variant {
  readonly leechers: number
  readonly completed: number
  readonly metrics: Readonly<Record<MetricKey, Interval | null>>
  /** To the first variant, of which they are null. */
  readonly differences: Readonly<Record<MetricKey, JudgedDifference | null>>
  readonly classes: Readonly<Record<string, ComparedClass>>
}

/** Who leaves no class and no peer worse off than whom; of classes, as far as intervals show. */
export interface ParetoStatement {
  readonly one: string
  readonly other: string
  /** Who is better for some class and shown worse for none; null if neither is. */
  readonly dominant: string | null
  /** The classes for which either is shown better. */
  readonly betterForOne: readonly string[]
  readonly betterForOther: readonly string[]
  /** The same, peer by peer, as far as times differ. */
  readonly peers: PeerPareto
}

/** All that is said of variants side by side. */
export interface Comparison {
  readonly version: 1
  readonly name: string
  readonly method: string
  /** Replication r ran under the seed `<seed>/<r>`. */
  readonly seed: string
  readonly replications: number
  /** What is looked at first. */
  readonly metric: MetricKey
  readonly variants: readonly ComparedVariant[]
  readonly pareto: readonly ParetoStatement[]
  /** By the chief metric: how many times narrower common random numbers made them (median). */
  readonly narrowing: number | null
}

/** Compares variants that ran on common random numbers; the first is the reference. */
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

/** Values of a metric in a variant's runs, of all or of one group; null where there is none. */
export function valuesOf({ runs }: VariantRuns, metric: ComparedMetric, group?: string) {
  return runs.map(({ summary }) => metric.of(group === undefined ? summary : of(summary, group)))
}

/** The difference of the other to the first in pairs, judged; null if there are no two pairs. */
export function judged(
  first: VariantRuns,
  other: VariantRuns,
  metric: ComparedMetric,
  group?: string,
): JudgedDifference | null {
  const found = pairedDifference(valuesOf(first, metric, group), valuesOf(other, metric, group))
  if (found === undefined) return null
  return { ...found, finding: findingOf(metric, found), verdict: verdict(metric, found) }
}

function comparedVariant(variant: VariantRuns, first: VariantRuns | false): ComparedVariant {
  const { name, sets, runs } = variant
  const byMetric = <T>(of: (metric: ComparedMetric) => T) =>
    Object.fromEntries(COMPARED.map((metric) => [metric.key, of(metric)])) as Record<MetricKey, T>
  const classes = classesOf(variant).map((group) => {
    const shared = first && commonClasses(first, variant).includes(group)
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

/** A class is better off if it is shown to take less time, or to complete more often. */
function pareto(one: VariantRuns, other: VariantRuns): ParetoStatement {
  const shown = (finding: Finding) =>
    commonClasses(one, other).filter((group) =>
      (['meanSeconds', 'completedShare'] as const).some(
        (key) => judged(one, other, comparedMetric(key), group)?.finding === finding,
      ),
    )
  const betterForOther = shown('better')
  const betterForOne = shown('worse')
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
