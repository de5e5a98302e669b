import { effect } from '@preact/signals'
import { LANGUAGES, type Language, language } from '../words/words.js'
import * as store from './store.js'
import { readSubject, subject, subjectText } from './subject.js'

/** Reads the state of the page from its address; returns the moment to begin at, seconds. */
export function readAddress(): number {
  const values = new URLSearchParams(location.hash.slice(1))
  const first = store.scenarios.value[0]
  store.scenarioId.value = values.get('scenario') ?? first.id
  store.seed.value = values.get('seed') ?? store.scenario.value.settings.seed
  store.speed.value = numberOf(values.get('speed')) ?? 10
  store.selected.value = numberOf(values.get('peer'))
  store.panelId.value = values.get('panel') ?? ''
  subject.value = readSubject(values.get('why'))
  const theme = values.get('theme')
  store.theme.value = theme === 'dark' || theme === 'light' ? theme : null
  const wanted = values.get('lang') ?? navigator.language.slice(0, 2)
  language.value = Object.hasOwn(LANGUAGES, wanted) ? (wanted as Language) : 'en'
  return numberOf(values.get('t')) ?? 0
}

/** Keeps the address up to date from now on. While the time runs, its moment is left out. */
export function keepAddress(): void {
  effect(() => {
    const values = new URLSearchParams({
      scenario: store.scenario.value.id,
      seed: store.seed.value,
      speed: String(store.speed.value),
      lang: language.value,
    })
    const { selected, panelId, theme, isPlaying, run } = store
    if (selected.value !== null) values.set('peer', String(selected.value))
    if (panelId.value !== '') values.set('panel', panelId.value)
    if (subject.value !== null) values.set('why', subjectText(subject.value))
    if (theme.value !== null) values.set('theme', theme.value)
    if (run.value.kind === 'done' && !isPlaying.value) values.set('t', String(store.time.value))
    if (run.value.kind === 'running') return
    history.replaceState(null, '', `#${values}`)
  })
}

function numberOf(text: string | null): number | null {
  const value = text === null || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}
