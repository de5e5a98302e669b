import { UsageError } from '../usage-error.js'

/**
 * Reads a plain number within bounds, a whole one by default. The option has the type string,
 * since yargs reads an empty number as zero.
 */
export function readNumber(
  name: string,
  text: string,
  { least, most, whole = true }: { least: number; most: number; whole?: boolean },
): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value
  const kind = whole ? 'a whole number' : 'a number'
  throw new UsageError(`--${name}: expected ${kind} from ${least} to ${most}, found "${text}"`)
}
