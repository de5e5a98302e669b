import { formatFigure, type Unit } from '../../chapters/figure.js'
import { clock, language, t } from '../../words/words.js'
import { type Curve, pointAt } from './chart-frame.js'
import { MarkKey } from './mark.js'

/** The dashes of the second run. */
export const DASHES = '7 5'

interface TableProps {
  readonly curves: readonly Curve[]
  readonly unit: Unit
  readonly now: number
}

/** What colours and dashes stand for, and each curve's value at a moment. */
export function ChartTable({ curves, unit, now }: TableProps) {
  const names = [...new Set(curves.map(({ name }) => name))]
  const runs = [...new Map(curves.map((curve) => [curve.run, curve])).values()]
  return (
    <div class="scroll">
      <table class="keys">
        <thead>
          <tr>
            <th scope="col">{t('chartAt', { time: clock(now) })}</th>
            {runs.map(({ run, isDashed }) => (
              <th key={run} scope="col">
                {run !== '' && (
                  <svg viewBox="0 0 28 10" aria-hidden="true">
                    <path d="M0 5H28" stroke-dasharray={isDashed ? DASHES : undefined} />
                  </svg>
                )}
                {run === '' ? t('chartValue') : run}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">
                <MarkKey {...curves.find((each) => each.name === name)!} />
                {name}
              </th>
              {runs.map(({ run }) => {
                const curve = curves.find((each) => each.name === name && each.run === run)
                return <td key={run}>{curve !== undefined && valueText(curve, unit, now)}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The value at a moment; against another value, both. */
function valueText(curve: Curve, unit: Unit, now: number): string {
  const at = pointAt(curve, now)
  const format = (value: number | null | undefined) =>
    formatFigure(value ?? Number.NaN, unit, language.value)
  const text = format(curve.values[at])
  return curve.across === undefined
    ? text
    : t('chartGaveTook', { gave: text, took: format(curve.across[at]) })
}
