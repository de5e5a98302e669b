import { DEFAULT_REPLICATIONS, DEFAULT_SEED } from '../scenario/defaults.js'
import { ScenarioError, type ScenarioIssue } from '../scenario/error.js'
import { readShape } from '../scenario/explain.js'
import { renameOldPaths } from '../scenario/renamed-key.js'
import type { LoadedScenario } from '../scenario/scenario.js'
import type { ScenarioSource } from '../scenario/source.js'
import { nearest } from '../scenario/suggestion.js'
import { currentMetricPath, metricPaths } from '../summary/metric-path.js'
import {
  combinationsOf,
  parameterPaths,
  pointCount,
  type SweepParameter,
  sharedParameters,
} from './points.js'
import { DEFAULT_METRICS, SWEEP_VERSION, type SweepDocument, sweepShape } from './schema.js'
import type { Sweep, SweepPoint } from './sweep.js'

/** More points are a mistake: at a second each they would take a day. */
const MAX_POINTS = 100_000

/** Loads the scenario of a sweep, changed by `path=value` texts. */
export type ScenarioLoader = (scenario: string, set: readonly string[]) => LoadedScenario

/**
 * Checks a sweep file and expands all its points. Throws a ScenarioError that lists all issues. An
 * issue that a value of the sweep causes in the scenario is placed at that value.
 */
export function readSweep(source: ScenarioSource, load: ScenarioLoader): Sweep {
  renameOldPaths(source)
  source.throwIfAny()
  const document = readShape(source, sweepShape, SWEEP_VERSION)
  checkSize(document, source)
  checkPathsOnce(document, source)
  source.throwIfAny()
  const points = pointsOf(document, source, load)
  source.throwIfAny()
  const { metrics: given = DEFAULT_METRICS } = document
  const metrics = given.map(currentMetricPath)
  checkMetrics(metrics, points, source)
  source.throwIfAny()
  const { name, about = '' } = document
  const { replications = DEFAULT_REPLICATIONS, seed = DEFAULT_SEED } = document
  const parameters = parameterPaths(document)
  const { hints } = source
  return { name, about, parameters, points, replications, seed: String(seed), metrics, hints }
}

function checkSize(document: SweepDocument, source: ScenarioSource): void {
  const count = pointCount(document)
  if (count <= MAX_POINTS) return
  const found = `${count} combinations`
  source.report(['grid'], { expected: `at most ${MAX_POINTS} points`, found })
}

/** Reports a path that two parts of the file set, as the later one would silently win. */
function checkPathsOnce(document: SweepDocument, source: ScenarioSource): void {
  const { set = {}, grid = {}, list = [] } = document
  const check = (path: string, where: string, place: readonly (string | number)[]) => {
    if (path === 'seed') {
      const expected =
        'another path, as each replication has its own random seed ("seed" of the sweep)'
      source.report([...place, path], { expected, found: '"seed"', atKey: true })
    } else if (Object.hasOwn(set, path) && where !== 'set') {
      source.report([...place, path], pathTwice(path, 'set'))
    } else if (Object.hasOwn(grid, path) && where === 'list') {
      source.report([...place, path], pathTwice(path, 'grid'))
    }
  }
  for (const path of Object.keys(set)) check(path, 'set', ['set'])
  for (const path of Object.keys(grid)) check(path, 'grid', ['grid'])
  for (const [i, entry] of list.entries()) {
    for (const path of Object.keys(entry)) check(path, 'list', ['list', i])
  }
}

function pathTwice(path: string, where: string) {
  return { expected: `a path that is not in "${where}"`, found: `"${path}"`, atKey: true }
}

function pointsOf(
  document: SweepDocument,
  source: ScenarioSource,
  load: ScenarioLoader,
): SweepPoint[] {
  const shared = sharedParameters(document)
  const points: SweepPoint[] = []
  // The scenario alone comes first: its own issues have no place in the sweep file.
  load(document.scenario, [])
  for (const combination of combinationsOf(document)) {
    const all = [...shared, ...combination]
    try {
      const { settings, hints } = load(document.scenario, all.map(setText))
      for (const hint of hints) source.hint(hint)
      const values = Object.fromEntries(combination.map(({ path, value }) => [path, value]))
      points.push({ values, settings })
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
      for (const issue of error.issues) reportPoint(issue, all, source)
    }
  }
  return points
}

function setText({ path, value }: SweepParameter): string {
  return `${path}=${JSON.stringify(value)}`
}

/** Reports an issue of an expanded scenario at the value of the sweep that caused it. */
function reportPoint(
  { path, expected, found, suggestion }: ScenarioIssue,
  parameters: readonly SweepParameter[],
  source: ScenarioSource,
): void {
  const at = parameters.findLast((parameter) => overlap(parameter.path, path))
  if (at) {
    source.report(at.place, { expected, found, suggestion })
    return
  }
  const values = parameters.map(setText).join(', ')
  const issue = found === '' ? expected : `expected ${expected}, found ${found}`
  source.report([], { expected: `with ${values}, ${path} of the scenario is invalid: ${issue}` })
}

/** Whether the paths are equal, or one contains the other. */
function overlap(a: string, b: string): boolean {
  const plain = (path: string) => `${path.replaceAll(/\[(\d+)\]/g, '.$1')}.`
  return b !== '' && (plain(a).startsWith(plain(b)) || plain(b).startsWith(plain(a)))
}

function checkMetrics(
  metrics: readonly string[],
  points: readonly SweepPoint[],
  source: ScenarioSource,
): void {
  const known = metricPaths(groupNamesOf(points))
  for (const [i, metric] of metrics.entries()) {
    if (known.includes(metric)) continue
    const expected = 'a key of summary.json, or GROUP.KEY'
    source.reportValue(['metrics', i], expected, nearest(metric, known))
  }
}

/** The groups of all points, which may differ between points. */
export function groupNamesOf(points: readonly SweepPoint[]): string[] {
  return [...new Set(points.flatMap(({ settings }) => settings.groups.map(({ name }) => name)))]
}
