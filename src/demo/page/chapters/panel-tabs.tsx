import type { Chapter, Panel } from '../../chapters/chapter.js'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { subject } from '../subject.js'
import { Tabs } from '../tabs.js'
import { endPanel, panel, shown } from './chapter-store.js'
import { CHAPTER_PANELS } from './panels/panels.js'

/** The panels of a chapter, one shown at a time. */
export function PanelTabs({ of }: { of: Chapter }) {
  const ids: Panel[] = [
    ...new Set([...of.steps.map((step) => step.panel), endPanel.value]),
    'legend',
  ]
  if (subject.value !== null) ids.push('why')
  // Two panels of a chapter may be one and the same.
  const firstLike = (id: Panel) =>
    ids.find((one) => CHAPTER_PANELS[one].label === CHAPTER_PANELS[id].label) ?? id
  const { View } = CHAPTER_PANELS[panel.value]
  return (
    <Tabs
      tabs={ids
        .filter((id) => firstLike(id) === id)
        .map((id) => ({ id, label: t(CHAPTER_PANELS[id].label) }))}
      shown={firstLike(panel.value)}
      choose={(id) => {
        store.panelId.value = id
      }}
    >
      {shown.value.length > 0 && <View />}
    </Tabs>
  )
}
