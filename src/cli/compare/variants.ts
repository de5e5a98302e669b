import type { Variant } from '../../lab/batch/variant-runs.js'
import { ScenarioError } from '../../lab/scenario/error.js'
import { parameterTitle } from '../../lab/summary/parameter-title.js'
import { expandPatterns } from '../../machine/input/file-pattern.js'
import { type LoadedScenario, loadScenario } from '../../machine/input/scenario-file.js'
import { UsageError } from '../usage-error.js'

/** A variant with its scenario. */
export interface LoadedVariant extends Variant {
  readonly scenario: LoadedScenario
}

/** The options of the command line that make variants. */
export interface VariantOptions {
  readonly set?: readonly string[] | undefined
  /** `path=value,value`: every combination of values is a variant. */
  readonly vary?: readonly string[] | undefined
  /** The name of the variant that the others are compared with; the first if it is left out. */
  readonly baseline?: string | undefined
}

/** More variants make a sweep. */
const MAX_VARIANTS = 64

/**
 * Loads each file with each combination of varied values, in the order of the command line, but for
 * the baseline, which comes first.
 * @throws UsageError for wrong options, ScenarioError for a wrong scenario
 */
export function loadVariants(
  named: readonly string[],
  { set = [], vary = [], baseline }: VariantOptions,
): LoadedVariant[] {
  const files = expandPatterns(named)
  const combinations = combined(vary.map(readVary))
  const many = files.length * combinations.length
  if (many < 2) {
    throw new UsageError(
      'nothing to compare: name two scenarios, or one scenario and --vary path=value,value',
    )
  }
  if (many > MAX_VARIANTS) {
    throw new UsageError(
      `expected at most ${MAX_VARIANTS} variants, found ${many}; try "sim sweep"`,
    )
  }
  const bases = files.map((file) => loadScenario(file, { set }))
  const names = distinctNames(bases)
  const variants = files.flatMap((file, f) =>
    combinations.map((sets) => {
      const values = Object.values(sets)
      const name = nameOf(files.length > 1 || values.length === 0 ? names[f] : '', sets)
      return { name, sets, scenario: varied(file, set, sets) }
    }),
  )
  return baseline === undefined ? variants : withFirst(variants, baseline)
}

function withFirst(variants: readonly LoadedVariant[], baseline: string): LoadedVariant[] {
  const first = variants.find(({ name }) => name === baseline)
  if (first === undefined) {
    const names = variants.map(({ name }) => `"${name}"`).join(', ')
    throw new UsageError(`--baseline: expected one of ${names}, found "${baseline}"`)
  }
  return [first, ...variants.filter((variant) => variant !== first)]
}

/** A title names this many variants and counts the rest. */
const MAX_NAMED = 4

/**
 * Writes a title for a comparison: `flashcrowd: rarest-first, random (piece picker of leechers)`,
 * or the names of the scenarios.
 */
export function comparedTitle(variants: readonly LoadedVariant[]): string {
  const scenarios = [...new Set(variants.map(({ scenario }) => scenario.name))]
  const paths = Object.keys(variants[0].sets)
  if (paths.length === 0) return `Comparison of ${listed(scenarios)}`
  const what = paths.map((path) => {
    const values = [...new Set(variants.map(({ sets }) => sets[path]))]
    return `${listed(values)} (${parameterTitle(path)})`
  })
  return `${listed(scenarios)}: ${what.join('; ')}`
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  if (more <= 1) return names.join(', ')
  return `${names.slice(0, MAX_NAMED).join(', ')} and ${more} more`
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
  if (twice !== undefined) throw new UsageError(`--vary: ${path} lists the value ${twice} twice`)
  return { path, values }
}

/** Splits at commas, but not within brackets or quotes of a JSON value. */
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

/**
 * Names a variant: the value if one path varies, otherwise each value after the last key of its
 * path.
 */
function nameOf(file: string, sets: Readonly<Record<string, string>>): string {
  const entries = Object.entries(sets)
  const parts = entries.map(([path, value]) =>
    entries.length === 1 ? value : `${path.split('.').at(-1)}=${value}`,
  )
  return [file, ...parts].filter((part) => part !== '').join(', ')
}

/** Returns the names of the scenarios, or their files if names are equal. */
function distinctNames(scenarios: readonly LoadedScenario[]): string[] {
  const names = scenarios.map(({ name }) => name)
  const by = new Set(names).size === names.length ? names : scenarios.map(({ file }) => file)
  return by.map((name, i) => (by.indexOf(name) === i ? name : `${name} (${i + 1})`))
}

/** Loads a variant; an error in a varied value names --vary. */
function varied(file: string, set: readonly string[], sets: Readonly<Record<string, string>>) {
  const varies = Object.entries(sets).map(([path, value]) => `${path}=${value}`)
  try {
    return loadScenario(file, { set: [...set, ...varies] })
  } catch (error) {
    // The base scenario has loaded without error, so a varied value causes this one.
    if (!(error instanceof ScenarioError)) throw error
    throw new ScenarioError(
      error.issues.map((issue) => (issue.file === '--set' ? { ...issue, file: '--vary' } : issue)),
    )
  }
}
