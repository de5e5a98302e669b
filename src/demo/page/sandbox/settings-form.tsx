import { signal } from '@preact/signals'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { addSetting, dropSetting, settingRefusal } from './settings.js'

const typed = signal('')

/** Changes settings of the scenario, as `sim run --set` does; each is in the address. */
export function SettingsForm() {
  const set = store.adjusted.value?.set ?? []
  return (
    <div class="import">
      <p>
        {t('settingsNote')} <code>{example()}</code>
      </p>
      {set.length > 0 && (
        <ul class="act-list">
          {set.map((each, i) => (
            // The same setting may be changed twice, and the order counts.
            <li key={i}>
              <code>{each}</code>{' '}
              <button type="button" class="link" onClick={() => void dropSetting(i)}>
                {t('undo')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        class="act-row"
        onSubmit={(event) => {
          event.preventDefault()
          void addSetting(typed.value.trim())
        }}
      >
        <input
          type="text"
          size={30}
          data-setting
          spellcheck={false}
          aria-label={t('settings')}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value
          }}
        />
        <button type="submit" disabled={typed.value.trim() === ''}>
          {t('settingChange')}
        </button>
      </form>
    </div>
  )
}

/** A setting that the scenario shown has. */
function example(): string {
  const { groups } = store.scenario.value.settings
  const group = groups.find(({ holds }) => holds.kind !== 'all') ?? groups[0]
  return `groups.${group.name}.choker=random`
}

/** Says why a setting was refused, in the words of `sim run`. */
export function SettingRefusal() {
  return (
    <div role="alert">
      {settingRefusal.value !== '' && (
        <>
          <b>{t('settingRefused')}</b>
          <pre data-refusal>{settingRefusal.value}</pre>
        </>
      )}
    </div>
  )
}
