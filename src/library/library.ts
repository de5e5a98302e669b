import type { Sample } from '../lab/run/measurements.js'
import { type ComparedScenarios, type CompareOptions, compareScenarios } from './compare.js'
import {
  type RunOptions,
  runScenario,
  type SampleOptions,
  type ScenarioRun,
  scenarioSamples,
} from './run.js'
import type { Load, ScenarioInput } from './scenario-input.js'

/** The functions that run whole scenarios, the same with Node and in a browser. */
export interface Library {
  /**
   * Runs a scenario to its end and measures it: `run('flashcrowd', { set, seed, onSample })`.
   * @throws ScenarioError for a wrong scenario, TypeError for an unknown option
   */
  run(scenario: ScenarioInput, options?: RunOptions): ScenarioRun
  /**
   * Yields the samples of a run as they are taken: `for await (const sample of samples(...))`.
   * @throws ScenarioError for a wrong scenario, TypeError for an unknown option
   */
  samples(
    scenario: ScenarioInput,
    options?: SampleOptions,
  ): AsyncGenerator<Sample, ScenarioRun, void>
  /**
   * Runs variants under the same random seeds and compares each with the first, with 95 %
   * intervals: `await compare(scenario, { vary: { 'peer.picker': ['rarest-first', 'random'] } })`.
   * @throws ScenarioError for a wrong scenario, TypeError for an unknown option
   */
  compare(
    scenarios: ScenarioInput | readonly ScenarioInput[],
    options?: CompareOptions,
  ): Promise<ComparedScenarios>
}

/** Makes the functions for a place that loads scenarios in its own way. */
export function libraryWith(load: Load): Library {
  return {
    run: (scenario, options = {}) => runScenario(load, scenario, options),
    samples: (scenario, options = {}) => scenarioSamples(load, scenario, options),
    compare: (scenarios, options = {}) => compareScenarios(load, scenarios, options),
  }
}
