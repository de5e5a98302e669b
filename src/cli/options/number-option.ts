import { UsageError } from '../usage-error.js'

/**
 * Reads an option that is a plain number within bounds, whole unless said otherwise. Taken as text,
 * because yargs makes a zero of an empty one.
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
