import { readFileSync } from 'node:fs'
import { type Chapter, keysOf } from '../../src/demo/chapters/chapter.js'
import { type Language, namesIn } from '../../src/demo/chapters/figure.js'

/** The words of the chapters in one language, by key. */
export type Words = Readonly<Record<string, string>>

/** Reads the words of a language. */
export function wordsOf(language: Language): Words {
  const url = new URL(`../../src/demo/words/chapters.${language}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Words
}

/** Returns the words of a chapter that refer to something unknown, or are missing. */
export function faultsIn(chapter: Chapter, words: Words): string[] {
  return keysOf(chapter).flatMap((key) => {
    const text = words[key]
    if (text === undefined) return [`${key} is missing`]
    if (text.trim() === '') return [`${key} is empty`]
    const unknown = namesIn(text).filter((name) => chapter.figures[name] === undefined)
    return unknown.map((name) => `${key}: {${name}} is no figure of the chapter`)
  })
}
