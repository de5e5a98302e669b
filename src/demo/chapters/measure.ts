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

/** Share of the leechers of a group, or of all, that complete. */
export function completedShare(run: ChapterRun, group?: string): number {
  const hosts = leechersOf(run, group)
  const done = hosts.filter((i) => !Number.isNaN(run.measurements.peers.completionSeconds[i]))
  return done.length / hosts.length
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

/** Mean seconds from arrival to the first whole piece; infinite if one of them gets none. */
export function firstPieceSeconds(run: ChapterRun, group?: string): number {
  const { peers } = run.measurements
  const hosts = leechersOf(run, group)
  const times = hosts.map((i) => peers.firstPieceSeconds[i] - peers.arrivalSeconds[i])
  if (times.some(Number.isNaN)) return Number.POSITIVE_INFINITY
  return times.reduce((a, b) => a + b, 0) / times.length
}

/** Payload bytes that a peer of a group sends on average, or of all groups. */
export function meanUploadedBytes(run: ChapterRun, group?: string): number {
  const hosts = leechersOf(run, group)
  const sent = hosts.reduce((sum, i) => sum + run.measurements.peers.uploadedBytes[i], 0)
  return sent / hosts.length
}

/** Mean share of the file that the leechers hold at an instant. */
export function gainedShareAt(run: ChapterRun, seconds: number): number {
  const { values, stride } = run.notes.gains
  let gained = 0
  while (gained * stride < values.length && values[gained * stride] <= seconds) gained++
  return gained / (piecesOf(run) * leechersOf(run).length)
}

/** Returns the leechers that never complete, without those that left or whose plug was pulled. */
export function starvingHosts(run: ChapterRun): number[] {
  const { departureSeconds, completionSeconds } = run.measurements.peers
  const isThere = (host: number) => Number.isNaN(departureSeconds[host])
  return leechersOf(run).filter((host) => isThere(host) && Number.isNaN(completionSeconds[host]))
}

/** The number of pieces of the file. */
export function piecesOf({ settings }: ChapterRun): number {
  return Math.ceil(settings.sizeBytes / settings.pieceBytes)
}

/** How many leechers hold each piece at an instant, not counting departures. */
export function copiesAt(run: ChapterRun, seconds: number): number[] {
  const copies = new Array<number>(piecesOf(run)).fill(0)
  const { values, stride } = run.notes.gains
  for (let at = 0; at < values.length && values[at] <= seconds; at += stride) {
    copies[values[at + 2]]++
  }
  return copies
}

/**
 * Share of the unchoked time of a group's peers that is mutual: both unchoke each other. Only
 * leechers count, since a seed trades with nobody.
 */
export function tradedShare(run: ChapterRun): number {
  const { peers, endSeconds } = run.measurements
  const since = new Map<string, number>()
  const end = (host: number) => {
    const times = [peers.completionSeconds[host], peers.departureSeconds[host], endSeconds]
    return Math.min(...times.filter((at) => !Number.isNaN(at)))
  }
  let [open, mutual] = [0, 0]
  const close = (from: number, to: number, now: number) => {
    const [one, other] = [`${from} ${to}`, `${to} ${from}`]
    const until = Math.min(now, end(from), end(to))
    const begin = since.get(one)
    if (begin === undefined) return
    since.delete(one)
    open += Math.max(0, until - begin)
    const theirs = since.get(other)
    // Counted twice, once for each direction, when the first of the two ends.
    if (theirs !== undefined) mutual += 2 * Math.max(0, until - Math.max(begin, theirs))
  }
  const { values, stride } = run.notes.chokes
  for (let at = 0; at < values.length; at += stride) {
    const [now, from, to, isUnchoke] = values.slice(at, at + stride)
    if (isUnchoke === 1) since.set(`${from} ${to}`, now)
    else close(from, to, now)
  }
  for (const key of [...since.keys()]) {
    const [from, to] = key.split(' ').map(Number)
    close(from, to, endSeconds)
  }
  return mutual / open
}

/** Of the payload that peers of a group send, the share that goes to their own group. */
export function ownGroupShare({ measurements }: ChapterRun, group: string): number {
  const { bytesByPair, groupNames } = measurements
  const g = groupNames.indexOf(group)
  const row = bytesByPair.subarray(g * groupNames.length, (g + 1) * groupNames.length)
  return row[g] / row.reduce((a, b) => a + b, 0)
}
