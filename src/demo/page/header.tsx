import { signal } from '@preact/signals'
import { commandOf } from '../../replay/demo-scenario.js'
import { LANGUAGES, type Language, language, t } from '../words/words.js'
import { ResultHash } from './shown-result.js'
import * as store from './store.js'
import { isDark } from './theme.js'

/** The title, the choice of a scenario and its seed, language and theme. */
export function Header() {
  return (
    <header>
      <h1>{t('pageTitle')}</h1>
      <label>
        <span class="label">{t('scenario')}</span>
        <select
          value={store.scenario.value.id}
          onChange={(event) => {
            store.scenarioId.value = event.currentTarget.value
            store.seed.value = store.scenario.value.settings.seed
            void store.simulate()
          }}
        >
          {store.scenarios.value.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="label">{t('seed')}</span>
        <input
          type="text"
          size={6}
          value={store.seed.value}
          onChange={(event) => {
            store.seed.value = event.currentTarget.value
            void store.simulate()
          }}
        />
      </label>
      <Tools />
    </header>
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

const isCopied = signal(false)

/** The trace hash of the run, and the command line that gives the same. */
export function Corner() {
  const header = store.recording.value?.header
  if (header === undefined) return <footer class="corner" />
  const command = commandOf(store.scenario.value, header.seed)
  return (
    <footer class="corner">
      <span>
        {header.name} · {t('seed')} {header.seed} · {t('traceHash')}{' '}
        <code data-trace-hash>{header.traceHash}</code>
        <ResultHash />
      </span>
      <span class="command">
        {t('sameRun')}: <code data-command>{command}</code>{' '}
        <button
          type="button"
          onClick={async () => {
            await navigator.clipboard?.writeText(command)
            isCopied.value = true
            setTimeout(() => {
              isCopied.value = false
            }, 2000)
          }}
        >
          {t(isCopied.value ? 'copied' : 'copy')}
        </button>
      </span>
    </footer>
  )
}
