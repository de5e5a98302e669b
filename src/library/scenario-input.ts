import type { LoadedScenario, ScenarioOptions } from '../lab/scenario/scenario.js'
import { nearest } from '../lab/scenario/suggestion.js'

/**
 * A scenario: a document as in a scenario file, one that is loaded already, or a text. With Node
 * the text is a file or the name of a shipped scenario; in a browser it is the document's JSON.
 */
export type ScenarioInput = string | LoadedScenario | ScenarioDocument

/** A scenario as a document; see scenarios/README.md. */
export interface ScenarioDocument {
  readonly name: string
  readonly [key: string]: unknown
}

/**
 * Values by path, such as `{ 'groups.leechers.count': 50 }`, or texts as on the command line, such
 * as `groups.leechers.count=50`.
 */
export type Changes = Readonly<Record<string, unknown>> | readonly string[]

/** Loads a scenario with changes. Throws a ScenarioError that lists everything found wrong. */
export type Load = (scenario: ScenarioInput, options: LoadChanges) => LoadedScenario

/** The changes to a scenario that is loaded. */
export interface LoadChanges extends Pick<ScenarioOptions, 'until'> {
  readonly set: readonly string[]
  readonly seed?: string | undefined
}

/** Returns changes as texts; a value becomes JSON. */
export function changeTexts(changes: Changes = []): string[] {
  if (!Array.isArray(changes)) {
    return Object.entries(changes).map(([path, value]) => `${path}=${JSON.stringify(value)}`)
  }
  return [...changes]
}

/** Returns the document's text; undefined for a name. */
export function documentText(scenario: ScenarioInput): string | undefined {
  if (typeof scenario === 'string') {
    return scenario.trimStart().startsWith('{') ? scenario : undefined
  }
  return JSON.stringify('settings' in scenario ? scenario.scenario : scenario)
}

/** Returns the value if it is one of a list. Throws a TypeError that names the nearest one. */
export function oneOf<T extends string>(what: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value)
  if (found !== undefined) return found
  const near = nearest(value, known)
  const hint = near === undefined ? `there is ${known.join(', ')}` : `did you mean "${near}"?`
  throw new TypeError(`${what}: found "${value}"; ${hint}`)
}
