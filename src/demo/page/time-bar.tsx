import { computed } from '@preact/signals'
import { clock, language, number, t } from '../words/words.js'
import { eventText } from './event-text.js'
import { MARK_SOURCES } from './marks.js'
import { changeSpeed, SPEEDS, stepEvent, stepRound, togglePlay } from './steps.js'
import * as store from './store.js'

const marks = computed(() => {
  const recording = store.recording.value
  void language.value
  return recording === null
    ? []
    : MARK_SOURCES.flatMap((find) => find(recording, store.selected.value))
})

/** Their signs, made anew only when they change and not for every frame. */
const markSigns = computed(() =>
  marks.value.map(({ seconds, text, kind }) => (
    <i
      key={`${kind} ${seconds} ${text}`}
      class={`mark-${kind}`}
      title={`${clock(seconds, 1)} ${text}`}
      style={{ left: `${(seconds / store.endSeconds.value) * 100}%` }}
    />
  )),
)

/** Play, speed, steps and the slider of the time with its marks. */
export function TimeBar() {
  const isReady = store.playhead.value !== null
  const end = store.endSeconds.value
  const playLabel = t(store.isPlaying.value ? 'pause' : 'play')
  return (
    <div class="time-bar">
      <div class="buttons">
        <Step label={t('backRound')} text="«" act={() => stepRound(-1)} />
        <Step label={t('backEvent')} text="‹" act={() => stepEvent(-1)} />
        <button type="button" class="play" disabled={!isReady} onClick={togglePlay}>
          <span aria-hidden="true">{store.isPlaying.value ? '❚❚' : '▶'}</span> {playLabel}
        </button>
        <Step label={t('nextEvent')} text="›" act={() => stepEvent(1)} />
        <Step label={t('nextRound')} text="»" act={() => stepRound(1)} />
        <Speed />
        <output class="clock">
          {clock(store.time.value, 1)} / {clock(end)}
        </output>
      </div>
      <Slider end={end} />
      <p class="event" aria-live="polite">
        <EventLine />
      </p>
    </div>
  )
}

function Step({ label, text, act }: { label: string; text: string; act: () => void }) {
  const isReady = store.playhead.value !== null
  return (
    <button type="button" title={label} aria-label={label} disabled={!isReady} onClick={act}>
      {text}
    </button>
  )
}

function Speed() {
  return (
    <span class="speed">
      <button type="button" aria-label={t('slower')} title="[" onClick={() => changeSpeed(-1)}>
        −
      </button>
      <select
        aria-label={t('speed')}
        title={t('speedIs', { n: number(store.speed.value, store.speed.value < 1 ? 1 : 0) })}
        value={store.speed.value}
        onChange={(event) => {
          store.speed.value = Number(event.currentTarget.value)
        }}
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            ×{number(speed, speed < 1 ? 1 : 0)}
          </option>
        ))}
      </select>
      <button type="button" aria-label={t('faster')} title="]" onClick={() => changeSpeed(1)}>
        +
      </button>
    </span>
  )
}

function Slider({ end }: { end: number }) {
  return (
    <div class="slider">
      <input
        type="range"
        aria-label={t('time')}
        aria-valuetext={clock(store.time.value)}
        min={0}
        max={end}
        step="any"
        value={store.time.value}
        onInput={(event) => {
          store.isPlaying.value = false
          store.steppedTo.value = null
          store.goTo(Number(event.currentTarget.value))
        }}
      />
      <div class="marks" aria-hidden="true">
        {markSigns.value}
      </div>
    </div>
  )
}

/** The event that the last step has reached, or what ended the run. */
function EventLine() {
  const { run, steppedTo, time } = store
  if (run.value.kind === 'running') {
    return <>{t('running', { percent: number(run.value.share * 100) })}</>
  }
  if (run.value.kind === 'failed') return <>{t('failed', { message: run.value.message })}</>
  const { recording, endSeconds } = run.value.playhead
  const at = steppedTo.value
  if (at !== null && recording.events.time[at] === time.value) {
    return <>{eventText(recording, at)}</>
  }
  return <>{time.value >= endSeconds ? t(`ended-${recording.header.ended}`) : ''}</>
}
