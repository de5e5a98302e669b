import type { Runs } from './run.js'

/** How a number is written. `times` is a ratio such as 2.1, `count` a whole number. */
export type Unit = 'seconds' | 'percent' | 'times' | 'count' | 'number' | 'megabytes' | 'rate'

/** A number that a chapter's text shows; `of` is NaN if a run has no such value. */
export interface Figure {
  readonly unit: Unit
  readonly of: (runs: Runs) => number
}

/** A language of the page. */
export type Language = 'en' | 'ru'

const UNITS = {
  en: { seconds: ' s', percent: ' %', megabytes: ' MB', rate: ' kbit/s' },
  ru: { seconds: ' с', percent: ' %', megabytes: ' МБ', rate: ' кбит/с' },
} as const

/** Writes a value: seconds, a share of 1, bytes or bytes/s according to its unit. */
export function formatFigure(value: number, unit: Unit, language: Language): string {
  if (Number.isNaN(value)) return '–'
  if (value === Number.POSITIVE_INFINITY) return '∞'
  const [scaled, digits] = scaledBy(value, unit)
  const text = scaled.toFixed(digits).replace('-', '−')
  const number = language === 'ru' ? text.replace('.', ',') : text
  return unit in UNITS[language] ? number + UNITS[language][unit as keyof typeof UNITS.en] : number
}

function scaledBy(value: number, unit: Unit): [scaled: number, digits: number] {
  if (unit === 'seconds') return [value, value < 9.95 ? 1 : 0]
  if (unit === 'percent') return [value * 100, 0]
  if (unit === 'megabytes') return [value / 1e6, value < 9.95e6 ? 1 : 0]
  if (unit === 'rate') return [(value * 8) / 1000, 0]
  if (unit === 'count') return [value, 0]
  return [value, value < 9.95 ? 1 : 0]
}

const BRACES = /\{([a-zA-Z0-9]+)\}/g

/** Lists the names in braces of a text. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(BRACES)].map(([, name]) => name)
}

/** Writes a text with the figures of these runs in place of their names in braces. */
export function fill(
  text: string,
  figures: Readonly<Record<string, Figure>>,
  runs: Runs,
  language: Language,
): string {
  return text.replaceAll(BRACES, (braces, name: string) => {
    const figure = figures[name]
    return figure === undefined ? braces : formatFigure(figure.of(runs), figure.unit, language)
  })
}
