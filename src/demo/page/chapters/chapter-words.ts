import type { Chapter } from '../../chapters/chapter.js'
import { fill } from '../../chapters/figure.js'
import type { Runs } from '../../chapters/run.js'
import en from '../../words/chapters.en.json' with { type: 'json' }
import ru from '../../words/chapters.ru.json' with { type: 'json' }
import { language } from '../../words/words.js'

const TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, ru }

/** In place of a figure whose runs are not there yet. */
const TO_COME = '…'

/** Returns a text of a chapter in the language in use, with figures of these runs in it. */
export function chapterText({ id, figures }: Chapter, part: string, runs: Runs | null): string {
  const text = TEXTS[language.value][`${id}.${part}`] ?? ''
  if (runs === null) return text.replaceAll(/\{\w+\}/g, TO_COME)
  return fill(text, figures, runs, language.value)
}
