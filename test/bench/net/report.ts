import { median } from '../../../src/lab/stats/statistics.js'
import type { SideFigures, Transfer } from './transfer.js'

/** A pair of programs and the results of its transfers. */
export interface PairFigures {
  readonly up: string
  readonly down: string
  readonly sizeBytes: number
  readonly runs: number
  /** Medians of the runs, each figure by itself. */
  readonly medians: Transfer
}

const MIB = 2 ** 20

/** Summarises the transfers of a pair. */
export function figuresOfPair(
  [up, down]: readonly [string, string],
  sizeBytes: number,
  transfers: readonly Transfer[],
): PairFigures {
  const middle = (of: (one: Transfer) => number) => median(transfers.map(of))
  const sideOf = (of: (one: Transfer) => SideFigures): SideFigures => ({
    cpuSeconds: middle((one) => of(one).cpuSeconds),
    userSeconds: middle((one) => of(one).userSeconds),
    systemSeconds: middle((one) => of(one).systemSeconds),
    peakBytes: middle((one) => of(one).peakBytes),
    anonymousBytes: middle((one) => of(one).anonymousBytes),
  })
  const medians = {
    seconds: middle((one) => one.seconds),
    checkCpuSeconds: middle((one) => one.checkCpuSeconds),
    peakRequests: transfers.every((one) => one.peakRequests !== null)
      ? middle((one) => one.peakRequests!)
      : null,
    up: sideOf((one) => one.up),
    down: sideOf((one) => one.down),
  }
  return { up, down, sizeBytes, runs: transfers.length, medians }
}

const HEAD = [
  'seeder -> downloader',
  'seconds',
  'MB/s',
  'CPU s up (check)',
  'CPU s down',
  'most requests waiting',
  'resident MiB up / down',
  'anonymous MiB up / down',
]

/** Formats the figures as a Markdown table, with their targets. */
export function report(all: readonly PairFigures[]): string {
  const rows = [HEAD, HEAD.map((_, i) => (i === 0 ? '---' : '---:')), ...all.map(cells)]
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
  return `${[table, '', ...aims(all)].join('\n')}\n`
}

function cells({ up, down, sizeBytes, medians }: PairFigures): string[] {
  const { seconds, checkCpuSeconds } = medians
  const both = (of: (side: SideFigures) => number) =>
    `${(of(medians.up) / MIB).toFixed(0)} / ${(of(medians.down) / MIB).toFixed(0)}`
  return [
    `${up} -> ${down}`,
    seconds.toFixed(2),
    (sizeBytes / 1e6 / seconds).toFixed(0),
    `${medians.up.cpuSeconds.toFixed(2)} (${checkCpuSeconds.toFixed(2)})`,
    medians.down.cpuSeconds.toFixed(2),
    `${medians.peakRequests ?? ''}`,
    both(({ peakBytes }) => peakBytes),
    both(({ anonymousBytes }) => anonymousBytes),
  ]
}

/** Compares our figures with those of the other programs that were run. */
function aims(all: readonly PairFigures[]): string[] {
  const own = (name: string) => all.find(({ up, down }) => up === name && down === name)?.medians
  const ours = own('ours')
  if (ours === undefined) return []
  const lines = ['up', 'down'].map((role) => {
    const side = ours[role as 'up' | 'down']
    const told = [`- ours ${role}: resident ${(side.peakBytes / MIB).toFixed(0)} MiB, aim 150`]
    for (const [name, aim] of Object.entries(AIMS)) {
      const other = own(name)?.[role as 'up' | 'down']
      if (other === undefined) continue
      const ratio = side.cpuSeconds / other.cpuSeconds
      told.push(`CPU ${ratio.toFixed(2)} x ${name}'s, aim ${aim}`)
    }
    return told.join('; ')
  })
  const rival = own('webtorrent')
  if (rival !== undefined) {
    const ratio = (rival.seconds / ours.seconds).toFixed(2)
    lines.push(`- ours: ${ratio} x the MB/s of webtorrent, aim 2`)
  }
  return lines
}

/** The targets for our CPU seconds, as a multiple of theirs. */
const AIMS: Readonly<Record<string, number>> = { libtorrent: 1.5, webtorrent: 0.5 }
