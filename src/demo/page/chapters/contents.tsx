import { CHAPTERS } from '../../chapters/chapters.js'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { linkTo } from './address.js'
import { chapterText } from './chapter-words.js'
import { progress } from './progress.js'

/** All chapters with what the reader has done, and the way to the scenarios without words. */
export function Contents() {
  const first = CHAPTERS.find(({ id }) => !progress.value[id]?.isRead) ?? CHAPTERS[0]
  return (
    <main class="contents">
      <p class="lead">{t('contentsLead')}</p>
      <ol start={0}>
        {CHAPTERS.map((chapter) => {
          const { bet, isRead } = progress.value[chapter.id] ?? {}
          return (
            <li key={chapter.id}>
              <a href={linkTo(chapter.id)} class={chapter === first ? 'next' : ''}>
                <b>{chapterText(chapter, 'title', null)}</b>
                <span>{chapterText(chapter, 'question', null)}</span>
                <small>
                  {isRead ? t('contentsRead') : bet === undefined ? '' : t('contentsBet')}
                </small>
              </a>
            </li>
          )
        })}
      </ol>
      <p>
        <a class="free" href={`#scenario=${store.scenarios.value[0]?.id ?? ''}`}>
          {t('contentsFree')}
        </a>
      </p>
    </main>
  )
}
