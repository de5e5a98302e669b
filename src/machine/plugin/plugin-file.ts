import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { createJiti } from 'jiti'
import { BitTable, lowestBit, popcount } from '../../base/bits.js'
import { Random } from '../../base/random.js'
import { Geometry } from '../../peer/geometry.js'
import { DEFAULT_PEER_SETTINGS } from '../../peer/settings.js'
import { messageOf, type PluginName, placeIn } from '../../policy/guard/policy-fault.js'
import { nearestFile } from '../input/scenario-file.js'
import { isOverBudget, within } from './decision-budget.js'
import { checkPlugin, type PluginClass } from './plugin-check.js'
import { PluginError } from './plugin-error.js'

/** A plug-in's file as read: what a result keeps of it. */
export interface PluginFile {
  /** As the user named it. */
  readonly file: string
  /**
   * Of its bytes, in hexadecimal; if it imports files by their paths, of the digests of its bytes
   * and of those of each of them, in order of import.
   */
  readonly sha256: string
}

/** A plug-in that was loaded and found sound. */
export interface LoadedPlugin extends PluginName, PluginFile {
  readonly plugin: PluginClass
}

/** What a plug-in may import from `swarm-sim` beside types, wherever the package is installed. */
const OFFERED = { BitTable, DEFAULT_PEER_SETTINGS, Geometry, Random, lowestBit, popcount }

const KINDS = ['.ts', '.mts', '.js', '.mjs']

/** What a plug-in does at its import may take this long at least, seconds. */
const LEAST_LOADING_SECONDS = 2

/**
 * Loads a plug-in from a TypeScript or JavaScript file; nothing is built, and lines stay where they
 * are. What it runs at its import runs now, for as long as a decision may take.
 * @throws PluginError if there is no such file, or what it exports is no sound plug-in
 */
export function loadPlugin(file: string, budgetSeconds: number): LoadedPlugin {
  const path = resolve(file)
  const text = readPlugin(file, path)
  const sources = new Map([[path, text]])
  const run = moduleOf(file, path, text, sources)
  const seconds = Math.max(LEAST_LOADING_SECONDS, budgetSeconds)
  try {
    return within(seconds, () => {
      const exported = run()
      const paths = [...sources.keys()]
      const plugin = checkPlugin(exported, { file, path, paths }, text)
      const { kind, name } = plugin.policy
      return { kind, name, file, path, paths, sha256: digestOf(sources), plugin }
    })
  } catch (error) {
    if (!isOverBudget(error)) throw error
    throw new PluginError(`${file}: has not come back for ${seconds} s while it was loaded`)
  }
}

function readPlugin(file: string, path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile()) {
    const near = nearestFile(file)
    const found = stats === undefined ? 'no such file' : 'a folder'
    const hint = near === undefined ? '' : `; did you mean "${near}"?`
    throw new PluginError(
      `${file}: expected a policy in TypeScript or JavaScript, found ${found}${hint}`,
    )
  }
  if (!KINDS.includes(extname(path))) {
    throw new PluginError(`${file}: expected a file that ends in ${KINDS.join(', ')}`)
  }
  return readFileSync(path, 'utf8')
}

/** What runs the module; it notes every file of which that is made. */
function moduleOf(
  file: string,
  path: string,
  text: string,
  sources: Map<string, string>,
): () => unknown {
  const options = { fsCache: false, moduleCache: false, interopDefault: false } as const
  const { transform } = createJiti(path, options)
  const jiti = createJiti(path, {
    ...options,
    virtualModules: { 'swarm-sim': OFFERED },
    transform: (source) => {
      if (source.filename !== undefined) sources.set(source.filename, source.source)
      return { code: transform(source) }
    },
  })
  const explained = <T>(work: () => T) => {
    try {
      return work()
    } catch (thrown) {
      if (isOverBudget(thrown)) throw thrown
      throw new PluginError(mistakeIn(file, path, [...sources.keys()], thrown))
    }
  }
  const ext = extname(path)
  // Once in advance: what it takes to begin to parse is not the plug-in's own time.
  explained(() => transform({ source: text, filename: path, ts: /^\.m?ts$/.test(ext) }))
  return () => explained(() => jiti.evalModule(text, { filename: path, ext, forceTranspile: true }))
}

/** In words, why a module could not be run. */
function mistakeIn(file: string, path: string, paths: readonly string[], thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const syntax = /^ParseError: (.*?)\s*\n\s*(.*):(\d+):(\d+)/s.exec(message)
  if (syntax !== null) {
    const [, what, where, line, column] = syntax
    // The parser counts columns from 0.
    return `${where === path ? file : where}:${line}:${Number(column) + 1}: ${what}`
  }
  const place = placeIn({ file, path, paths }, thrown) ?? file
  return `${place}: while it was loaded: ${messageOf(thrown)}`
}

/**
 * One file's digest is that of its bytes, as `sha256sum` says it; that of several is of the digests
 * of each, which are all of one length: text moved from one file to the next changes it.
 */
function digestOf(sources: ReadonlyMap<string, string>): string {
  const each = [...sources.values()].map((text) => createHash('sha256').update(text).digest())
  const [only] = each
  if (each.length === 1) return only.toString('hex')
  return createHash('sha256').update(Buffer.concat(each)).digest('hex')
}
