import { describe, expect, it } from 'vitest'
import { keysOf } from '../../../src/demo/chapters/chapter.js'
import { CHAPTERS } from '../../../src/demo/chapters/chapters.js'
import { namesIn } from '../../../src/demo/chapters/figure.js'
import { faultsIn, wordsOf } from '../words.js'

const en = wordsOf('en')
const ru = wordsOf('ru')

describe('the words of the chapters', () => {
  it('have the same keys in both languages, in the same order', () => {
    expect(Object.keys(ru)).toEqual(Object.keys(en))
  })

  it('have the same figures in both languages', () => {
    const figures = (words: typeof en) =>
      Object.entries(words).map(([key, text]) => `${key}: ${[...new Set(namesIn(text))].sort()}`)
    expect(figures(ru)).toEqual(figures(en))
  })

  it('are there for every key of a chapter, with known figures', () => {
    expect(CHAPTERS.flatMap((chapter) => faultsIn(chapter, en))).toEqual([])
    expect(CHAPTERS.flatMap((chapter) => faultsIn(chapter, ru))).toEqual([])
  })

  it('belong to a chapter', () => {
    expect(Object.keys(en)).toEqual(CHAPTERS.flatMap(keysOf))
  })

  it('show every figure of a chapter', () => {
    const unused = CHAPTERS.flatMap((chapter) => {
      const shown = new Set(keysOf(chapter).flatMap((key) => namesIn(en[key])))
      const names = Object.keys(chapter.figures).filter((name) => !shown.has(name))
      return names.map((name) => `${chapter.id}: ${name}`)
    })
    expect(unused).toEqual([])
  })

  // Silent reading: Brysbaert 2019 for English, Trauzettel-Klosinski and Dietz 2012 for Russian.
  it.each([
    ['English', en, 238],
    ['Russian', ru, 184],
  ] as const)('take at most a minute and a half to read in %s', (_, words, wordsPerMinute) => {
    const isRead = (key: string) => !/\.(?:knob|variant|claim)\./.test(key)
    const slow = CHAPTERS.flatMap((chapter) => {
      const texts = keysOf(chapter)
        .filter(isRead)
        .map((key) => words[key])
      const minutes = texts.join(' ').split(/\s+/).length / wordsPerMinute
      return minutes > 1.5 ? [`${chapter.id}: ${minutes.toFixed(2)} minutes`] : []
    })
    expect(slow).toEqual([])
  })

  it('say "most runs" where random seeds may disagree, and only there', () => {
    const faults = CHAPTERS.flatMap(({ id, claims }) =>
      claims.flatMap((claim) => {
        const key = `${id}.claim.${claim.id}`
        const hedges = [/\bmost runs\b/i.test(en[key]), /большинств\S+ прогонов/i.test(ru[key])]
        const isHedged = claim.strength === 'most'
        return hedges.every((hedge) => hedge === isHedged) ? [] : [key]
      }),
    )
    expect(faults).toEqual([])
  })
})
