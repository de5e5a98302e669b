import type { Chapter, Panel } from '../../chapters/chapter.js'
import { t } from '../../words/words.js'
import { chosenPanel, endPanel, panel, shown } from './chapter-store.js'
import { CHAPTER_PANELS } from './panels/panels.js'

/** The panels of a chapter, one shown at a time. */
export function PanelTabs({ of }: { of: Chapter }) {
  const ids: (Panel | 'legend')[] = [
    ...new Set([...of.steps.map((step) => step.panel), endPanel.value]),
    'legend',
  ]
  const { View, label } = CHAPTER_PANELS[panel.value]
  // Two panels of a chapter may be one and the same.
  const tabs = ids.filter(
    (id, i) => ids.findIndex((one) => CHAPTER_PANELS[one].label === CHAPTER_PANELS[id].label) === i,
  )
  return (
    <>
      <div class="tabs" role="tablist">
        {tabs.map((id) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={CHAPTER_PANELS[id].label === label}
            aria-controls="panel"
            onClick={() => {
              chosenPanel.value = id
            }}
          >
            {t(CHAPTER_PANELS[id].label)}
          </button>
        ))}
      </div>
      <section id="panel" role="tabpanel" aria-label={t(label)}>
        {shown.value.length > 0 && <View />}
      </section>
    </>
  )
}
