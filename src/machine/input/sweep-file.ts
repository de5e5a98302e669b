import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { ScenarioError } from '../../lab/scenario/error.js'
import { ScenarioSource } from '../../lab/scenario/source.js'
import { nearest } from '../../lab/scenario/suggestion.js'
import { readSweep } from '../../lab/sweep/check.js'
import type { Sweep } from '../../lab/sweep/sweep.js'
import { PACKAGE_FOLDER } from '../files/package-folder.js'
import { expandToOne } from './file-pattern.js'
import {
  hasKeys,
  loadScenario,
  locateScenario,
  namesIn,
  nearestFile,
  nearPath,
} from './scenario-file.js'
import { fileError, readText, type TextKind } from './text-file.js'

/** The folder of the shipped sweeps. */
const SHIPPED = join(PACKAGE_FOLDER, 'scenarios', 'sweeps')

/** Larger sweeps are refused: one of a hundred thousand values has less. */
const SWEEP: TextKind = { what: 'a sweep', mostBytes: 16 * 2 ** 20 }

/** A sweep that comes with the package. */
export interface ShippedSweep {
  readonly file: string
  readonly name: string
  readonly about: string
}

/**
 * Loads a sweep file, or a shipped sweep by its bare name, and the scenario that it names. Throws a
 * ScenarioError that lists everything found wrong, a missing file included.
 */
export function loadSweep(file: string): Sweep {
  const found = locate(file)
  const source = new ScenarioSource(readText(found, SWEEP), found)
  let scenario: string | undefined
  return readSweep(source, (named, set) => {
    scenario ??= scenarioBeside(found, named, source)
    return loadScenario(scenario, { set })
  })
}

/** Returns the sweeps that come with the package, by name. */
export function shippedSweeps(): readonly ShippedSweep[] {
  return namesIn(SHIPPED).map((name) => {
    const file = shippedFile(name)
    const source = new ScenarioSource(readText(file, SWEEP), file)
    return { name, file, about: String(source.valueAt(['about']) ?? '') }
  })
}

function shippedFile(name: string): string {
  return nearPath(join(SHIPPED, `${name}.json`))
}

function locate(named: string): string {
  const file = expandToOne(named)
  if (existsSync(file) && statSync(file).isFile()) return file
  const wanted = 'a sweep file, or the name of a shipped sweep'
  if (file === '') throw fileError('""', wanted, 'an empty name', '')
  const names = namesIn(SHIPPED)
  if (names.includes(file)) return shippedFile(file)
  const near = nearestFile(file, hasKeys('scenario'))
  const suggestion = near ?? nearest(basename(file, '.json'), names) ?? ''
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
