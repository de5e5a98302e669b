import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { ScenarioError } from '../../lab/scenario/error.js'
import { ScenarioSource } from '../../lab/scenario/source.js'
import { nearest } from '../../lab/scenario/suggestion.js'
import { readSweep } from '../../lab/sweep/check.js'
import type { Sweep } from '../../lab/sweep/sweep.js'
import { PACKAGE_FOLDER } from '../files/package-folder.js'
import { fileError, loadScenario, locateScenario, nearestFile } from './scenario-file.js'

/** The package's own sweeps. */
const SHIPPED = join(PACKAGE_FOLDER, 'scenarios', 'sweeps')

/** A sweep of a hundred thousand values has less. */
const MOST_SWEEP_BYTES = 16 * 2 ** 20

/**
 * Loads a sweep file, or a shipped sweep by its bare name, and the scenario that it names. Throws a
 * ScenarioError that lists everything found wrong, a missing file included.
 */
export function loadSweep(file: string): Sweep {
  const found = locate(file)
  const { size } = statSync(found)
  if (size > MOST_SWEEP_BYTES) {
    throw fileError(found, 'a sweep of at most 16 MiB', `${size} bytes`, '')
  }
  const source = new ScenarioSource(readFileSync(found, 'utf8'), found)
  let scenario: string | undefined
  return readSweep(source, (named, set) => {
    scenario ??= scenarioBeside(found, named, source)
    return loadScenario(scenario, { set })
  })
}

/** The sweeps that come with the package, by name. */
export function shippedSweeps(): readonly { readonly name: string; readonly file: string }[] {
  return readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .map((name) => ({ name: basename(name, '.json'), file: nearPath(join(SHIPPED, name)) }))
}

/** A path from the working directory if that is shorter to read. */
function nearPath(path: string): string {
  const near = relative('', path)
  return near.startsWith('..') ? path : near
}

function locate(file: string): string {
  if (existsSync(file) && statSync(file).isFile()) return file
  const wanted = 'a sweep file, or the name of a shipped sweep'
  if (file === '') throw fileError('""', wanted, 'an empty name', '')
  const shipped = shippedSweeps()
  const meant = shipped.find(({ name }) => name === file)
  if (meant) return meant.file
  const names = shipped.map(({ name }) => name)
  const suggestion = nearestFile(file) ?? nearest(basename(file, '.json'), names) ?? ''
  const found = existsSync(file) ? 'a folder' : 'no such file'
  throw fileError(file, wanted, found, suggestion)
}

/** The scenario that a sweep names: beside it, or else shipped. */
function scenarioBeside(sweepFile: string, named: string, source: ScenarioSource): string {
  const beside = resolve(dirname(sweepFile), named)
  if (existsSync(beside) && statSync(beside).isFile()) return beside
  try {
    return locateScenario(named)
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    source.reportValue(['scenario'], error.expected, error.suggestion)
    source.throwIfAny()
    throw error
  }
}
