import { formatBytes, formatSeconds, formatShare } from '../scenario/units.js'

/** How a kind of number is written. */
interface UnitSpec {
  /** A value in a table. */
  readonly text: (value: number) => string
  /** What an axis adds to the title. */
  readonly axis: string
  /** The unit as the data dictionary names it. */
  readonly name: string
}

/** The units of metrics and of columns. */
export const UNITS = {
  seconds: { text: formatSeconds, axis: ' (s)', name: 's' },
  bytes: { text: formatBytes, axis: ' (bytes)', name: 'bytes' },
  bytesPerSecond: { text: numberText, axis: ' (bytes/s)', name: 'bytes/s' },
  share: { text: formatShare, axis: ' (share)', name: '0 to 1' },
  times: { text: timesText, axis: '', name: 'ratio' },
  ratio: { text: numberText, axis: '', name: 'ratio' },
  count: { text: numberText, axis: '', name: 'count' },
  copies: { text: numberText, axis: '', name: 'copies of the torrent' },
  perCpuSecond: { text: numberText, axis: ' (1/s)', name: '1/s' },
  cost: { text: numberText, axis: '', name: 'currency of `price`' },
  text: { text: String, axis: '', name: '' },
} as const satisfies Readonly<Record<string, UnitSpec>>

/** The name of a unit. */
export type Unit = keyof typeof UNITS

/** A value as text; a dash if there is none. */
export function valueText(value: number | null, text: (value: number) => string): string {
  return value === null ? '–' : text(value)
}

/** A ratio as a multiple. */
function timesText(ratio: number): string {
  return `${numberText(ratio)} ×`
}

/** A number with three digits; from 1000 on whole, with a space between thousands. */
export function numberText(value: number): string {
  if (Math.abs(value) < 999.5) return String(Number(value.toPrecision(3)))
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ')
}
