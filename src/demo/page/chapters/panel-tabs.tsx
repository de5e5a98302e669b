import type { Chapter, Panel } from '../../chapters/chapter.js'
import { t } from '../../words/words.js'
import { Tabs } from '../tabs.js'
import { chosenPanel, endPanel, panel, shown } from './chapter-store.js'
import { CHAPTER_PANELS } from './panels/panels.js'

/** The panels of a chapter, one shown at a time. */
export function PanelTabs({ of }: { of: Chapter }) {
  const ids: (Panel | 'legend')[] = [
    ...new Set([...of.steps.map((step) => step.panel), endPanel.value]),
    'legend',
  ]
  // Two panels of a chapter may be one and the same.
  const firstLike = (id: Panel | 'legend') =>
    ids.find((one) => CHAPTER_PANELS[one].label === CHAPTER_PANELS[id].label) ?? id
  const { View } = CHAPTER_PANELS[panel.value]
  return (
    <Tabs
      tabs={ids
        .filter((id) => firstLike(id) === id)
        .map((id) => ({ id, label: t(CHAPTER_PANELS[id].label) }))}
      shown={firstLike(panel.value)}
      choose={(id) => {
        chosenPanel.value = id
      }}
    >
      {shown.value.length > 0 && <View />}
    </Tabs>
  )
}
