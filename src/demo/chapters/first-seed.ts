import type { ChapterId } from './chapter.js'

/** Chapters whose claims for most runs do not all hold with random seed 1. */
const FIRST_SEEDS: Readonly<Partial<Record<ChapterId, string>>> = { 'which-piece': '2' }

/** Returns the random seed with which the page opens a chapter: all its claims hold there. */
export function firstSeed(id: ChapterId): string {
  return FIRST_SEEDS[id] ?? '1'
}
