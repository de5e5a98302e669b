import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { ScenarioError } from '../../lab/scenario/error.js'
import { ResourceError, type ScenarioResources } from '../../lab/scenario/resource.js'
import {
  type LoadedScenario,
  parseScenario,
  type ScenarioOptions,
} from '../../lab/scenario/scenario.js'
import { ScenarioSource } from '../../lab/scenario/source.js'
import { nearest } from '../../lab/scenario/suggestion.js'
import { MOST_BENCODE_BYTES } from '../../net/torrent/bencode.js'
import { PACKAGE_FOLDER } from '../files/package-folder.js'
import { MOST_TRACE_BYTES, readTrace } from './arrival-trace.js'
import { readTorrent } from './torrent-geometry.js'

export type { LoadedScenario } from '../../lab/scenario/scenario.js'

/** The package's own scenarios. */
const SHIPPED = join(PACKAGE_FOLDER, 'scenarios')

/** Larger scenarios are refused: a million arrivals written out have less. */
const MOST_SCENARIO_BYTES = 64 * 2 ** 20

/** A scenario that comes with the package. */
export interface ShippedScenario {
  readonly file: string
  readonly name: string
  readonly title: string
  readonly about: string
}

/**
 * Loads a scenario file, or a shipped scenario by its bare name such as `flashcrowd`. Throws a
 * ScenarioError that lists everything found wrong, a missing file included.
 */
export function loadScenario(
  file: string,
  options: Omit<ScenarioOptions, 'resources'> = {},
): LoadedScenario {
  const found = locateScenario(file)
  const resources = resourcesBeside(dirname(found))
  return parseScenario(readText(found), found, { ...options, resources })
}

/** The scenarios that come with the package, by name. */
export function shippedScenarios(): readonly ShippedScenario[] {
  return shippedNames().map((name) => {
    const file = shippedFile(name)
    const source = new ScenarioSource(readText(file), file)
    const say = (key: string) => String(source.valueAt([key]) ?? '')
    return { file, name, title: say('title') || name, about: say('about') }
  })
}

function shippedNames(): string[] {
  return readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
}

/** A shipped scenario's path, from the working directory if that is shorter to read. */
function shippedFile(name: string): string {
  const path = join(SHIPPED, `${name}.json`)
  const near = relative('', path)
  return near.startsWith('..') ? path : near
}

/**
 * The path that was meant: a file, or a shipped scenario's name. Throws a ScenarioError that
 * suggests another if there is none.
 */
export function locateScenario(file: string): string {
  if (existsSync(file) && statSync(file).isFile()) return file
  const wanted = 'a scenario file, or the name of a shipped scenario'
  if (file === '') throw fileError('""', wanted, 'an empty name', '')
  const names = shippedNames()
  if (names.includes(file)) return shippedFile(file)
  const found = existsSync(file) ? 'a folder' : 'no such file'
  const suggestion = nearestFile(file) ?? nearest(basename(file, '.json'), names) ?? ''
  throw fileError(file, wanted, found, suggestion)
}

/** A file of that folder that is spelt alike. */
export function nearestFile(file: string): string | undefined {
  const folder = dirname(file)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return undefined
  const extension = /\.[^./]+$/.exec(basename(file))?.[0] ?? '.json'
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(extension))
    .map(({ name }) => name)
  const name = nearest(basename(file), names)
  return name === undefined ? undefined : folder === '.' ? name : join(folder, name)
}

function readText(file: string): string {
  const { size } = statSync(file)
  if (size <= MOST_SCENARIO_BYTES) return readFileSync(file, 'utf8')
  throw fileError(file, 'a scenario of at most 64 MiB', `${size} bytes`, '')
}

/** An issue with a whole file, which has no place in it. */
export function fileError(file: string, expected: string, found: string, suggestion: string) {
  return new ScenarioError([{ file, path: '', expected, found, suggestion, line: 0, column: 0 }])
}

/** Reads what a scenario names, relative to the folder that it lies in. */
function resourcesBeside(folder: string): ScenarioResources {
  return {
    torrent: (path) => readTorrent(readBytes(folder, path, MOST_BENCODE_BYTES)),
    trace: (path) => readTrace(readBytes(folder, path, MOST_TRACE_BYTES)),
  }
}

function readBytes(folder: string, path: string, mostBytes: number): Uint8Array {
  const full = resolve(folder, path)
  if (!existsSync(full) || !statSync(full).isFile()) {
    const near = nearestFile(full)
    throw new ResourceError('a file beside the scenario', near && relative(folder, near))
  }
  const { size } = statSync(full)
  if (size > mostBytes) throw new ResourceError(`a file of at most ${mostBytes} bytes`)
  return readFileSync(full)
}
