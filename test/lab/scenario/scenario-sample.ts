import { ScenarioError } from '../../../src/lab/scenario/error.js'

/** A valid document for tests to change: `more` overrides it, `leechers` extends that group. */
export function sampleDocument(more: object = {}, leechers: object = {}): object {
  return {
    version: 1,
    name: 'sample',
    torrent: { size: '10 MiB', pieceLength: '256 KiB' },
    groups: { seed: { holds: 'all' }, leechers: { count: 10, ...leechers } },
    ...more,
  }
}

/** Returns the ScenarioError that `run` throws. */
export function refused(run: () => unknown): ScenarioError {
  try {
    run()
  } catch (error) {
    if (error instanceof ScenarioError) return error
    throw error
  }
  throw new Error('no ScenarioError was thrown')
}
