import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { createJiti } from 'jiti'
import { BitTable, lowestBit, popcount } from '../../base/bits.js'
import { Random } from '../../base/random.js'
import { checkPlugin } from '../../lab/plugin/plugin-check.js'
import { PluginError } from '../../lab/plugin/plugin-error.js'
import type { LoadedPlugin } from '../../lab/plugin/register-plugin.js'
import { Geometry } from '../../peer/geometry.js'
import { DEFAULT_PEER_SETTINGS } from '../../peer/settings.js'
import { messageOf, placeIn } from '../../policy/guard/policy-fault.js'
import { nearestFile } from '../input/scenario-file.js'
import { isTimeout, runWithin } from './decision-budget.js'

/** The values that a plug-in can import from `swarm-sim`, even where that is not installed. */
const EXPORTS = { BitTable, DEFAULT_PEER_SETTINGS, Geometry, Random, lowestBit, popcount }

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs']

/** Loading may take this long even if the decision budget is shorter, seconds. */
const MIN_LOADING_SECONDS = 2

/**
 * Loads a plug-in from a TypeScript or JavaScript file. Types are stripped without moving lines.
 * The module's top-level code runs now, within the decision budget.
 * @throws PluginError if there is no such file, or it does not export a usable policy
 */
export function loadPlugin(file: string, budgetSeconds: number): LoadedPlugin {
  const path = resolve(file)
  const text = readPlugin(file, path)
  const sources = new Map([[path, text]])
  const run = moduleLoader(file, path, text, sources)
  const seconds = Math.max(MIN_LOADING_SECONDS, budgetSeconds)
  try {
    return runWithin(seconds, () => {
      const exported = run()
      const paths = [...sources.keys()]
      const plugin = checkPlugin(exported, { file, path, paths }, text)
      const { kind, name } = plugin.policy
      return { kind, name, file, path, paths, sha256: digestOf(sources), plugin }
    })
  } catch (error) {
    if (!isTimeout(error)) throw error
    throw new PluginError(
      `${file}: loading took longer than ${seconds} s; is there an endless loop?`,
    )
  }
}

function readPlugin(file: string, path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile()) {
    const near = nearestFile(file)
    const found = stats === undefined ? 'no such file' : 'a folder'
    const hint = near === undefined ? '' : `; did you mean "${near}"?`
    throw new PluginError(
      `${file}: expected a TypeScript or JavaScript file with a policy, found ${found}${hint}`,
    )
  }
  if (!EXTENSIONS.includes(extname(path))) {
    throw new PluginError(`${file}: expected a file name ending in ${EXTENSIONS.join(', ')}`)
  }
  return readFileSync(path, 'utf8')
}

/** Returns a function that executes the module and adds every file it loads to `sources`. */
function moduleLoader(
  file: string,
  path: string,
  text: string,
  sources: Map<string, string>,
): () => unknown {
  const options = { fsCache: false, moduleCache: false, interopDefault: false } as const
  const { transform } = createJiti(path, options)
  const jiti = createJiti(path, {
    ...options,
    virtualModules: { 'swarm-sim': EXPORTS },
    transform: (source) => {
      if (source.filename !== undefined) sources.set(source.filename, source.source)
      return { code: transform(source) }
    },
  })
  const withLocation = <T>(work: () => T) => {
    try {
      return work()
    } catch (thrown) {
      if (isTimeout(thrown)) throw thrown
      throw new PluginError(loadProblem(file, path, [...sources.keys()], thrown))
    }
  }
  const ext = extname(path)
  // Parsed once in advance, so that starting the parser does not count as the plug-in's time.
  withLocation(() => transform({ source: text, filename: path, ts: /^\.m?ts$/.test(ext) }))
  return () =>
    withLocation(() => jiti.evalModule(text, { filename: path, ext, forceTranspile: true }))
}

/** Says where and why a module failed to load. */
function loadProblem(
  file: string,
  path: string,
  paths: readonly string[],
  thrown: unknown,
): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const syntax = /^ParseError: (.*?)\s*\n\s*(.*):(\d+):(\d+)/s.exec(message)
  if (syntax !== null) {
    const [, what, where, line, column] = syntax
    // The parser counts columns from 0.
    return `${where === path ? file : where}:${line}:${Number(column) + 1}: ${what}`
  }
  const place = placeIn({ file, path, paths }, thrown) ?? file
  return `${place}: failed to load: ${messageOf(thrown)}`
}

/**
 * Returns the digest of one file as `sha256sum` prints it; for several files, the digest of their
 * digests. Those have a fixed length, so moving text from one file to another changes the result.
 */
function digestOf(sources: ReadonlyMap<string, string>): string {
  const each = [...sources.values()].map((text) => createHash('sha256').update(text).digest())
  const [only] = each
  if (each.length === 1) return only.toString('hex')
  return createHash('sha256').update(Buffer.concat(each)).digest('hex')
}
