import { computed } from '@preact/signals'
import type { Playhead } from '../../replay/playhead.js'
import { t } from '../words/words.js'
import { chapter, shown } from './chapters/chapter-store.js'
import * as store from './store.js'

/** A run on the stage. */
export interface StageRun {
  /** What it is called; empty if it is alone. */
  readonly label: string
  readonly playhead: Playhead
}

/** The runs on the stage: the one shown, then its companion if that is another. */
export const runsOnStage = computed<readonly StageRun[]>(() => {
  if (chapter.value !== null) {
    const all = shown.value.map(({ label, result }) => ({ label, playhead: result.playhead }))
    return all.length === 1 ? [{ ...all[0], label: '' }] : all
  }
  const { playhead, companion } = store
  if (playhead.value === null) return []
  if (companion.value === null || companion.value === playhead.value) {
    return [{ label: '', playhead: playhead.value }]
  }
  return [
    { label: t('changed'), playhead: playhead.value },
    { label: t('original'), playhead: companion.value },
  ]
})
