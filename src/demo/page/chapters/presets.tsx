import type { Chapter } from '../../chapters/chapter.js'
import { scenarioTitle, t } from '../../words/words.js'
import { presets } from './chapter-data.js'

/** The scenarios of the sandbox: each opens on the stage without words. */
export function Presets({ of }: { of: Chapter }) {
  return (
    <>
      <p>{t('presetsOpen')}</p>
      <ul class="presets" aria-label={of.id}>
        {presets().map((each) => (
          <li key={each.id}>
            <a href={`#scenario=${each.id}`}>{scenarioTitle(each)}</a>
          </li>
        ))}
      </ul>
    </>
  )
}
