import { effect } from '@preact/signals'
import { LAYOUTS, type LayoutName } from '../stage/layouts.js'
import { LANGUAGES, type Language, language } from '../words/words.js'
import { chapterAddress } from './chapters/address.js'
import { isForked } from './sandbox/acting.js'
import { readActs, writeActs } from './sandbox/acts.js'
import { keepOwn } from './sandbox/importing.js'
import * as store from './store.js'
import { askedRun, readSubject, subject, subjectText } from './subject.js'

/** The values in the address: those after "#", else those after "?". */
export function addressValues(): URLSearchParams {
  const values = new URLSearchParams(location.search)
  const hash = new URLSearchParams(location.hash.slice(1))
  for (const key of new Set(hash.keys())) values.delete(key)
  for (const [key, value] of hash) values.append(key, value)
  return values
}

/** Reads the state of the page from its address; returns the moment to begin at, seconds. */
export function readAddress(values: URLSearchParams): number {
  const first = store.scenarios.value[0]
  store.scenarioId.value = values.get('scenario') ?? first.id
  store.seed.value = values.get('seed') ?? store.scenario.value.settings.seed
  const { settings } = store.scenario.value
  store.acts.value = readActs(values.get('acts') ?? '[]', settings)
  isForked.value = values.get('fork') === '1'
  store.speed.value = numberOf(values.get('speed')) ?? 10
  store.selected.value = numberOf(values.get('peer'))
  store.panelId.value = values.get('panel') ?? ''
  subject.value = readSubject(values.get('why'))
  askedRun.value = values.get('of') === 'companion' ? 'companion' : 'shown'
  const layout = values.get('layout') ?? ''
  store.layout.value = Object.hasOwn(LAYOUTS, layout) ? (layout as LayoutName) : 'ring'
  const theme = values.get('theme')
  store.theme.value = theme === 'dark' || theme === 'light' ? theme : null
  const wanted = values.get('lang') ?? navigator.language.slice(0, 2)
  language.value = Object.hasOwn(LANGUAGES, wanted) ? (wanted as Language) : 'en'
  return numberOf(values.get('t')) ?? 0
}

/** Keeps the address up to date from now on. While the time runs, its moment is left out. */
export function keepAddress(): void {
  effect(() => {
    const told = chapterAddress()
    if (told !== null) {
      history.replaceState(null, '', `#${told}`)
      return
    }
    const values = new URLSearchParams({
      scenario: store.scenario.value.id,
      seed: store.seed.value,
      speed: String(store.speed.value),
      lang: language.value,
    })
    const { acts, selected, panelId, theme, isPlaying, run, layout } = store
    if (selected.value !== null) values.set('peer', String(selected.value))
    if (panelId.value !== '') values.set('panel', panelId.value)
    if (subject.value !== null) values.set('why', subjectText(subject.value))
    if (askedRun.value === 'companion') values.set('of', 'companion')
    if (layout.value !== 'ring') values.set('layout', layout.value)
    keepOwn(values)
    for (const each of store.adjusted.value?.set ?? []) values.append('set', each)
    if (acts.value.length > 0) values.set('acts', writeActs(acts.value))
    if (isForked.value) values.set('fork', '1')
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
