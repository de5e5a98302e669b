import type { SwarmSettings } from '../../sim/settings.js'
import { checkFeasible } from './check.js'
import { fillIn } from './expand.js'
import { readDocument } from './explain.js'
import { checkLimits } from './limit.js'
import { overrideSource, parseValue, setByOption } from './override.js'
import { NO_RESOURCES, type ScenarioResources } from './resource.js'
import { ScenarioSource } from './source.js'
import { refuseUnknownOptions } from './unknown-option.js'
import { writeScenario } from './write.js'

export { scenarioSchema } from './schema.js'

/** An experiment's whole input, checked, with every default filled in. */
export interface LoadedScenario {
  readonly name: string
  readonly title: string
  /** Why one runs it; may be empty. */
  readonly about: string
  /** Runs that a comparison makes of it if it is not told. */
  readonly replications: number
  /** Where it came from, as the person named it. */
  readonly file: string
  /** The scenario in its own language with everything said: it can be loaded again by itself. */
  readonly scenario: object
  readonly settings: SwarmSettings
}

/** Runs of a scenario that says nothing of it. */
const DEFAULT_REPLICATIONS = 10

/** What can be changed in a scenario while it is loaded. */
export interface ScenarioOptions {
  /** `path=value` texts, applied in order before defaults are filled in. */
  readonly set?: readonly string[] | undefined
  /** Takes the place of the scenario's seed. */
  readonly seed?: string | undefined
  /** Takes the place of the scenario's `until`, for instance "2 h". */
  readonly until?: string | undefined
  /** How the files that it names are read; without this it may name none. */
  readonly resources?: ScenarioResources | undefined
}

const SCENARIO_OPTIONS = {
  set: true,
  seed: true,
  until: true,
  resources: true,
} as const satisfies Record<keyof ScenarioOptions, true>

/**
 * Reads a scenario from JSON with comments. Throws a ScenarioError that lists everything found
 * wrong, each with its place in the text. `file` is only used to name it.
 */
export function parseScenario(
  text: string,
  file: string,
  options: ScenarioOptions = {},
): LoadedScenario {
  refuseUnknownOptions('parseScenario', options, SCENARIO_OPTIONS)
  const source = new ScenarioSource(text, file)
  const { set = [], seed, until, resources = NO_RESOURCES } = options
  if (typeof source.json === 'object' && source.json !== null) {
    overrideSource(source, set)
    if (seed !== undefined) setByOption(source, 'seed', seed)
    if (until !== undefined) setByOption(source, 'until', parseValue(until))
  }
  return expand(source, resources)
}

/**
 * Fills in every default of a scenario document and checks it. The result's `scenario`, given to
 * this again, results in equal settings. Throws a ScenarioError.
 */
export function expandScenario(
  document: object,
  file = 'scenario',
  resources: ScenarioResources = NO_RESOURCES,
): LoadedScenario {
  return expand(new ScenarioSource(JSON.stringify(document), file), resources)
}

function expand(source: ScenarioSource, resources: ScenarioResources): LoadedScenario {
  const document = readDocument(source)
  const settings = fillIn(document, source, resources)
  checkLimits(settings, source)
  source.throwIfAny()
  checkFeasible(settings, source)
  source.throwIfAny()
  const { name, title = name, about = '', replications = DEFAULT_REPLICATIONS } = document
  const titles = { name, title, about, replications }
  return { ...titles, file: source.file, scenario: writeScenario(titles, settings), settings }
}
