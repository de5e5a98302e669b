import { median } from '../../src/lab/stats/statistics.js'
import type { Measured } from './measure.js'
import { GROWTH, LIBTORRENT_SECONDS, TARGET_EXPONENT, type Workload } from './workloads.js'

/** What a workload came to: the medians of its runs. */
export interface Figures extends Omit<Measured, 'peakKib'> {
  readonly name: string
  readonly runs: number
  readonly eventsPerBlock: number
  readonly blocksPerCpuSecond: number
  /** Peak resident memory of the whole process less that of an empty one. */
  readonly kibPerPeer: number
  readonly workload: Workload
  /** `blocksPerCpuSecond` over the reference's; null without a reference. */
  readonly ratio: number | null
}

/** Puts the runs of a workload together; `emptyKib` is resident in a process without a swarm. */
export function figuresOf(
  workload: Workload,
  runs: readonly Measured[],
  emptyKib: number,
): Figures {
  const [first] = runs
  if (runs.some(({ traceHash }) => traceHash !== first.traceHash)) {
    throw new Error(`${workload.name}: two runs of one seed have differed`)
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

/** The power of the number of peers with which CPU per block grows; null if it was not run. */
export function growthExponent(all: readonly Figures[]): number | null {
  const [small, large] = GROWTH.map((name) => all.find((figures) => figures.name === name))
  if (!small || !large) return null
  const cost = small.blocksPerCpuSecond / large.blocksPerCpuSecond
  return Math.log(cost) / Math.log(large.peers / small.peers)
}

/** A figure that something is aimed at. */
export interface Aim {
  readonly what: string
  readonly found: number
  readonly aim: number
  readonly met: boolean
}

/** Every figure that something is aimed at, as far as it was run. */
export function aims(all: readonly Figures[]): Aim[] {
  const found: Aim[] = []
  for (const { name, workload, ratio, kibPerPeer } of all) {
    const { reference, targetKibPerPeer: most } = workload
    if (reference?.targetRatio !== undefined && ratio !== null) {
      const what = `${name}: times ${reference.name}`
      found.push({
        what,
        found: ratio,
        aim: reference.targetRatio,
        met: ratio >= reference.targetRatio,
      })
    }
    if (most !== undefined) {
      found.push({
        what: `${name}: KiB a peer`,
        found: kibPerPeer,
        aim: most,
        met: kibPerPeer <= most,
      })
    }
  }
  const exponent = growthExponent(all)
  if (exponent !== null) {
    const what = 'growth: exponent of CPU per block'
    found.push({ what, found: exponent, aim: TARGET_EXPONENT, met: exponent <= TARGET_EXPONENT })
  }
  return found
}

/** How far workload L's simulated completions are from libtorrent's: name, ours, theirs. */
export function completions(all: readonly Figures[]): [string, number, number][] {
  const completion = all.find(({ name }) => name === 'L')?.completion
  if (!completion) return []
  return [
    ['median', completion.median, LIBTORRENT_SECONDS.median],
    ['last', completion.last, LIBTORRENT_SECONDS.last],
  ]
}
