import { median } from '../../src/lab/stats/statistics.js'
import type { Measured } from './measure.js'
import { GROWTH, LIBTORRENT_SECONDS, TARGET_EXPONENT, type Workload } from './workloads.js'

/** The results of a workload: medians over its runs. */
export interface Figures extends Omit<Measured, 'peakKib'> {
  readonly name: string
  readonly runs: number
  readonly eventsPerBlock: number
  readonly blocksPerCpuSecond: number
  /** Peak resident memory of the process minus that of an empty one, per peer. */
  readonly kibPerPeer: number
  readonly workload: Workload
  /** `blocksPerCpuSecond` over the reference's; null without a reference. */
  readonly ratio: number | null
}

/** Summarises the runs of a workload; `emptyKib` is the memory of a process without a swarm. */
export function figuresOf(
  workload: Workload,
  runs: readonly Measured[],
  emptyKib: number,
): Figures {
  const [first] = runs
  if (runs.some(({ traceHash }) => traceHash !== first.traceHash)) {
    throw new Error(`${workload.name}: two runs with the same random seed differ`)
  }
  const cpuSeconds = median(runs.map((run) => run.cpuSeconds))
  const { peakKib: _, ...same } = first
  const blocksPerCpuSecond = first.blocks / cpuSeconds
  const { reference } = workload
  return {
    ...same,
    name: workload.name,
    runs: runs.length,
    cpuSeconds,
    eventsPerBlock: first.events / first.blocks,
    blocksPerCpuSecond,
    kibPerPeer: (median(runs.map(({ peakKib }) => peakKib)) - emptyKib) / first.peers,
    workload,
    ratio: reference ? blocksPerCpuSecond / reference.blocksPerCpuSecond : null,
  }
}

/** The exponent b in CPU per block ~ peers^b; null if the growth workloads were not run. */
export function growthExponent(all: readonly Figures[]): number | null {
  const [small, large] = GROWTH.map((name) => all.find((figures) => figures.name === name))
  if (!small || !large) return null
  const cost = small.blocksPerCpuSecond / large.blocksPerCpuSecond
  return Math.log(cost) / Math.log(large.peers / small.peers)
}

/** A figure with a target. */
export interface Target {
  readonly what: string
  readonly found: number
  readonly target: number
  readonly met: boolean
}

/** Every figure with a target among those that were run. */
export function targets(all: readonly Figures[]): Target[] {
  const found: Target[] = []
  for (const { name, workload, ratio, kibPerPeer } of all) {
    const { reference, targetKibPerPeer: most } = workload
    if (reference?.targetRatio !== undefined && ratio !== null) {
      const what = `${name}: times ${reference.name}`
      found.push({
        what,
        found: ratio,
        target: reference.targetRatio,
        met: ratio >= reference.targetRatio,
      })
    }
    if (most !== undefined) {
      found.push({
        what: `${name}: KiB a peer`,
        found: kibPerPeer,
        target: most,
        met: kibPerPeer <= most,
      })
    }
  }
  const exponent = growthExponent(all)
  if (exponent !== null) {
    const what = 'growth: exponent of CPU per block'
    found.push({ what, found: exponent, target: TARGET_EXPONENT, met: exponent <= TARGET_EXPONENT })
  }
  return found
}

/** Workload L's simulated completions compared with libtorrent's: name, ours, theirs. */
export function completions(all: readonly Figures[]): [string, number, number][] {
  const completion = all.find(({ name }) => name === 'L')?.completion
  if (!completion) return []
  return [
    ['median', completion.median, LIBTORRENT_SECONDS.median],
    ['last', completion.last, LIBTORRENT_SECONDS.last],
  ]
}
