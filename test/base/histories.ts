import fc from 'fast-check'

/** Lists of up to `most` steps. By itself fast-check makes lists of a handful, whatever `most`. */
export function history<T>(step: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> {
  return fc.array(step, { maxLength: most, size: 'max' })
}

/** Hundredths from 0 to `most`. By itself fast-check makes doubles that are nearly all nearly 0. */
export function hundredths(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: most * 100 }).map((parts) => parts / 100)
}
