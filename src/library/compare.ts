import { runOne } from '../lab/batch/run-spec.js'
import type { VariantRuns } from '../lab/batch/variant-runs.js'
import type { Chart } from '../lab/charts/chart.js'
import { comparisonCharts } from '../lab/charts/comparison-charts.js'
import { type Comparison, compareVariants } from '../lab/compare/comparison.js'
import type { LoadedScenario } from '../lab/scenario/scenario.js'
import { refuseUnknownOptions } from '../lab/scenario/suggestion.js'
import { COMPARED, type ComparedKey } from '../lab/summary/compared-metric.js'
import { pause } from './pause.js'
import {
  type Changes,
  changeTexts,
  type Load,
  oneOf,
  type ScenarioInput,
} from './scenario-input.js'

/** The options of `compare`. */
export interface CompareOptions {
  /** Changes to every scenario. */
  readonly set?: Changes | undefined
  /** The values of each path; every combination of them is a variant. */
  readonly vary?: Readonly<Record<string, readonly unknown[]>> | undefined
  /** Replications of each variant; without it the first scenario's own number. */
  readonly replications?: number | undefined
  /** Replication r runs under the random seed `<seed>/<r>`; without it the first scenario's. */
  readonly seed?: string | undefined
  /** The metric of the verdict; without it `meanSeconds`. */
  readonly metric?: ComparedKey | undefined
  /** Is called after every run with the runs finished and their total. */
  readonly onRun?: ((finished: number, total: number) => void) | undefined
}

const OPTIONS = {
  set: true,
  vary: true,
  replications: true,
  seed: true,
  metric: true,
  onRun: true,
} as const satisfies Record<keyof CompareOptions, true>

/** A finished comparison. */
export interface ComparedScenarios {
  /** Intervals and paired differences from the first variant. */
  readonly comparison: Comparison
  /** Every run of every variant. */
  readonly variants: readonly VariantRuns[]
  /** Returns its charts as Vega-Lite specifications with their data, in reading order. */
  charts(): Chart[]
}

interface LoadedVariant {
  readonly name: string
  readonly sets: Readonly<Record<string, string>>
  readonly scenario: LoadedScenario
}

/**
 * Runs each scenario with each combination of varied values, all under the same random seeds, and
 * compares them with the first. The program that called it goes on between runs.
 */
export async function compareScenarios(
  load: Load,
  scenarios: ScenarioInput | readonly ScenarioInput[],
  options: CompareOptions,
): Promise<ComparedScenarios> {
  refuseUnknownOptions('compare', options, OPTIONS)
  const { vary = {}, set, metric = 'meanSeconds', onRun } = options
  const keys = COMPARED.map(({ key }) => key)
  const judgedBy = oneOf('compare: metric', metric, keys)
  const inputs = (Array.isArray(scenarios) ? scenarios : [scenarios]) as readonly ScenarioInput[]
  const loaded = inputs.flatMap((input) => variantsOf(load, input, changeTexts(set), vary))
  if (loaded.length < 2) {
    throw new TypeError('compare: expected two scenarios, or "vary" with two values, found one')
  }
  const variants = distinct(loaded, inputs.length > 1)
  const [{ scenario }] = variants
  const { seed = scenario.settings.seed, replications = scenario.replications } = options
  checkReplications(replications)
  const runs: VariantRuns['runs'][number][][] = variants.map(() => [])
  for (let r = 1; r <= replications; r++) {
    for (const [v, variant] of variants.entries()) {
      const settings = { ...variant.scenario.settings, seed: `${seed}/${r}` }
      runs[v].push(runOne({ id: `${v}/${r}`, name: variant.name, settings }, () => 0))
      onRun?.((r - 1) * variants.length + v + 1, replications * variants.length)
      await pause()
    }
  }
  const finished = variants.map(({ name, sets }, v) => ({ name, sets, runs: runs[v] }))
  const { name } = scenario
  const comparison = compareVariants(finished, { name, seed, metric: judgedBy })
  return {
    comparison,
    variants: finished,
    charts: () => comparisonCharts(name, comparison, finished),
  }
}

function checkReplications(replications: number): void {
  if (Number.isInteger(replications) && replications >= 1) return
  const found = `found ${replications}`
  throw new TypeError(`compare: replications: expected a whole number from 1, ${found}`)
}

function variantsOf(
  load: Load,
  input: ScenarioInput,
  set: readonly string[],
  vary: Readonly<Record<string, readonly unknown[]>>,
): LoadedVariant[] {
  const grid = Object.entries(vary).reduce<Readonly<Record<string, unknown>>[]>(
    (before, [path, values]) =>
      before.flatMap((sets) => values.map((value) => ({ ...sets, [path]: value }))),
    [{}],
  )
  return grid.map((sets) => {
    const texts = Object.entries(sets).map(([path, value]) => [path, textOf(value)] as const)
    const scenario = load(input, { set: [...set, ...changeTexts(sets)] })
    const named = texts.map(([path, text]) =>
      texts.length === 1 ? text : `${path.split('.').at(-1)}=${text}`,
    )
    return { name: named.join(', '), sets: Object.fromEntries(texts), scenario }
  })
}

/** Names variants by scenario and varied values, and refuses two of one name. */
function distinct(variants: readonly LoadedVariant[], severalScenarios: boolean): LoadedVariant[] {
  const named = variants.map((variant) => {
    const parts = severalScenarios ? [variant.scenario.name, variant.name] : [variant.name]
    return { ...variant, name: parts.filter(Boolean).join(', ') }
  })
  const names = named.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new TypeError(`compare: expected different variants, found "${twice}" twice`)
  return named
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
