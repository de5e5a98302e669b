import fc from 'fast-check'

/**
 * Generates lists of up to `most` steps. By default fast-check makes lists of a few steps, whatever
 * `most` is.
 */
export function history<T>(step: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> {
  return fc.array(step, { maxLength: most, size: 'max' })
}

/**
 * Generates hundredths from 0 to `most`. By default fast-check makes doubles that are nearly all
 * close to 0.
 */
export function hundredths(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: most * 100 }).map((parts) => parts / 100)
}
