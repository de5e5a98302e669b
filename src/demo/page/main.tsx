import { batch, effect } from '@preact/signals'
import { render } from 'preact'
import { readScenarios } from '../../replay/demo-scenario.js'
import { language, t } from '../words/words.js'
import { App } from './app.js'
import { startBench } from './bench.js'
import { openAddressed } from './chapters/address.js'
import { presets } from './chapters/chapter-data.js'
import { chapter } from './chapters/chapter-store.js'
import { chapterText } from './chapters/chapter-words.js'
import { readProgress } from './chapters/progress.js'
import { startKeyboard } from './keyboard.js'
import { startMoments } from './moment.js'
import { startPlayer } from './player.js'
import { startFork } from './sandbox/acting.js'
import { acceptDrops, restoreOwn } from './sandbox/importing.js'
import { restoreSettings } from './sandbox/settings.js'
import * as store from './store.js'
import { startTheme } from './theme.js'
import { addressValues, keepAddress, readAddress } from './url.js'

/** Reads the scenarios in the page: first those of a command line, then those that ship with it. */
function scenariosIn(page: Document) {
  return ['given', 'shipped'].flatMap((id) =>
    readScenarios(page.getElementById(id)?.textContent?.trim() || '[]'),
  )
}

/** Reads what the parser of scenarios is needed for: a scenario in the address, or settings. */
async function restoreAddressed(): Promise<void> {
  const values = addressValues()
  await restoreOwn(values)
  await restoreSettings(values)
}

/** Shows what the address names: a chapter, the contents, or a scenario. */
function showAddressed(): void {
  // Read once, and all at once: what changes is written into the address again.
  const values = addressValues()
  batch(() => {
    const startAt = readAddress(values)
    if (!openAddressed(values)) void store.simulate(startAt)
  })
}

/** Shows the page and what its address names. */
function start(): void {
  showAddressed()
  effect(() => {
    document.documentElement.lang = language.value
    const [own, all] = [chapter.value, t('pageTitle')]
    document.title = own === null ? all : `${chapterText(own, 'title', null)} – ${all}`
  })
  startTheme()
  startMoments()
  startPlayer()
  startFork()
  startKeyboard()
  render(<App />, document.getElementById('page') as HTMLElement)
  keepAddress()
  if (new URLSearchParams(location.search).has('bench')) void startBench()
  addEventListener('hashchange', () => void restoreAddressed().then(showAddressed))
}

store.scenarios.value = [...scenariosIn(document), ...presets()]
acceptDrops()
readProgress()
void restoreAddressed().then(start)
