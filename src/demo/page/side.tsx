import { t } from '../words/words.js'
import { PANELS } from './panels/panels.js'
import { SettingRefusal } from './sandbox/settings-form.js'
import { panelId, shownId } from './store.js'

/** The side of the stage: tabs, and the panel of the chosen one. */
export function Side() {
  const shown = PANELS.find(({ id }) => id === shownId.value) ?? PANELS[0]
  return (
    <aside>
      <SettingRefusal />
      <div class="tabs" role="tablist">
        {PANELS.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === shown.id}
            aria-controls="panel"
            onClick={() => {
              panelId.value = id
            }}
          >
            {t(label)}
          </button>
        ))}
      </div>
      <section id="panel" role="tabpanel" aria-labelledby={`tab-${shown.id}`}>
        <shown.View />
      </section>
    </aside>
  )
}
