import { t } from '../words/words.js'
import { PANELS } from './panels/panels.js'
import { SettingRefusal } from './sandbox/settings-form.js'
import { panelId, shownId } from './store.js'
import { Tabs } from './tabs.js'

/** The side of the stage: tabs, and the panel of the chosen one. */
export function Side() {
  const shown = PANELS.find(({ id }) => id === shownId.value) ?? PANELS[0]
  return (
    <aside>
      <SettingRefusal />
      <Tabs
        tabs={PANELS.map(({ id, label }) => ({ id, label: t(label) }))}
        shown={shown.id}
        choose={(id) => {
          panelId.value = id
        }}
      >
        <shown.View />
      </Tabs>
    </aside>
  )
}
