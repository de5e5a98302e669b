import type { Chapter } from '../../chapters/chapter.js'
import { CHAPTERS } from '../../chapters/chapters.js'
import { t } from '../../words/words.js'
import { linkTo } from './address.js'
import { failure, runCount, runs } from './chapter-runs.js'
import {
  alone,
  bet,
  chapter,
  goToStop,
  placeBet,
  showStop,
  stop,
  stopAt,
  stopId,
  stops,
} from './chapter-store.js'
import { chapterText } from './chapter-words.js'
import { PanelTabs } from './panel-tabs.js'
import { Reveal } from './reveal.js'
import { Try } from './try.js'

/** The side of the stage in a chapter: its text, the way on, and a panel. */
export function ChapterSide() {
  const of = chapter.value
  if (of === null) return null
  const number = CHAPTERS.indexOf(of)
  return (
    <aside class="chapter">
      <h2>
        <span class="label">{t('chapterNumber', { n: number })}</span>{' '}
        {chapterText(of, 'title', null)}
      </h2>
      <Way of={of} />
      <section class="text" aria-live="polite">
        <StopText of={of} />
      </section>
      {stop.value === 'bet' ? null : <ChooseVariant of={of} />}
      <PanelTabs of={of} />
    </aside>
  )
}

function StopText({ of }: { of: Chapter }) {
  const at = stop.value
  if (failure.value !== '') return <p>{t('failed', { message: failure.value })}</p>
  if (at === 'bet') return <PlaceBet of={of} />
  if (at === 'reveal') return <Reveal of={of} />
  if (at === 'try') return <Try of={of} />
  return <p class="words">{chapterText(of, `step.${at.id}`, runs.value)}</p>
}

function PlaceBet({ of }: { of: Chapter }) {
  return (
    <>
      <p class="words">{chapterText(of, 'question', runs.value)}</p>
      <fieldset class="bet">
        <legend>{t('betPlace')}</legend>
        {of.bet.options.map((option) => (
          <button
            key={option}
            type="button"
            aria-pressed={bet.value === option}
            data-bet={option}
            onClick={() => placeBet(option)}
          >
            {chapterText(of, `bet.${option}`, null)}
          </button>
        ))}
      </fieldset>
      <p class="note">{t(bet.value === undefined ? 'betHint' : 'betPlaced')}</p>
    </>
  )
}

/** Back, on, and the stops between. */
function Way({ of }: { of: Chapter }) {
  const at = stopAt.value
  const last = stops.value.length - 1
  const next = CHAPTERS[CHAPTERS.indexOf(of) + 1]
  const onwards =
    at < last
      ? t('chapterNext')
      : next === undefined
        ? t('contents')
        : t('chapterNamed', { n: CHAPTERS.indexOf(next) })
  return (
    <nav class="way" aria-label={t('chapterWay')}>
      <button type="button" disabled={at === 0} onClick={() => goToStop(at - 1)}>
        ← {t('chapterBack')}
      </button>
      <span class="stops">
        {stops.value.map((each, i) => (
          <button
            key={stopId(each)}
            type="button"
            class="stop"
            aria-current={i === at ? 'step' : undefined}
            aria-label={t('chapterStop', { n: i + 1, all: last + 1 })}
            onClick={() => goToStop(i)}
          />
        ))}
      </span>
      {/* One button throughout: another element at the last stop would lose the focus. */}
      <button
        type="button"
        class="play"
        data-next
        onClick={() => {
          if (at < last) goToStop(at + 1)
          else location.hash = linkTo(next?.id ?? 'contents')
        }}
      >
        {onwards} →
      </button>
      {runs.value === null && failure.value === '' && (
        <output>{t('chapterRunning', { n: runCount.value, all: of.variants.length })}</output>
      )}
    </nav>
  )
}

function ChooseVariant({ of }: { of: Chapter }) {
  if (of.variants.length < 2) return null
  return (
    <label class="variant">
      <span class="label">{t('chapterOnStage')}</span>
      <select
        value={alone.value}
        onChange={(event) => {
          alone.value = event.currentTarget.value
          showStop()
        }}
      >
        <option value="">{t('chapterAsTold')}</option>
        {of.variants.map(({ id }) => (
          <option key={id} value={id}>
            {chapterText(of, `variant.${id}`, null)}
          </option>
        ))}
      </select>
    </label>
  )
}
