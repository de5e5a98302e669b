import { commandOf } from '../../../replay/demo-scenario.js'
import { formatFigure } from '../../chapters/figure.js'
import { completedShare, lastSeconds, meanSeconds } from '../../chapters/measure.js'
import type { ChapterRun } from '../../chapters/run.js'
import { language, t } from '../../words/words.js'
import { CopyButton } from '../copy-button.js'
import { shown, tried } from './chapter-store.js'

/** The reader's own run in numbers, next to the chapter's; a hint until there is one. */
export function Outcome({ hint }: { hint: string }) {
  const rows = shown.value
  return (
    <div role="status" class="outcome">
      {tried.value === null ? (
        <p class="note">{hint}</p>
      ) : (
        <table class="figures" data-outcome>
          <thead>
            <tr>
              <td />
              <th scope="col">{t('outcomeMean')}</th>
              <th scope="col">{t('outcomeLast')}</th>
              <th scope="col">{t('outcomeFinish')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, label, result: { run } }) => (
              <tr key={id}>
                <th scope="row">{label}</th>
                <Numbers run={run} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function Numbers({ run }: { run: ChapterRun }) {
  const seconds = (value: number) => formatFigure(value, 'seconds', language.value)
  return (
    <>
      <td>{seconds(meanSeconds(run))}</td>
      <td>{seconds(lastSeconds(run))}</td>
      <td>{formatFigure(completedShare(run), 'percent', language.value)}</td>
    </>
  )
}

/** For each run on the stage: its trace hash, and the command line that gives the same. */
export function Commands({ file }: { file: string }) {
  return (
    <footer class="corner">
      {shown.value.map(({ id, label, result }) => {
        const { seed, traceHash } = result.playhead.recording.header
        const words = [file, ...result.scenario.set.flatMap((each) => ['--set', each])]
        const command = commandOf({ command: words }, seed)
        return (
          <div key={id} class="run-command">
            <span class="command-line">
              {label} · {t('traceHash')} <code data-trace-hash>{traceHash}</code> ·{' '}
              <code data-command>{command}</code>
            </span>
            <CopyButton text={command} />
          </div>
        )
      })}
    </footer>
  )
}
