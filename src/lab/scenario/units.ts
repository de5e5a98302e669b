import { nearest } from './suggestion.js'

/** The kinds of values with a unit. */
export type Quantity = 'size' | 'rate' | 'time' | 'share'

/** A unit is `times / per` of the base unit: two numbers, so that 20 ms is exactly 0.02 s. */
interface Unit {
  readonly times: number
  readonly per: number
}

const unit = (times: number, per = 1): Unit => ({ times, per })

const SIZES: Readonly<Record<string, Unit>> = {
  B: unit(1),
  kB: unit(1e3),
  MB: unit(1e6),
  GB: unit(1e9),
  TB: unit(1e12),
  KiB: unit(2 ** 10),
  MiB: unit(2 ** 20),
  GiB: unit(2 ** 30),
  TiB: unit(2 ** 40),
}

/** A "kbit" has 1000 bits. For OctoSim and other older simulators it had 1024: a kibit here. */
const BITS: Readonly<Record<string, Unit>> = {
  bit: unit(1, 8),
  kbit: unit(1e3, 8),
  Mbit: unit(1e6, 8),
  Gbit: unit(1e9, 8),
  kibit: unit(2 ** 10, 8),
  Mibit: unit(2 ** 20, 8),
}

const perSecond = Object.entries({ ...BITS, ...SIZES }).map(([name, u]) => [`${name}/s`, u])

/** The units of each quantity; the base units are bytes, bytes/s, seconds and fractions of 1. */
export const UNITS: Readonly<Record<Quantity, Readonly<Record<string, Unit>>>> = {
  size: SIZES,
  rate: Object.fromEntries(perSecond),
  time: { ms: unit(1, 1000), s: unit(1), min: unit(60), h: unit(3600), d: unit(86_400) },
  share: { '%': unit(1, 100) },
}

const NUMBER = '[0-9]+(?:\\.[0-9]+)?'

const pattern = (names: readonly string[], repeats: boolean) => {
  const one = `${NUMBER} ?(?:${names.join('|')})`
  return repeats ? `^${one}(?: ${one})*$` : `^${one}$`
}

/** Sources of the regular expressions that match each quantity. */
export const QUANTITY_PATTERNS: Readonly<Record<Quantity, string>> = {
  size: pattern(Object.keys(UNITS.size), false),
  rate: pattern(Object.keys(UNITS.rate), false),
  time: pattern(Object.keys(UNITS.time), true),
  share: pattern(Object.keys(UNITS.share), false),
}

const EXPRESSIONS = {
  size: new RegExp(QUANTITY_PATTERNS.size),
  rate: new RegExp(QUANTITY_PATTERNS.rate),
  time: new RegExp(QUANTITY_PATTERNS.time),
  share: new RegExp(QUANTITY_PATTERNS.share),
}

/**
 * Reads "256 KiB", "6 Mbit/s", "1 h 30 min", "10%" or a plain number (bytes, bytes/s, seconds,
 * a fraction of 1). Rounds a size with a unit to whole bytes. Returns NaN for anything else.
 */
export function readQuantity(quantity: Quantity, value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN
  if (typeof value !== 'string' || !EXPRESSIONS[quantity].test(value)) return Number.NaN
  let sum = 0
  for (const [, amount, name] of value.matchAll(new RegExp(`(${NUMBER}) ?([A-Za-z/%]+)`, 'g'))) {
    const { times, per } = UNITS[quantity][name]
    sum += (Number(amount) * times) / per
  }
  return quantity === 'size' ? Math.round(sum) : sum
}

/** Suggests a correction of an invalid quantity: "6 Mbit/s" for the rate "6 Mbit". */
export function suggestQuantity(quantity: Quantity, text: string): string | undefined {
  if (EXPRESSIONS[quantity].test(text.trim())) return text.trim()
  const parts = new RegExp(`^(${NUMBER}) ?([A-Za-z/%]+)$`).exec(text)
  if (!parts) return undefined
  const [, amount, word] = parts
  const names = Object.keys(UNITS[quantity])
  const spelling = word.replace(/bps$/i, 'bit/s').replace(/ps$/i, '/s')
  const whole = names.filter((name) => spelling.startsWith(name)).at(-1)
  const name = nearestUnit(spelling, names) ?? whole
  return name === undefined ? undefined : `${amount}${name === '%' ? '' : ' '}${name}`
}

/** The unit that differs in case only, or else the one with the nearest spelling. */
function nearestUnit(word: string, names: readonly string[]): string | undefined {
  const same = names.find((name) => name.toLowerCase() === word.toLowerCase())
  const longer = names.find((name) => name === `${word}/s`)
  return same ?? longer ?? nearest(word, names)
}

/** Formats a size with three digits and binary units: "812 B", "256 KiB", "1.46 GiB". */
export function formatBytes(bytes: number): string {
  return scaled(bytes, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 1024)
}

/** Formats a rate with three digits, in bits as access links are sold: "400 kbit/s". */
export function formatRate(bytesPerSecond: number): string {
  return scaled(bytesPerSecond * 8, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'], 1000)
}

/** Formats a time: "20 ms", "45.2 s", "7 min 31 s", "2 h 5 min", "1 d 3 h". */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'never'
  if (seconds < 0) return `-${formatSeconds(-seconds)}`
  if (seconds > 0 && seconds < 0.9995) return `${threeDigits(seconds * 1000)} ms`
  if (seconds < 59.95) return `${threeDigits(seconds)} s`
  const twoUnits = [
    ['min', 60, 's', 1],
    ['h', 3600, 'min', 60],
    ['d', 86_400, 'h', 3600],
  ] as const
  const found = twoUnits.findLast(([, big, , small]) => roundTo(seconds, small) >= big)
  const [bigName, big, smallName, small] = found ?? twoUnits[0]
  const rounded = roundTo(seconds, small)
  const rest = Math.round((rounded % big) / small)
  const first = `${Math.floor(rounded / big)} ${bigName}`
  return rest > 0 ? `${first} ${rest} ${smallName}` : first
}

/** Formats a share with three digits: "10%", "0.5%". */
export function formatShare(share: number): string {
  return `${threeDigits(share * 100)}%`
}

function scaled(amount: number, names: readonly string[], step: number): string {
  let i = 0
  // An amount that rounds to 1000 or 1024 of a unit is shown as 1 of the next.
  while (i + 1 < names.length && Math.abs(amount) >= step - 0.5) {
    amount /= step
    i++
  }
  return `${threeDigits(amount)} ${names[i]}`
}

function threeDigits(amount: number): string {
  if (Math.abs(amount) >= 100) return amount.toFixed(0)
  return String(Number(amount.toPrecision(3)))
}

function roundTo(seconds: number, step: number): number {
  return Math.round(seconds / step) * step
}
