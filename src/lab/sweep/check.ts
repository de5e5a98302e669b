import { ScenarioError, type ScenarioIssue } from '../scenario/error.js'
import { readShape } from '../scenario/explain.js'
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
import { SWEEP_VERSION, type SweepDocument, sweepShape } from './schema.js'
import type { Sweep, SweepPoint } from './sweep.js'

/** More points than this are a slip of the pen: at a second each they would take a day. */
const MOST_POINTS = 100_000

/** Loads the scenario of a sweep with `path=value` texts laid over it. */
export type ScenarioLoader = (scenario: string, set: readonly string[]) => LoadedScenario

/**
 * Checks a sweep file and expands all its points; throws a ScenarioError that lists what is wrong.
 * What a value of the sweep does to the scenario is told at that value's place in the sweep file.
 */
export function readSweep(source: ScenarioSource, load: ScenarioLoader): Sweep {
  const document = readShape(source, sweepShape, SWEEP_VERSION)
  checkSize(document, source)
  checkPathsOnce(document, source)
  source.throwIfAny()
  const points = pointsOf(document, source, load)
  source.throwIfAny()
  const { metrics: given = ['meanSeconds'] } = document
  const metrics = given.map(currentMetricPath)
  checkMetrics(metrics, points, source)
  source.throwIfAny()
  const { name, about = '', replications = 10, seed = 1 } = document
  const parameters = parameterPaths(document)
  return { name, about, parameters, points, replications, seed: String(seed), metrics }
}

function checkSize(document: SweepDocument, source: ScenarioSource): void {
  const count = pointCount(document)
  if (count <= MOST_POINTS) return
  const found = `${count}, all combinations counted`
  source.report(['grid'], { expected: `at most ${MOST_POINTS} points`, found })
}

/** A path that two parts of the file set would belong to whichever came last. */
function checkPathsOnce(document: SweepDocument, source: ScenarioSource): void {
  const { set = {}, grid = {}, list = [] } = document
  const again = (path: string, where: string, place: readonly (string | number)[]) => {
    if (path === 'seed') {
      const expected = 'another path: each replication has its own seed; see "seed" of the sweep'
      source.report([...place, path], { expected, found: '"seed"', atKey: true })
    } else if (Object.hasOwn(set, path) && where !== 'set') {
      source.report([...place, path], pathTwice(path, 'set'))
    } else if (Object.hasOwn(grid, path) && where === 'list') {
      source.report([...place, path], pathTwice(path, 'grid'))
    }
  }
  for (const path of Object.keys(set)) again(path, 'set', ['set'])
  for (const path of Object.keys(grid)) again(path, 'grid', ['grid'])
  for (const [i, entry] of list.entries()) {
    for (const path of Object.keys(entry)) again(path, 'list', ['list', i])
  }
}

function pathTwice(path: string, where: string) {
  return { expected: `a path that "${where}" has not`, found: `"${path}"`, atKey: true }
}

function pointsOf(
  document: SweepDocument,
  source: ScenarioSource,
  load: ScenarioLoader,
): SweepPoint[] {
  const shared = sharedParameters(document)
  const points: SweepPoint[] = []
  // The scenario itself comes first: what is wrong with it needs no place in the sweep file.
  load(document.scenario, [])
  for (const combination of combinationsOf(document)) {
    const all = [...shared, ...combination]
    try {
      const { settings } = load(document.scenario, all.map(setText))
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

/** Tells an issue of an expanded scenario at the value of the sweep that brought it about. */
function reportPoint(
  { path, expected, found, suggestion }: ScenarioIssue,
  parameters: readonly SweepParameter[],
  source: ScenarioSource,
): void {
  const at = parameters.findLast((parameter) => meets(parameter.path, path))
  if (at) {
    source.report(at.place, { expected: `${expected}`, found, suggestion })
    return
  }
  const said = parameters.map(setText).join(', ')
  const complaint = found === '' ? expected : `expected ${expected}, found ${found}`
  source.report([], { expected: `with ${said}, ${path} of the scenario is wrong: ${complaint}` })
}

/** Whether one path is the other, or lies within it. */
function meets(a: string, b: string): boolean {
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

/** The groups of all points: a parameter may bring in others. */
export function groupNamesOf(points: readonly SweepPoint[]): string[] {
  return [...new Set(points.flatMap(({ settings }) => settings.groups.map(({ name }) => name)))]
}
