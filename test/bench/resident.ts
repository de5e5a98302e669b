import { existsSync, readFileSync } from 'node:fs'

const STATUS = '/proc/self/status'

/**
 * Returns this process's peak resident memory, KiB. On Linux it comes from `/proc`, because the
 * maximum in `getrusage` starts from the parent's memory.
 */
export function peakKib(): number {
  const status = existsSync(STATUS) && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))
  return status ? Number(status[1]) : process.resourceUsage().maxRSS
}
