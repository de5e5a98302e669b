import { signal } from '@preact/signals'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { loadChecker } from './checker-client.js'
import { importScenario, readFile, refusal } from './importing.js'

/** The run shown as a scenario, once it was asked for. */
const written = signal<{ readonly of: object; readonly text: string } | null>(null)

const isCopied = signal(false)

/** The name of the file that the run with its acts is saved as. */
export function fileName(): string {
  return `${store.scenario.value.name}-changed.json`
}

async function copyScenario(): Promise<void> {
  const { changedScenario, seed } = store
  const of = changedScenario.value
  const checker = await loadChecker()
  const text = checker.write(of, { ...of.settings, seed: seed.value })
  written.value = { of, text }
  // Some browsers allow it only on pages from a server; the text is shown in any case.
  await navigator.clipboard?.writeText(text).then(
    () => {
      isCopied.value = true
      setTimeout(() => {
        isCopied.value = false
      }, 2000)
    },
    () => undefined,
  )
}

/** The run shown, with its acts, as a scenario for `sim run`. */
export function CopyScenario() {
  const shown = written.value?.of === store.changedScenario.value ? written.value : null
  return (
    <div class="import">
      <p>{t('copyNote')}</p>
      <div class="act-row">
        <button type="button" data-copy-scenario onClick={() => void copyScenario()}>
          {t(isCopied.value ? 'copied' : 'copyScenario')}
        </button>
        {shown !== null && (
          <a href={`data:application/json,${encodeURIComponent(shown.text)}`} download={fileName()}>
            {t('saveAs', { file: fileName() })}
          </a>
        )}
      </div>
      {shown !== null && (
        <textarea
          readOnly
          rows={5}
          data-scenario
          aria-label={t('copyScenario')}
          value={shown.text}
        />
      )}
      <code>npx sim run {fileName()}</code>
    </div>
  )
}

const pasted = signal('')

/** A scenario of the reader's own: dropped, chosen or pasted. */
export function ImportScenario() {
  return (
    <div class="import">
      <label>
        {t('importFile')}{' '}
        <input
          type="file"
          accept=".json,application/json"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? []
            if (file !== undefined) void readFile(file)
          }}
        />
      </label>
      <label>
        {t('importText')}
        <textarea
          rows={4}
          spellcheck={false}
          value={pasted.value}
          onInput={(event) => {
            pasted.value = event.currentTarget.value
          }}
        />
      </label>
      <div>
        <button
          type="button"
          disabled={pasted.value.trim() === ''}
          onClick={() => void importScenario(pasted.value)}
        >
          {t('importRun')}
        </button>
      </div>
      <div role="alert">
        {refusal.value !== '' && (
          <>
            <b>{t('refused')}</b>
            <pre data-refusal>{refusal.value}</pre>
          </>
        )}
      </div>
    </div>
  )
}

/** What was made smaller in a shipped scenario, for the page; nothing if it is as shipped. */
export function ScaledDown() {
  const set = store.unadjusted.value.command.filter((_, i, all) => all[i - 1] === '--set')
  if (set.length === 0) return null
  return (
    <p class="note">
      {t('scaledDown')} <code>{set.join(', ')}</code>
    </p>
  )
}
