import { effect } from '@preact/signals'
import { render } from 'preact'
import { readScenarios } from '../../replay/demo-scenario.js'
import { language, t } from '../words/words.js'
import { App } from './app.js'
import { startKeyboard } from './keyboard.js'
import { startMoments } from './moment.js'
import { startPlayer } from './player.js'
import { startFork } from './sandbox/acting.js'
import { acceptDrops, restoreOwn } from './sandbox/importing.js'
import * as store from './store.js'
import { startTheme } from './theme.js'
import { keepAddress, readAddress } from './url.js'

/** Reads the scenarios in the page: first those of a command line, then those that ship with it. */
function scenariosIn(page: Document) {
  return ['given', 'shipped'].flatMap((id) =>
    readScenarios(page.getElementById(id)?.textContent?.trim() || '[]'),
  )
}

store.scenarios.value = scenariosIn(document)
acceptDrops()
void restoreOwn(new URLSearchParams(location.hash.slice(1))).then(start)

/** Shows the page, and simulates what its address says. */
function start(): void {
  const startAt = readAddress()
  effect(() => {
    document.documentElement.lang = language.value
    document.title = t('pageTitle')
  })
  startTheme()
  startMoments()
  startPlayer()
  startFork()
  startKeyboard()
  render(<App />, document.getElementById('page') as HTMLElement)
  keepAddress()
  void store.simulate(startAt)
}
