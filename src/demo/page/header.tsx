import { commandOf } from '../../replay/demo-scenario.js'
import { LANGUAGES, type Language, language, scenarioTitle, t } from '../words/words.js'
import { linkTo } from './chapters/address.js'
import { place, runAgain } from './chapters/chapter-store.js'
import { CopyButton } from './copy-button.js'
import { forgetChanges } from './sandbox/acting.js'
import { fileName } from './sandbox/scenario-files.js'
import { ResultHash } from './shown-result.js'
import * as store from './store.js'
import { isDark } from './theme.js'

/** The title, the choice of a scenario and its seed, language and theme. */
export function Header() {
  return (
    <header>
      <h1>{t('pageTitle')}</h1>
      {place.value !== 'contents' && <a href={linkTo('contents')}>{t('contents')}</a>}
      {place.value === null && <ScenarioChoice />}
      {place.value !== 'contents' && <SeedChoice />}
      <Tools />
    </header>
  )
}

function ScenarioChoice() {
  return (
    <label>
      <span class="label">{t('scenario')}</span>
      <select
        value={store.scenario.value.id}
        onChange={(event) => {
          forgetChanges()
          store.scenarioId.value = event.currentTarget.value
          store.seed.value = store.scenario.value.settings.seed
          void store.simulate()
        }}
      >
        {store.scenarios.value.map((each) => (
          <option key={each.id} value={each.id}>
            {scenarioTitle(each)}
          </option>
        ))}
      </select>
    </label>
  )
}

function SeedChoice() {
  return (
    <label>
      <span class="label">{t('seed')}</span>
      <input
        type="text"
        size={6}
        value={store.seed.value}
        onChange={(event) => {
          store.seed.value = event.currentTarget.value
          if (place.value === null) void store.simulate()
          else runAgain()
        }}
      />
    </label>
  )
}

function Tools() {
  return (
    <span class="tools">
      <select
        aria-label={t('language')}
        value={language.value}
        onChange={(event) => {
          language.value = event.currentTarget.value as Language
        }}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        title={t('theme')}
        aria-label={t('theme')}
        onClick={() => {
          store.theme.value = isDark.value ? 'light' : 'dark'
        }}
      >
        ◐
      </button>
      <button
        type="button"
        title={t('help')}
        aria-label={t('help')}
        onClick={() => {
          store.isHelpOpen.value = true
        }}
      >
        ?
      </button>
    </span>
  )
}

/** The trace hash of the run, and the command line that gives the same. */
export function Corner() {
  const header = store.recording.value?.header
  if (header === undefined) return <footer class="corner" />
  const command =
    store.acts.value.length === 0
      ? commandOf(store.scenario.value, header.seed)
      : `npx sim run ${fileName()}`
  return (
    <footer class="corner">
      <span>
        {header.name} · {t('seed')} {header.seed} · {t('traceHash')}{' '}
        <code data-trace-hash>{header.traceHash}</code>
        <ResultHash />
      </span>
      <span class="command">
        {t(store.acts.value.length === 0 ? 'sameRun' : 'sameChangedRun')}:{' '}
        <code data-command>{command}</code> <CopyButton text={command} />
      </span>
    </footer>
  )
}
