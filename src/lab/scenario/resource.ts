import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'

/** The figures of a torrent that matter to a swarm. */
export interface TorrentGeometry {
  readonly sizeBytes: number
  readonly pieceBytes: number
}

/** A file that a scenario names cannot be used. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError'
  /** A file that was likely meant, or undefined. */
  readonly suggestion: string | undefined

  /** `expected` is a noun phrase: what the file should have been. */
  constructor(expected: string, suggestion?: string) {
    super(expected)
    this.suggestion = suggestion
  }
}

/**
 * How a scenario reaches the files it names, relative to itself. Each throws a ResourceError. It
 * is given from outside so that scenarios can be read where there are no files, as in a page.
 */
export interface ScenarioResources {
  /** Reads a .torrent. */
  torrent(path: string): TorrentGeometry
  /** Reads the arrival times of a CSV file, seconds, ascending. */
  trace(path: string): readonly number[]
}

/** Where there are no files. */
export const NO_RESOURCES: ScenarioResources = {
  torrent: refuse,
  trace: refuse,
}

function refuse(): never {
  throw new ResourceError('the content itself, for no files can be read here')
}

/** Reads what a scenario names; a ResourceError is reported at the path, and undefined returned. */
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
