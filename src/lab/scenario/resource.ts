import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'

/** The size and piece length of a torrent. */
export interface TorrentGeometry {
  readonly sizeBytes: number
  readonly pieceBytes: number
}

/** A file that a scenario refers to is missing or invalid. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError'
  /** The likely intended file, or undefined. */
  readonly suggestion: string | undefined

  /** `expected` is a noun phrase: what the file should be. */
  constructor(expected: string, suggestion?: string) {
    super(expected)
    this.suggestion = suggestion
  }
}

/**
 * Reads the files that a scenario refers to, relative to itself. Each method throws a
 * ResourceError. The caller supplies it, so that scenarios can be read where there are no files,
 * as in a web page.
 */
export interface ScenarioResources {
  /** Reads a .torrent. */
  torrent(path: string): TorrentGeometry
  /** Reads the arrival times of a CSV file, seconds, ascending. */
  trace(path: string): readonly number[]
}

/** For an environment without files. */
export const NO_RESOURCES: ScenarioResources = {
  torrent: refuse,
  trace: refuse,
}

function refuse(): never {
  throw new ResourceError('the values themselves, as no files can be read here')
}

/** Reads a file; reports a ResourceError at the path and returns undefined. */
export function readResource<T>(
  source: ScenarioSource,
  path: ScenarioPath,
  read: () => T,
): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ResourceError)) throw error
    source.reportValue(path, error.message, error.suggestion)
    return undefined
  }
}
