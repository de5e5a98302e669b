import { CHAPTERS } from '../../src/demo/chapters/chapters.js'
import { runChapter } from '../../src/demo/chapters/expand.js'
import { fill, formatFigure } from '../../src/demo/chapters/figure.js'
import { instantOf } from '../../src/demo/chapters/instant.js'
import { wordsOf } from './words.js'

// Prints a chapter as one random seed tells it: npx tsx test/demo/main.ts CHAPTER [SEED]
const [id, seed = '1'] = process.argv.slice(2)
const chapter = CHAPTERS.find((one) => one.id === id)
const words = wordsOf('en')
if (chapter === undefined) {
  console.error(`no chapter "${id}"; try one of ${CHAPTERS.map((one) => one.id).join(', ')}`)
  process.exitCode = 1
} else {
  const runs = runChapter(chapter, seed)
  for (const step of chapter.steps) {
    const times = step.shows.map((name) => `${name} ${instantOf(step.at, runs[name]).toFixed(1)} s`)
    console.info(`step ${step.id}: ${times.join(', ')}`)
  }
  console.info(`right answer: ${chapter.bet.right(runs)}`)
  for (const [name, { of, unit }] of Object.entries(chapter.figures)) {
    console.info(`${name}: ${formatFigure(of(runs), unit, 'en')}`)
  }
  for (const claim of chapter.claims) {
    const text = words[`${id}.claim.${claim.id}`] ?? claim.id
    console.info(
      `${claim.holds(runs) ? 'holds' : 'FAILS'}: ${fill(text, chapter.figures, runs, 'en')}`,
    )
  }
}
