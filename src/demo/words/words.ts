import { signal } from '@preact/signals'
import en from './en.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

/** A key of the page's texts. */
export type WordKey = keyof typeof en

/** The languages of the page. */
export const LANGUAGES = { en: 'English', ru: 'Русский' } as const

/** A language of the page. */
export type Language = keyof typeof LANGUAGES

const TEXTS: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { en, ru }

/** The language in use. */
export const language = signal<Language>('en')

/**
 * Returns a text in the language in use, with `{name}` replaced by the value of that name. A text
 * that depends on a count gives its forms as `{n|one|few|many}` (Russian) or `{n|one|many}`.
 */
export function t(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text = TEXTS[language.value][key]
  return text.replaceAll(/\{(\w+)((?:\|[^|}]*)*)\}/g, (_, name: string, forms: string) => {
    const value = values[name] ?? ''
    return forms === '' ? String(value) : formFor(Number(value), forms.split('|').slice(1))
  })
}

/**
 * Returns the name of a group as people read it: that of the scenario if no other is known. A group
 * that was added like another is named after it: "fast-2".
 */
export function groupName(name: string): string {
  const key = `group-${name}`
  if (key in en) return t(key as WordKey)
  const [, like, number] = /^(.+)-(\d+)$/.exec(name) ?? []
  return like === undefined ? name : `${groupName(like)}-${number}`
}

/** Returns what one peer of a group is called: "leecher", or "fast-2". */
export function memberName(group: string): string {
  const key = `one-${group}`
  return key in en ? t(key as WordKey) : groupName(group)
}

/** Returns the title of a scenario; its own if it is not one that the page ships with. */
export function scenarioTitle({ name, title }: { name: string; title: string }): string {
  const key = `title-${name}`
  return key in en && en[key as WordKey] === title ? t(key as WordKey) : title
}

/** Returns the form of a noun for a count, by the rules of the language in use. */
function formFor(count: number, forms: readonly string[]): string {
  const rule = new Intl.PluralRules(language.value).select(count)
  const order = forms.length === 2 ? ['one', 'other'] : ['one', 'few', 'many', 'other']
  return forms[order.indexOf(rule)] ?? forms.at(-1) ?? ''
}

/** Formats a number in the language in use. */
export function number(value: number, digits = 0): string {
  return value.toLocaleString(language.value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** Formats a rate for people: kB/s or MB/s; nothing moves at 0. */
export function rate(bytesPerSecond: number): string {
  if (bytesPerSecond === 0) return '0'
  const isLarge = bytesPerSecond >= 1e6
  const value = bytesPerSecond / (isLarge ? 1e6 : 1e3)
  return t(isLarge ? 'unitMBs' : 'unitKBs', { n: number(value, value < 10 ? 1 : 0) })
}

/** Formats simulated time as minutes and seconds, or hours, minutes and seconds. */
export function clock(seconds: number, digits = 0): string {
  // Rounded first: 59.9 s is 1:00, not 0:60.
  const rounded = Number(seconds.toFixed(digits))
  const whole = Math.floor(rounded / 60)
  const rest = (rounded - whole * 60).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0')
  const minutes = String(whole % 60)
  if (whole < 60) return `${minutes}:${rest}`
  return `${Math.floor(whole / 60)}:${minutes.padStart(2, '0')}:${rest}`
}
