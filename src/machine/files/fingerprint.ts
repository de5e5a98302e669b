import { createHash } from 'node:crypto'

/** Hashes plain data into twelve hexadecimal digits; infinities are preserved. */
export function fingerprint(data: unknown): string {
  const withInfinity = (_: string, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? 'Infinity' : value
  return createHash('sha256').update(JSON.stringify(data, withInfinity)).digest('hex').slice(0, 12)
}
