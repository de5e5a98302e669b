import { type LinkState, statesOf } from '../../../peer/link-states.js'
import { LINK } from '../../../replay/swarm-state.js'
import { t } from '../../words/words.js'

/** The states that a recording knows: who dialled, and what is encrypted, it does not. */
const WORDS = {
  wanted: 'state-wanted',
  'choking us': 'state-choking-us',
  interested: 'state-interested',
  'choked by us': 'state-choked-by-us',
  optimistic: 'state-optimistic',
  'snubbing us': 'state-snubbing-us',
} as const satisfies Partial<Record<LinkState, string>>

const isKnown = (state: LinkState): state is keyof typeof WORDS => state in WORDS

/** Returns what `sim get` shows of a link, by the bits of both its ends. */
export function statesText(ours: number, theirs: number): string {
  const isUnchoked = (ours & LINK.unchoked) !== 0
  const states = statesOf({
    wanted: (ours & LINK.interested) !== 0,
    'choking us': (theirs & LINK.unchoked) === 0,
    interested: (theirs & LINK.interested) !== 0,
    'choked by us': !isUnchoked,
    optimistic: isUnchoked && (ours & LINK.optimistic) !== 0,
    'snubbing us': (ours & LINK.snubbed) !== 0,
  })
  return states
    .filter(isKnown)
    .map((state) => t(WORDS[state]))
    .join(', ')
}

/** What each state means. */
export function StateMeanings() {
  return (
    <details class="note">
      <summary>{t('linkStatesMean')}</summary>
      <dl class="link-states">
        {Object.values(WORDS).map((key) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{t(`means-${key}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
