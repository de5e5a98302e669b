import type { Chapter } from '../../chapters/chapter.js'
import { ACTS } from './acts.js'
import { runs } from './chapter-runs.js'
import { chapterText } from './chapter-words.js'

/** The one thing to try at the end of a chapter. */
export function Try({ of }: { of: Chapter }) {
  const View = ACTS[of.act.kind]
  return (
    <>
      <p class="words">{chapterText(of, 'try', runs.value)}</p>
      <View key={of.id} of={of} />
    </>
  )
}
