import { CHAPTER_IDS, type ChapterId } from '../../chapters/chapter.js'
import { firstSeed } from '../../chapters/first-seed.js'
import { language } from '../../words/words.js'
import * as store from '../store.js'
import {
  alone,
  bet,
  chapter,
  leaveChapter,
  openChapter,
  place,
  placeBet,
  showStop,
  stop,
  stopAt,
  stopId,
  stops,
} from './chapter-store.js'

/** Returns what the address says while a chapter or the contents are shown; null otherwise. */
export function chapterAddress(): URLSearchParams | null {
  if (place.value === null) return null
  const values = new URLSearchParams({ chapter: place.value })
  if (chapter.value !== null) {
    values.set('step', stopId(stop.value))
    values.set('seed', store.seed.value)
    if (alone.value !== '') values.set('variant', alone.value)
    if (bet.value !== undefined) values.set('bet', bet.value)
  }
  values.set('lang', language.value)
  if (store.layout.value !== 'ring') values.set('layout', store.layout.value)
  if (store.theme.value !== null) values.set('theme', store.theme.value)
  return values
}

/**
 * Opens the chapter, or the contents, that an address names; false if it names a scenario. Without
 * either the contents are shown, but for a page that was made for a scenario of the reader's.
 */
export function openAddressed(values: URLSearchParams): boolean {
  const named = values.get('chapter')
  const hasOwn = store.scenarios.value[0]?.id === 'given'
  if (named === null && (hasOwn || values.has('scenario'))) {
    if (place.value !== null) leaveChapter(null)
    return false
  }
  if (!CHAPTER_IDS.includes(named as ChapterId)) {
    leaveChapter('contents')
    return true
  }
  store.seed.value = values.get('seed') || firstSeed(named as ChapterId)
  openChapter(named as ChapterId)
  const step = values.get('step')
  stopAt.value = Math.max(
    0,
    stops.value.findIndex((each) => stopId(each) === step),
  )
  const variant = values.get('variant')
  if (chapter.value?.variants.some(({ id }) => id === variant)) alone.value = variant ?? ''
  const option = values.get('bet')
  if (option !== null && chapter.value?.bet.options.includes(option)) placeBet(option)
  showStop()
  return true
}

/** Returns the address of a chapter, or of the contents. */
export function linkTo(to: 'contents' | ChapterId): string {
  return `#${new URLSearchParams({ chapter: to, lang: language.value })}`
}
