import { existsSync, readFileSync } from 'node:fs'

const STATUS = '/proc/self/status'

/**
 * The most memory that this process had resident, KiB. Where Linux tells it for the program that
 * runs now, that is taken: the maximum of `getrusage` begins with the parent's.
 */
export function peakKib(): number {
  const said = existsSync(STATUS) && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))
  return said ? Number(said[1]) : process.resourceUsage().maxRSS
}
