import type { Chart, ChartInput } from '../lab/charts/chart.js'
import { chartsOf } from '../lab/charts/charts.js'
import { Experiment } from '../lab/run/experiment.js'
import type { Measurements, Sample } from '../lab/run/measurements.js'
import type { LoadedScenario } from '../lab/scenario/scenario.js'
import { refuseUnknownOptions } from '../lab/scenario/suggestion.js'
import { type Summary, summarise } from '../lab/summary/summary.js'
import { pause } from './pause.js'
import { type Changes, changeTexts, type Load, type ScenarioInput } from './scenario-input.js'

/** The options of `samples`. */
export interface SampleOptions {
  /** Changes to the scenario, made before it is checked. */
  readonly set?: Changes | undefined
  /** Replaces the random seed of the scenario. */
  readonly seed?: string | undefined
  /** Replaces the time limit of the scenario, for instance with "2 h". */
  readonly until?: string | undefined
}

/** The options of `run`. */
export interface RunOptions extends SampleOptions {
  /** Receives every sample as it is taken; one that returns false ends the run there. */
  readonly onSample?: ((sample: Sample) => unknown) | undefined
}

const SAMPLE_OPTIONS = {
  set: true,
  seed: true,
  until: true,
} as const satisfies Record<keyof SampleOptions, true>

const RUN_OPTIONS = {
  ...SAMPLE_OPTIONS,
  onSample: true,
} as const satisfies Record<keyof RunOptions, true>

/** A finished run. */
export interface ScenarioRun {
  /** The scenario with its changes. */
  readonly scenario: LoadedScenario
  /** Its figures and theoretical bounds; the CPU time is not measured and counts as 0. */
  readonly summary: Summary
  /** Columns by peer, the sampled series, and sums by group. */
  readonly measurements: Measurements
  /** Returns its charts as Vega-Lite specifications with their data, in reading order. */
  charts(): Chart[]
}

/** Events between two looks at the samples. */
const EVENTS_A_STEP = 20_000

/** Loads a scenario and runs it to its end; blocks until then. */
export function runScenario(load: Load, input: ScenarioInput, options: RunOptions): ScenarioRun {
  refuseUnknownOptions('run', options, RUN_OPTIONS)
  const { onSample } = options
  const scenario = loaded(load, input, options)
  const experiment = new Experiment(scenario.settings, {
    onSample: (sample) => {
      if (onSample?.(sample) === false) experiment.interrupt()
    },
  })
  while (experiment.step(EVENTS_A_STEP));
  return runOf(scenario, experiment)
}

/**
 * Runs a scenario and yields its samples as they are taken; the program that called goes on in
 * between. Returns the finished run. Ending the loop early ends the simulation.
 */
export async function* scenarioSamples(
  load: Load,
  input: ScenarioInput,
  options: SampleOptions,
): AsyncGenerator<Sample, ScenarioRun, void> {
  refuseUnknownOptions('samples', options, SAMPLE_OPTIONS)
  const scenario = loaded(load, input, options)
  const waiting: Sample[] = []
  const experiment = new Experiment(scenario.settings, { onSample: (one) => waiting.push(one) })
  for (let isGoing = true; isGoing; ) {
    isGoing = experiment.step(EVENTS_A_STEP)
    yield* waiting.splice(0)
    await pause()
  }
  return runOf(scenario, experiment)
}

function loaded(load: Load, input: ScenarioInput, { set, seed, until }: SampleOptions) {
  return load(input, { set: changeTexts(set), seed, until })
}

function runOf(scenario: LoadedScenario, experiment: Experiment): ScenarioRun {
  const { name, settings } = scenario
  const measurements = experiment.measurements()
  const summary = summarise(name, settings.seed, settings, measurements, 0)
  const charted: ChartInput = { name, settings, measurements }
  return { scenario, summary, measurements, charts: () => chartsOf(charted) }
}
