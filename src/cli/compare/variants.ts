import type { Variant } from '../../lab/batch/variant-runs.js'
import { ScenarioError } from '../../lab/scenario/error.js'
import { parameterTitle } from '../../lab/summary/axis-title.js'
import { expandPatterns } from '../../machine/input/file-pattern.js'
import { type LoadedScenario, loadScenario } from '../../machine/input/scenario-file.js'
import { UsageError } from '../usage-error.js'

/** A variant and the scenario that it is. */
export interface LoadedVariant extends Variant {
  readonly scenario: LoadedScenario
}

/** What variants are made of, as the command line has it. */
export interface VariantOptions {
  readonly set?: readonly string[] | undefined
  /** `path=value,value`: every value of one with every value of the others. */
  readonly vary?: readonly string[] | undefined
}

/** More are a sweep, no comparison. */
const MOST_VARIANTS = 64

/**
 * Each file under each combination of what varies, in the order of the command line.
 * @throws UsageError or ScenarioError, as what is wrong lies in the options or a scenario
 */
export function loadVariants(
  named: readonly string[],
  { set = [], vary = [] }: VariantOptions,
): LoadedVariant[] {
  const files = expandPatterns(named)
  const combinations = combined(vary.map(readVary))
  const many = files.length * combinations.length
  if (many < 2) {
    throw new UsageError(
      'there is nothing to compare: name two scenarios, or one and --vary path=value,value',
    )
  }
  if (many > MOST_VARIANTS) {
    throw new UsageError(`${many} variants are too many to compare, ${MOST_VARIANTS} at most`)
  }
  const bases = files.map((file) => loadScenario(file, { set }))
  const names = apart(bases)
  return files.flatMap((file, f) =>
    combinations.map((sets) => {
      const words = Object.values(sets)
      const name = nameOf(files.length > 1 || words.length === 0 ? names[f] : '', sets)
      return { name, sets, scenario: varied(file, set, sets) }
    }),
  )
}

/** Names in a title; what is more is counted. */
const MOST_NAMED = 4

/**
 * What is compared, in a line: `flashcrowd: rarest-first, random (piece picker of leechers)`, or
 * the scenarios.
 */
export function comparedTitle(variants: readonly LoadedVariant[]): string {
  const scenarios = [...new Set(variants.map(({ scenario }) => scenario.name))]
  const paths = Object.keys(variants[0].sets)
  if (paths.length === 0) return `${listed(scenarios)} compared`
  const what = paths.map((path) => {
    const values = [...new Set(variants.map(({ sets }) => sets[path]))]
    return `${listed(values)} (${parameterTitle(path)})`
  })
  return `${listed(scenarios)}: ${what.join('; ')}`
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED
  if (more <= 1) return names.join(', ')
  return `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more`
}

/** One `--vary`: a path and its values. */
interface Varied {
  readonly path: string
  readonly values: readonly string[]
}

function readVary(text: string): Varied {
  const equals = text.indexOf('=')
  const path = text.slice(0, Math.max(0, equals)).trim()
  const values = splitValues(text.slice(equals + 1))
  if (path === '' || values.some((value) => value === '')) {
    throw new UsageError(
      `--vary: expected path=value,value, e.g. peer.picker=rarest-first,random, found "${text}"`,
    )
  }
  const twice = values.find((value, i) => values.indexOf(value) !== i)
  if (twice !== undefined) throw new UsageError(`--vary: ${path} has the value ${twice} twice`)
  return { path, values }
}

/** Splits at commas, save those within brackets or quotes of a JSON value. */
function splitValues(text: string): string[] {
  const values: string[] = ['']
  let depth = 0
  let quoted = false
  for (const letter of text) {
    if (letter === '"') quoted = !quoted
    if (!quoted && /[[{]/.test(letter)) depth++
    if (!quoted && /[\]}]/.test(letter)) depth--
    if (letter === ',' && depth === 0 && !quoted) values.push('')
    else values[values.length - 1] += letter
  }
  return values.map((value) => value.trim())
}

function combined(all: readonly Varied[]): Record<string, string>[] {
  return all.reduce<Record<string, string>[]>(
    (grid, { path, values }) =>
      grid.flatMap((sets) => values.map((value) => ({ ...sets, [path]: value }))),
    [{}],
  )
}

/** The value alone where one thing varies, else each after the last word of its path. */
function nameOf(file: string, sets: Readonly<Record<string, string>>): string {
  const entries = Object.entries(sets)
  const words = entries.map(([path, value]) =>
    entries.length === 1 ? value : `${path.split('.').at(-1)}=${value}`,
  )
  return [file, ...words].filter((word) => word !== '').join(', ')
}

/** The scenarios' names; their files where names would be one. */
function apart(scenarios: readonly LoadedScenario[]): string[] {
  const names = scenarios.map(({ name }) => name)
  const by = new Set(names).size === names.length ? names : scenarios.map(({ file }) => file)
  return by.map((name, i) => (by.indexOf(name) === i ? name : `${name} (${i + 1})`))
}

/** Loads a variant; what is wrong with what varies is said to be wrong there. */
function varied(file: string, set: readonly string[], sets: Readonly<Record<string, string>>) {
  const varies = Object.entries(sets).map(([path, value]) => `${path}=${value}`)
  try {
    return loadScenario(file, { set: [...set, ...varies] })
  } catch (error) {
    // The base was loaded before: what is set wrongly now is what varies.
    if (!(error instanceof ScenarioError)) throw error
    throw new ScenarioError(
      error.issues.map((issue) => (issue.file === '--set' ? { ...issue, file: '--vary' } : issue)),
    )
  }
}
