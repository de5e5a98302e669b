import { arrived, durationSeconds, isLeecher } from '../../lab/summary/summary.js'
import type { ChapterRun } from './run.js'

/** A time without a block for one leecher. */
export interface Wait {
  readonly host: number
  readonly from: number
  readonly seconds: number
}

/** Returns the hosts of a group that arrived incomplete; of all groups without a name. */
export function leechersOf({ measurements }: ChapterRun, group?: string): number[] {
  const { peers, groupNames } = measurements
  const isIn = (i: number) => group === undefined || groupNames[peers.group[i]] === group
  return arrived(measurements).filter((i) => isLeecher(measurements, i) && isIn(i))
}

/** Mean seconds from arrival to completion; infinite if one of them never completes. */
export function meanSeconds(run: ChapterRun, group?: string): number {
  const times = leechersOf(run, group).map((i) => durationSeconds(run.measurements, i))
  if (times.some(Number.isNaN)) return Number.POSITIVE_INFINITY
  return times.reduce((a, b) => a + b, 0) / times.length
}

/** When the last leecher completes; infinite if one never does. */
export function lastSeconds(run: ChapterRun, group?: string): number {
  const times = leechersOf(run, group).map((i) => run.measurements.peers.completionSeconds[i])
  return times.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...times)
}

/** The longest time that each leecher went without a block, from its arrival to its end. */
export function longestWaits(run: ChapterRun): Wait[] {
  const { peers, endSeconds } = run.measurements
  const hosts = leechersOf(run)
  const last = new Map(hosts.map((host) => [host, peers.arrivalSeconds[host]]))
  const waits = new Map<number, Wait>()
  const note = (host: number, until: number) => {
    const from = last.get(host)
    if (from === undefined) return
    if (until - from > (waits.get(host)?.seconds ?? -1)) {
      waits.set(host, { host, from, seconds: until - from })
    }
    last.set(host, until)
  }
  const { values, stride } = run.notes.blocks
  for (let at = 0; at < values.length; at += stride) note(values[at + 2], values[at])
  for (const host of hosts) {
    const ends = [peers.completionSeconds[host], peers.departureSeconds[host], endSeconds]
    const end = Math.min(...ends.filter((seconds) => !Number.isNaN(seconds)))
    if (end > (last.get(host) as number)) note(host, end)
  }
  return [...waits.values()]
}

/** The longest time that any leecher went without a block. */
export function longestWait(run: ChapterRun): Wait {
  const none: Wait = { host: -1, from: 0, seconds: 0 }
  return longestWaits(run).reduce((a, b) => (b.seconds > a.seconds ? b : a), none)
}

/** Whether two values differ by at most this share of the second. */
export function isNear(a: number, b: number, share: number): boolean {
  return Math.abs(a - b) <= share * Math.abs(b)
}

/** Returns the name of the entry with the smallest value. */
export function leastOf(values: Readonly<Record<string, number>>): string {
  return Object.entries(values).reduce((a, b) => (b[1] < a[1] ? b : a))[0]
}

/** Returns the name of the option whose value is nearest to a measured one. */
export function nearestOf(value: number, options: Readonly<Record<string, number>>): string {
  const distances = Object.entries(options).map(([id, at]) => [id, Math.abs(at - value)])
  return leastOf(Object.fromEntries(distances))
}
