import type { SwarmSettings } from '../../sim/settings.js'
import { checkFeasible } from './check.js'
import { DEFAULT_REPLICATIONS } from './defaults.js'
import { applyDefaults } from './expand.js'
import { readDocument } from './explain.js'
import { checkLimits } from './limit.js'
import { overrideSource, parseValue, setByOption } from './override.js'
import { renameOldKeys } from './renamed-key.js'
import { NO_RESOURCES, type ScenarioResources } from './resource.js'
import { ScenarioSource } from './source.js'
import { refuseUnknownOptions } from './suggestion.js'
import { noteUnusedKeys } from './unused-key.js'
import { writeScenario } from './write.js'

export { scenarioSchema } from './schema.js'

/** A checked scenario with every default applied: the whole input of an experiment. */
export interface LoadedScenario {
  readonly name: string
  readonly title: string
  /** What it shows and what to look at; may be empty. */
  readonly about: string
  /** Replications of a comparison that names no number. */
  readonly replications: number
  /** The file, as the user named it. */
  readonly file: string
  /** The scenario as a document with every key written out, which loads again by itself. */
  readonly scenario: object
  readonly settings: SwarmSettings
  /** Hints for the author, a sentence each, such as a key that has a new name. */
  readonly hints: readonly string[]
}

/** Changes to a scenario while it is loaded. */
export interface ScenarioOptions {
  /** `path=value` texts, applied in order before the defaults. */
  readonly set?: readonly string[] | undefined
  /** Replaces the random seed of the scenario. */
  readonly seed?: string | undefined
  /** Replaces the `until` of the scenario, for instance with "2 h". */
  readonly until?: string | undefined
  /** Reads the files that the scenario refers to; without it there may be none. */
  readonly resources?: ScenarioResources | undefined
}

const SCENARIO_OPTIONS = {
  set: true,
  seed: true,
  until: true,
  resources: true,
} as const satisfies Record<keyof ScenarioOptions, true>

/**
 * Reads a scenario from JSON with comments. Throws a ScenarioError that lists all issues with their
 * places in the text. `file` only names the text in messages.
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
 * Checks a scenario document and applies every default. The `scenario` of the result expands to
 * equal settings again. Throws a ScenarioError.
 */
export function expandScenario(
  document: object,
  file = 'scenario',
  resources: ScenarioResources = NO_RESOURCES,
): LoadedScenario {
  return expand(new ScenarioSource(JSON.stringify(document), file), resources)
}

function expand(source: ScenarioSource, resources: ScenarioResources): LoadedScenario {
  renameOldKeys(source)
  source.throwIfAny()
  const document = readDocument(source)
  const settings = applyDefaults(document, source, resources)
  checkLimits(settings, source)
  source.throwIfAny()
  checkFeasible(settings, source)
  source.throwIfAny()
  noteUnusedKeys(settings, source)
  const { name, title = name, about = '', replications = DEFAULT_REPLICATIONS } = document
  const titles = { name, title, about, replications }
  const { file, hints } = source
  return { ...titles, file, scenario: writeScenario(titles, settings), settings, hints }
}
