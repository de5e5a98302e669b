import { signal } from '@preact/signals'
import type { Chapter } from '../../chapters/chapter.js'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { leavingScenario, leavingVariant } from './chapter-data.js'
import { runScenario } from './chapter-runs.js'
import { showTried } from './chapter-store.js'
import { Outcome } from './outcome.js'

/** Shares of the missing pieces at which the group can leave, percent. */
const [LEAST, MOST, STEP] = [5, 95, 5]

const percent = signal(60)

/** Lets a group leave earlier or later, next to the chapter's own run of the kind. */
export function LeaveEarlier({ of }: { of: Chapter }) {
  if (of.act.kind !== 'leave-earlier') return null
  const variant = leavingVariant(of, of.act.group)
  if (variant === undefined) return null
  return (
    <>
      <label class="knob">
        <span>{t('tryLeaves')}</span>
        <input
          type="range"
          data-knob="leaves"
          min={LEAST}
          max={MOST}
          step={STEP}
          value={percent.value}
          aria-valuetext={`${percent.value} %`}
          onChange={(event) => {
            percent.value = Number(event.currentTarget.value)
            void tryShare(of, variant)
          }}
        />
        <output>{percent.value} %</output>
      </label>
      <Outcome hint={t('tryMove')} />
    </>
  )
}

async function tryShare(of: Chapter, variant: string): Promise<void> {
  const chosen = percent.value
  const scenario = leavingScenario(of, variant, chosen / 100, store.seed.value)
  const result = await runScenario(of, scenario)
  if (result === null || percent.value !== chosen) return
  showTried(t('tryLeavesAt', { n: chosen }), result, variant)
}
