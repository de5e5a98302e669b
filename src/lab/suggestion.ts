import { distance } from 'fastest-levenshtein'

/**
 * The candidate that was most likely meant by a misspelt word, or undefined if none is near:
 * more than half of the longer word would have to be rewritten (Levenshtein). Case is ignored.
 * Fewest edits win, then the most alike in length, then the first.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map((candidate) => {
      const edits = distance(word.toLowerCase(), candidate.toLowerCase())
      return { candidate, edits, lengths: Math.abs(word.length - candidate.length) }
    })
    .filter(({ candidate, edits }) => edits <= Math.max(word.length, candidate.length) / 2)
  return near.sort((a, b) => a.edits - b.edits || a.lengths - b.lengths)[0]?.candidate
}
