import { t } from '../../words/words.js'
import * as store from '../store.js'
import { runAgain } from './chapter-store.js'

/** Runs the chapter with the next random seed. */
export function AnotherSeedButton() {
  return (
    <button
      type="button"
      onClick={() => {
        store.seed.value = String((Number(store.seed.value) || 0) + 1)
        runAgain()
      }}
    >
      {t('claimAgain')}
    </button>
  )
}
