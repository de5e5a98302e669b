import { readFileSync } from 'node:fs'

/** Ticks of the processor a second, as Linux counts them for programs. */
const TICKS = 100

const KIB = 1024

/** What a process has used so far; bytes and seconds. */
export interface Usage {
  readonly userSeconds: number
  readonly systemSeconds: number
  /** The most that was resident at a time, file pages that it maps included (VmHWM). */
  readonly peakBytes: number
  /** Resident now and backed by no file (RssAnon). */
  readonly anonymousBytes: number
}

/** What a process that runs has used, by Linux' account. */
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
