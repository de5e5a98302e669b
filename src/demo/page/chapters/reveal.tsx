import type { Chapter } from '../../chapters/chapter.js'
import type { Runs } from '../../chapters/run.js'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { AnotherSeedButton } from './another-seed.js'
import { runs } from './chapter-runs.js'
import { bet } from './chapter-store.js'
import { chapterText } from './chapter-words.js'

/** How the bet ended, why, what to remember, and what of it these runs confirm. */
export function Reveal({ of }: { of: Chapter }) {
  const all = runs.value
  if (all === null) return <p class="words">{t('chapterWait')}</p>
  const right = of.bet.right(all)
  return (
    <>
      <p class="result" role="status" data-right={right}>
        <BetResult of={of} right={right} />
      </p>
      <p class="words">{chapterText(of, 'reveal', all)}</p>
      <ul class="sentences">
        <li>{chapterText(of, 'sentence.1', all)}</li>
        <li>{chapterText(of, 'sentence.2', all)}</li>
      </ul>
      <Claims of={of} all={all} />
    </>
  )
}

function BetResult({ of, right }: { of: Chapter; right: string }) {
  const answer = chapterText(of, `bet.${right}`, null)
  if (bet.value === undefined) return <>{t('betNone', { answer })}</>
  if (bet.value === right) return <>✓ {t('betWon', { answer })}</>
  return <>✗ {t('betLost', { yours: chapterText(of, `bet.${bet.value}`, null), answer })}</>
}

/** What the chapter claims, and whether these runs agree; with another random seed to try. */
function Claims({ of, all }: { of: Chapter; all: Runs }) {
  return (
    <details>
      <summary>{t('claims', { seed: store.seed.value })}</summary>
      <ul class="claims">
        {of.claims.map((claim) => {
          const holds = claim.holds(all)
          return (
            <li key={claim.id} data-holds={holds}>
              <span aria-hidden="true">{holds ? '✓' : '✗'}</span>{' '}
              {chapterText(of, `claim.${claim.id}`, all)}{' '}
              <small>{t(holds ? 'claimYes' : 'claimNo')}</small>
            </li>
          )
        })}
      </ul>
      <p class="note">{t('claimNote')}</p>
      <AnotherSeedButton />
    </details>
  )
}
