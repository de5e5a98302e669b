import type { Chapter } from '../../chapters/chapter.js'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { ACTS } from './acts.js'
import { AnotherSeedButton } from './another-seed.js'
import { runs } from './chapter-runs.js'
import { chapterText } from './chapter-words.js'
import { KnobsAct } from './knobs-act.js'

/** The one thing to try at the end of a chapter. */
export function Try({ of }: { of: Chapter }) {
  const View = ACTS[of.act.kind]
  if (View !== undefined) {
    return (
      <>
        <p class="words">{chapterText(of, 'try', runs.value)}</p>
        <View of={of} />
      </>
    )
  }
  return of.knobs.length > 0 ? (
    <>
      <p class="words">{t('tryKnobs')}</p>
      <KnobsAct of={of} />
    </>
  ) : (
    <AnotherSeed />
  )
}

/** Every chapter can be run with another random seed. */
function AnotherSeed() {
  return (
    <>
      <p class="words">{t('trySeed', { seed: store.seed.value })}</p>
      <AnotherSeedButton />
    </>
  )
}
