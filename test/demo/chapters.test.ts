import { beforeAll, describe, expect, it } from 'vitest'
import { AGREEMENT, CHAPTER_IDS, type Chapter } from '../../src/demo/chapters/chapter.js'
import { CHAPTERS } from '../../src/demo/chapters/chapters.js'
import { runChapter } from '../../src/demo/chapters/expand.js'
import { instantOf } from '../../src/demo/chapters/instant.js'
import { longestWait } from '../../src/demo/chapters/measure.js'
import type { Runs } from '../../src/demo/chapters/run.js'
import { explainRound } from '../../src/replay/explain-round.js'

const SEEDS = Array.from({ length: 20 }, (_, i) => String(i + 1))

describe('the chapters', () => {
  it('come in the order of the page', () => {
    const order = CHAPTER_IDS.filter((id) => CHAPTERS.some((chapter) => chapter.id === id))
    expect(CHAPTERS.map(({ id }) => id)).toEqual(order)
  })
})

describe.each(CHAPTERS.map((chapter) => [chapter.id, chapter] as const))('%s', (id, chapter) => {
  let runs: readonly Runs[] = []
  // Not while tests are collected: a test that is chosen by name runs its own chapter only.
  beforeAll(() => {
    runs = SEEDS.map((seed) => runChapter(chapter, seed))
  })

  it.each(chapter.claims.map((claim) => [claim.id, claim] as const))(
    'keeps its claim %s in enough runs',
    (_, claim) => {
      const against = SEEDS.filter((_seed, i) => !claim.holds(runs[i]))
      const agree = SEEDS.length - against.length
      console.info(`${id}.claim.${claim.id}: ${agree} of ${SEEDS.length} random seeds agree`)
      const message =
        `only ${agree} agree; against it: random seeds ${against.join(', ')}. ` +
        `See npx tsx test/demo/main.ts ${id} ${against[0]}`
      expect(agree / SEEDS.length, message).toBeGreaterThanOrEqual(AGREEMENT[claim.strength])
    },
  )

  it('has one right answer to its bet in most runs, and offers it', () => {
    const answers = runs.map((all) => chapter.bet.right(all))
    expect(chapter.bet.options).toEqual(expect.arrayContaining([...new Set(answers)]))
    const most = Math.max(
      ...chapter.bet.options.map((option) => answers.filter((one) => one === option).length),
    )
    const list = answers.join(', ')
    expect(most / SEEDS.length, `the answers: ${list}`).toBeGreaterThanOrEqual(AGREEMENT.most)
  })

  it('has every figure in every run', () => {
    const missing = runs.flatMap((all, i) =>
      Object.entries(chapter.figures)
        .filter(([, figure]) => Number.isNaN(figure.of(all)))
        .map(([name]) => `${name} with seed ${SEEDS[i]}`),
    )
    expect(missing).toEqual([])
  })

  it('walks through its variants at instants within the runs', () => {
    expect(faultsOfWalk(chapter, runs[0])).toEqual([])
  })
})

// The page does not check this: it takes another run, with the reasons of the choker.
it('in most runs all slots of a peer that everybody chokes become guesses', () => {
  const chapter = CHAPTERS.find(({ id }) => id === 'the-end') as Chapter
  const guessing = SEEDS.filter((seed) => {
    const run = runChapter(chapter, seed)['lonely']
    const { host, from, seconds } = longestWait(run)
    const round = explainRound(run.settings, host, from + seconds)
    const unchoked = round?.links.filter(({ isUnchoked }) => isUnchoked) ?? []
    return unchoked.length > 0 && unchoked.every(({ reason }) => reason === 'optimistic')
  })
  console.info(`the-end, guesses: ${guessing.length} of ${SEEDS.length} random seeds agree`)
  expect(guessing.length / SEEDS.length).toBeGreaterThanOrEqual(AGREEMENT.most)
})

/** Returns steps that show no variant of the chapter, or an instant outside its run. */
function faultsOfWalk({ steps, scenario, variants }: Chapter, runs: Runs): string[] {
  const groups = Object.keys((scenario as { groups: object }).groups)
  return steps.flatMap(({ id, shows, at, highlights }) => {
    const unknown = shows.filter((name) => !variants.some((variant) => variant.id === name))
    const late = shows.filter((name) => {
      if (runs[name] === undefined) return false
      const seconds = instantOf(at, runs[name])
      return !(seconds >= 0 && seconds <= runs[name].measurements.endSeconds)
    })
    const nobody = highlights.flatMap((highlight) =>
      highlight.kind === 'group' && !groups.includes(highlight.group) ? [highlight.group] : [],
    )
    return [...unknown, ...late, ...nobody].map((fault) => `${id}: ${fault}`)
  })
}
