import type { Unit } from '../../../chapters/figure.js'
import { formatFigure } from '../../../chapters/figure.js'
import { language } from '../../../words/words.js'

/** A bar with its name and value. */
export interface Bar {
  readonly label: string
  readonly value: number
  /** Its colour; the accent of the page if it has none. */
  readonly colour?: string
  /** Whether it is one of those that decide. */
  readonly isStrong?: boolean
}

/** Bars on one scale, each with its value as text. An infinite value fills the whole width. */
export function Bars({ bars, unit, most }: { bars: readonly Bar[]; unit: Unit; most?: number }) {
  const finite = bars.map(({ value }) => value).filter(Number.isFinite)
  const scale = most ?? Math.max(...finite, Number.MIN_VALUE)
  return (
    <table class="bars">
      <tbody>
        {bars.map(({ label, value, colour, isStrong }) => (
          <tr key={label} class={isStrong ? 'strong' : ''}>
            <th scope="row">{label}</th>
            <td class="value">{formatFigure(value, unit, language.value)}</td>
            <td class="track" aria-hidden="true">
              <i
                class={value === Number.POSITIVE_INFINITY ? 'endless' : ''}
                style={{ width: `${widthOf(value, scale)}%`, background: colour }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function widthOf(value: number, scale: number): number {
  if (value === Number.POSITIVE_INFINITY) return 100
  return Number.isNaN(value) ? 0 : Math.max(0, Math.min(100, (value / scale) * 100))
}
