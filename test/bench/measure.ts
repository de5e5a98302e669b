import { Experiment } from '../../src/lab/experiment.js'
import { loadScenario } from '../../src/lab/scenario-file.js'
import { finite, median } from '../../src/lab/statistics.js'
import { peakKib } from './resident.js'

/** What one run in a process of its own came to. */
export interface Measured {
  readonly peers: number
  readonly blocks: number
  readonly simulatedSeconds: number
  readonly events: number
  /** Of the whole process, from its start on. */
  readonly cpuSeconds: number
  readonly peakKib: number
  /** Links a peer at the end. */
  readonly links: number
  /** Completions of those that came incomplete, simulated seconds; null for none. */
  readonly completion: { readonly median: number; readonly last: number } | null
  readonly traceHash: string
}

function measure(file: string, set: readonly string[]): Measured {
  const experiment = new Experiment(loadScenario(file, { set }).settings)
  while (experiment.step(1 << 20)) {}
  const { peers, usefulBlocks, events, endSeconds, traceHash } = experiment.measurements()
  const { swarm } = experiment
  let links = 0
  for (let host = 0; host < peers.count; host++) links += swarm.peer(host)?.links.connected ?? 0
  const done = finite(peers.completionSeconds).filter((at) => at > 0)
  const { user, system } = process.cpuUsage()
  return {
    peers: peers.count,
    blocks: usefulBlocks,
    simulatedSeconds: endSeconds,
    events,
    cpuSeconds: (user + system) / 1e6,
    peakKib: peakKib(),
    links: links / peers.count,
    completion: done.length > 0 ? { median: median(done), last: Math.max(...done) } : null,
    traceHash,
  }
}

const [file, ...set] = process.argv.slice(2)
process.stdout.write(JSON.stringify(measure(file, set)))
