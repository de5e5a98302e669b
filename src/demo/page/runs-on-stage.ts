import { computed } from '@preact/signals'
import type { Playhead } from '../../replay/playhead.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { t } from '../words/words.js'
import { chapter, shown } from './chapters/chapter-store.js'
import * as store from './store.js'

/** A run on the stage. */
export interface StageRun {
  /** What it is called; empty if it is alone. */
  readonly label: string
  readonly playhead: Playhead
  /** What it was made from, random seed and all. */
  readonly settings: SwarmSettings
}

/** The runs on the stage: the one shown, then its companion if that is another. */
export const runsOnStage = computed<readonly StageRun[]>(() => {
  if (chapter.value !== null) {
    const all = shown.value.map(({ label, result: { playhead, scenario } }) => {
      return { label, playhead, settings: scenario.settings }
    })
    return all.length === 1 ? [{ ...all[0], label: '' }] : all
  }
  const { playhead, companion } = store
  const { settings } = store.changedScenario.value
  if (playhead.value === null) return []
  if (companion.value === null || companion.value === playhead.value) {
    return [{ label: '', playhead: playhead.value, settings }]
  }
  const original = { ...store.scenario.value.settings, seed: store.seed.value }
  return [
    { label: t('changed'), playhead: playhead.value, settings },
    { label: t('original'), playhead: companion.value, settings: original },
  ]
})
