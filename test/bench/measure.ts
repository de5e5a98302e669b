import { peakKib } from './resident.js'

/** The measurements of one run in its own process. */
export interface Measured {
  readonly peers: number
  readonly blocks: number
  readonly simulatedSeconds: number
  readonly events: number
  /** CPU time of the whole process since its start. */
  readonly cpuSeconds: number
  readonly peakKib: number
  /** Mean links per peer at the end. */
  readonly links: number
  /** Completion times of peers that arrived incomplete, simulated seconds; null if none. */
  readonly completion: { readonly median: number; readonly last: number } | null
  readonly traceHash: string
}

async function measured(file: string, set: readonly string[]): Promise<Measured> {
  const { Experiment } = await import('../../src/lab/run/experiment.js')
  const { loadScenario } = await import('../../src/machine/input/scenario-file.js')
  const { median } = await import('../../src/lab/stats/statistics.js')
  const experiment = new Experiment(loadScenario(file, { set }).settings)
  while (experiment.step(1 << 20)) {}
  const { peers, usefulBlocks, events, endSeconds, traceHash } = experiment.measurements()
  const { swarm } = experiment
  const done: number[] = []
  let links = 0
  for (let host = 0; host < peers.count; host++) {
    links += swarm.peer(host)?.links.connected ?? 0
    const cameIncomplete = peers.startShare[host] < 1
    if (cameIncomplete && peers.completionSeconds[host] >= 0)
      done.push(peers.completionSeconds[host])
  }
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
// Without a scenario it measures a process without a swarm, whose memory belongs to no peer.
const result = file === undefined ? { peakKib: peakKib() } : await measured(file, set)
process.stdout.write(JSON.stringify(result))
