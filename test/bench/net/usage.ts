import { readFileSync } from 'node:fs'

/** Linux's clock ticks per second in /proc. */
const TICKS = 100

const KIB = 1024

/** What a process has used so far; bytes and seconds. */
export interface Usage {
  readonly userSeconds: number
  readonly systemSeconds: number
  /** Peak resident memory, including mapped file pages (VmHWM). */
  readonly peakBytes: number
  /** Resident memory now that is backed by no file (RssAnon). */
  readonly anonymousBytes: number
}

/** Returns what a running process has used, by Linux's accounting. */
export function usageOf(pid: number): Usage {
  // The name of the program, in brackets, may hold anything.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1])
  return {
    userSeconds: Number(stat[11]) / TICKS,
    systemSeconds: Number(stat[12]) / TICKS,
    peakBytes: kib('VmHWM') * KIB,
    anonymousBytes: kib('RssAnon') * KIB,
  }
}
