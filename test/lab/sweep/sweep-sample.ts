import { parseScenario } from '../../../src/lab/scenario/scenario.js'
import { ScenarioSource } from '../../../src/lab/scenario/source.js'
import type { Summary } from '../../../src/lab/summary/summary.js'
import { readSweep } from '../../../src/lab/sweep/check.js'
import { runId, type Sweep, type SweepEntry } from '../../../src/lab/sweep/sweep.js'

/** A swarm that completes quickly. */
export const SWARM = {
  version: 1,
  name: 'small',
  torrent: { size: '1 MiB', pieceLength: '64 KiB' },
  groups: {
    origin: { count: 1, holds: 'all', access: 'origin' },
    crowd: { count: 5, access: 'adsl' },
  },
}

/** A sweep file over that swarm. */
export const SWEEP = {
  version: 1,
  name: 'tiny',
  scenario: 'small.json',
  grid: {
    'groups.crowd.count': [3, 4],
    'groups.crowd.picker': ['rarest-first', 'random'],
  },
  replications: 3,
  metrics: ['meanSeconds', 'classes.crowd.utilisation'],
}

/** Reads a sweep over the small swarm. */
export function sweepOf(document: object): Sweep {
  const source = new ScenarioSource(JSON.stringify(document), 'sweep.json')
  return readSweep(source, (_, set) => parseScenario(JSON.stringify(SWARM), 'small.json', { set }))
}

/** A finished run with this mean time and no other metrics. */
export function entryOf(point: number, replication: number, meanSeconds: number): SweepEntry {
  const summary = { meanSeconds, classes: {} } as Summary
  return { id: runId({ point, replication }), summary, cpuSeconds: 1 + point }
}
