import { ScenarioError } from '../../../src/lab/scenario/error.js'

/** A document that is right, for tests to spoil; `more` lies over it. */
export function sampleDocument(more: object = {}, leechers: object = {}): object {
  return {
    version: 1,
    name: 'sample',
    torrent: { size: '10 MiB', pieceLength: '256 KiB' },
    groups: { seed: { holds: 'all' }, leechers: { count: 10, ...leechers } },
    ...more,
  }
}

/** The ScenarioError that something throws. */
export function refused(run: () => unknown): ScenarioError {
  try {
    run()
  } catch (error) {
    if (error instanceof ScenarioError) return error
    throw error
  }
  throw new Error('it was not refused')
}
