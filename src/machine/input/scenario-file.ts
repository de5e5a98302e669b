import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { MAX_BENCODE_BYTES } from '../../base/bencode.js'
import { ResourceError, type ScenarioResources } from '../../lab/scenario/resource.js'
import {
  type LoadedScenario,
  parseScenario,
  type ScenarioOptions,
} from '../../lab/scenario/scenario.js'
import { ScenarioSource } from '../../lab/scenario/source.js'
import { nearest, refuseUnknownOptions } from '../../lab/scenario/suggestion.js'
import { PACKAGE_FOLDER } from '../files/package-folder.js'
import { MAX_TRACE_BYTES, readTrace } from './arrival-trace.js'
import { expandToOne } from './file-pattern.js'
import { fileError, inputName, readText, STANDARD_INPUT, type TextKind } from './text-file.js'
import { readTorrent } from './torrent-geometry.js'

export type { LoadedScenario } from '../../lab/scenario/scenario.js'

/** The folder of the shipped scenarios; those of models and chapters lie in folders of it. */
const SHIPPED = join(PACKAGE_FOLDER, 'scenarios')
const SHIPPED_MODELS = join(SHIPPED, 'models')
const SHIPPED_CHAPTERS = join(SHIPPED, 'chapters')

/** Larger scenarios are refused: a million arrivals written out have less. */
const SCENARIO: TextKind = { what: 'a scenario', mostBytes: 64 * 2 ** 20 }

/** A scenario that comes with the package. */
export interface ShippedScenario {
  readonly file: string
  readonly name: string
  readonly title: string
  readonly about: string
}

/** The options of `loadScenario`. */
export type LoadOptions = Omit<ScenarioOptions, 'resources'>

/**
 * Loads a scenario file, or a shipped scenario by its bare name such as `flashcrowd`; `-` reads
 * standard input. Throws a ScenarioError that lists everything found wrong, also a missing file.
 */
export function loadScenario(file: string, options: LoadOptions = {}): LoadedScenario {
  refuseUnknownOptions('loadScenario', options, LOAD_OPTIONS)
  const found = locateScenario(file)
  const resources = resourcesBeside(dirname(found))
  return parseScenario(readText(found, SCENARIO), inputName(found), { ...options, resources })
}

/** Returns the text of a scenario that `loadScenario` finds by this name; not standard input. */
export function scenarioText(file: string): string {
  return readText(locateScenario(file), SCENARIO)
}

const LOAD_OPTIONS = {
  set: true,
  seed: true,
  until: true,
} as const satisfies Record<keyof LoadOptions, true>

/** Returns the scenarios that come with the package, those of models aside, by name. */
export function shippedScenarios(): readonly ShippedScenario[] {
  return shippedIn(SHIPPED)
}

/** Returns the scenarios that come with the package, one for each way to move a file, by name. */
export function shippedModels(): readonly ShippedScenario[] {
  return shippedIn(SHIPPED_MODELS)
}

/** Returns the scenarios of the chapters of `sim demo`, by name. */
export function shippedChapters(): readonly ShippedScenario[] {
  return shippedIn(SHIPPED_CHAPTERS)
}

function shippedIn(folder: string): readonly ShippedScenario[] {
  return namesIn(folder).map((name) => {
    const file = nearPath(join(folder, `${name}.json`))
    const source = new ScenarioSource(readText(file, SCENARIO), file)
    const textAt = (key: string) => String(source.valueAt([key]) ?? '')
    return { file, name, title: textAt('title') || name, about: textAt('about') }
  })
}

/** Returns the names of the JSON files of a folder, schemas aside, without their ending. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
}

/** Returns a path from the working directory if that is shorter to read. */
export function nearPath(path: string): string {
  const near = relative('', path)
  return near.startsWith('..') ? path : near
}

/**
 * Returns the path that was meant: a file, the file that a pattern matches, or a shipped scenario's
 * by its name. Throws a ScenarioError that suggests another if there is none.
 */
export function locateScenario(named: string): string {
  if (named === STANDARD_INPUT) return named
  const file = expandToOne(named)
  if (existsSync(file) && statSync(file).isFile()) return file
  const wanted = 'a scenario file, or a name from "sim list scenarios"'
  if (file === '') throw fileError('""', wanted, 'an empty name', '')
  const folders = [SHIPPED, SHIPPED_MODELS, SHIPPED_CHAPTERS]
  const folder = folders.find((each) => namesIn(each).includes(file))
  if (folder !== undefined) return nearPath(join(folder, `${file}.json`))
  const found = existsSync(file) ? 'a folder' : 'no such file'
  const suggestion =
    nearestFile(file, hasKeys('torrent', 'groups')) ??
    nearest(basename(file, '.json'), folders.flatMap(namesIn))
  throw fileError(file, wanted, found, suggestion ?? '')
}

/** Returns a test of whether a file can be read and has these keys. */
export function hasKeys(...keys: readonly string[]): (file: string) => boolean {
  return (file) => {
    try {
      if (!statSync(file).isFile() || statSync(file).size > SCENARIO.mostBytes) return false
      const text = readFileSync(file, 'utf8')
      return keys.every((key) => text.includes(`"${key}"`))
    } catch {
      return false
    }
  }
}

/** A file of that folder that is spelt alike, of those that `fits` accepts; none is hidden. */
export function nearestFile(
  file: string,
  fits: (file: string) => boolean = () => true,
): string | undefined {
  const folder = dirname(file)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return undefined
  const extension = /\.[^./]+$/.exec(basename(file))?.[0] ?? '.json'
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(extension))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && nearest(basename(file), [name]) !== undefined)
    .filter((name) => fits(join(folder, name)))
  const name = nearest(basename(file), names)
  return name === undefined ? undefined : folder === '.' ? name : join(folder, name)
}

/** Reads what a scenario names, relative to the folder that it lies in. */
function resourcesBeside(folder: string): ScenarioResources {
  return {
    torrent: (path) => readTorrent(readBytes(folder, path, MAX_BENCODE_BYTES)),
    trace: (path) => readTrace(readBytes(folder, path, MAX_TRACE_BYTES)),
  }
}

function readBytes(folder: string, path: string, mostBytes: number): Uint8Array {
  const full = resolve(folder, path)
  if (!existsSync(full) || !statSync(full).isFile()) {
    const near = nearestFile(full)
    throw new ResourceError('a file in the folder of the scenario', near && relative(folder, near))
  }
  const { size } = statSync(full)
  if (size > mostBytes) throw new ResourceError(`a file of at most ${mostBytes} bytes`)
  return readFileSync(full)
}
