import { distance } from 'fastest-levenshtein'

/**
 * The candidate that was most likely meant by a misspelt word, or undefined if none is near:
 * more than half of the longer word would have to be rewritten (Levenshtein). Case is ignored.
 * Fewest edits win, then the longest common beginning, then the most alike in length.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map((candidate) => {
      const edits = distance(word.toLowerCase(), candidate.toLowerCase())
      const begins = commonBeginning(word.toLowerCase(), candidate.toLowerCase())
      return { candidate, edits, begins, lengths: Math.abs(word.length - candidate.length) }
    })
    .filter(({ candidate, edits }) => edits <= Math.max(word.length, candidate.length) / 2)
  near.sort((a, b) => a.edits - b.edits || b.begins - a.begins || a.lengths - b.lengths)
  return near[0]?.candidate
}

/** How many letters two words begin with alike. */
function commonBeginning(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}
