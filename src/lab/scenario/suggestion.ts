import { distance } from 'fastest-levenshtein'

/**
 * Returns the candidate nearest to a misspelt word by Levenshtein distance, case ignored. It is
 * undefined if more than half of the longer word would change. Ties go to the longest common
 * prefix, then to the most similar length.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map((candidate) => {
      const edits = distance(word.toLowerCase(), candidate.toLowerCase())
      const prefix = commonPrefix(word.toLowerCase(), candidate.toLowerCase())
      return { candidate, edits, prefix, lengths: Math.abs(word.length - candidate.length) }
    })
    .filter(({ candidate, edits }) => edits <= Math.max(word.length, candidate.length) / 2)
  near.sort((a, b) => a.edits - b.edits || b.prefix - a.prefix || a.lengths - b.lengths)
  return near[0]?.candidate
}

/** The length of the common prefix of two words. */
function commonPrefix(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

/**
 * Throws a TypeError if an options object has a key that its function does not know: a mistyped
 * option would do nothing, in silence.
 */
export function refuseUnknownOptions(
  called: string,
  options: object,
  known: Readonly<Record<string, true>>,
): void {
  const names = Object.keys(known)
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key))
  if (unknown === undefined) return
  const near = nearest(unknown, names)
  const hint = near === undefined ? `there is ${names.join(', ')}` : `did you mean "${near}"?`
  throw new TypeError(`${called}: unknown option "${unknown}"; ${hint}`)
}
