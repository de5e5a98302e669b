import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Manifest } from '../../machine/output/manifest.js'
import { UsageError } from '../usage-error.js'

/** A manifest as read from a run's folder, of this or an older version. */
export interface KeptManifest extends Omit<Manifest, 'traceCheckpoints'> {
  readonly scenario: object
  readonly traceCheckpoints?: {
    readonly wordsPerCheckpoint: number
    readonly checkpoints: string | readonly string[]
  }
}

/** Reads a manifest; `named` is the file or its folder. */
export function readManifest(named: string): {
  readonly manifest: KeptManifest
  readonly file: string
  readonly folder: string
} {
  const isFolder = existsSync(named) && statSync(named).isDirectory()
  const file = isFolder ? join(named, 'manifest.json') : named
  const manifest = parse(file)
  if (!isManifest(manifest)) {
    throw new UsageError(`${file}: expected the manifest of a run, found other JSON`)
  }
  if (manifest.version !== 1) {
    throw new UsageError(`${file}: expected manifest version 1, found ${manifest.version}`)
  }
  return { manifest, file, folder: isFolder ? named : dirname(named) }
}

function parse(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (existsSync(file)) throw error
    throw new UsageError(
      `${file}: expected the manifest of a run, found no such file; ` +
        'results of "sim run" are in results/SCENARIO/seed-SEED',
    )
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file}: expected JSON, found an error: ${(error as Error).message}`)
  }
}

function isManifest(value: unknown): value is KeptManifest {
  if (typeof value !== 'object' || value === null) return false
  const {
    scenario,
    traceHash,
    events,
    traceCheckpoints,
    plugins = [],
  } = value as Partial<KeptManifest>
  const checked =
    traceCheckpoints === undefined ||
    ((typeof traceCheckpoints?.checkpoints === 'string' ||
      Array.isArray(traceCheckpoints?.checkpoints)) &&
      traceCheckpoints.wordsPerCheckpoint > 0)
  return (
    typeof scenario === 'object' &&
    scenario !== null &&
    typeof traceHash === 'string' &&
    typeof events === 'number' &&
    Array.isArray(plugins) &&
    plugins.every((one) => typeof one?.file === 'string' && typeof one.sha256 === 'string') &&
    checked
  )
}
