import { formatFigure } from '../../../chapters/figure.js'
import { meanSeconds, meanUploadedBytes } from '../../../chapters/measure.js'
import type { Runs } from '../../../chapters/run.js'
import { language, t } from '../../../words/words.js'
import { runs } from '../chapter-runs.js'

/** The variants of the dilemma: by what the others do, then by what you do. */
const CELLS = [
  ['give-to-all', 'keep-from-all'],
  ['give-to-none', 'nobody-gives'],
] as const

/** The prisoner's dilemma with the payoffs of these runs: your time, and what you send. */
export function Payoffs() {
  const all = runs.value
  if (all === null) return null
  return (
    <>
      <table class="payoffs">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('payoffGive')}</th>
            <th scope="col">{t('payoffKeep')}</th>
          </tr>
        </thead>
        <tbody>
          {CELLS.map((row, others) => (
            <tr key={row[0]}>
              <th scope="row">{t(others === 0 ? 'payoffOthersGive' : 'payoffOthersKeep')}</th>
              {row.map((id) => (
                <td key={id}>
                  <Payoff all={all} id={id} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">{t('payoffNote')}</p>
    </>
  )
}

function Payoff({ all, id }: { all: Runs; id: string }) {
  const sent = formatFigure(meanUploadedBytes(all[id], 'you'), 'megabytes', language.value)
  return (
    <>
      <b class="payoff">{formatFigure(meanSeconds(all[id], 'you'), 'seconds', language.value)}</b>
      <br />
      {t('payoffSent', { sent })}
    </>
  )
}
