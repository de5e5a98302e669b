import { type Signal, useSignal } from '@preact/signals'
import type { Chapter } from '../../chapters/chapter.js'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { knobScenario } from './chapter-data.js'
import { runScenario } from './chapter-runs.js'
import { showTried } from './chapter-store.js'
import { chapterText } from './chapter-words.js'
import { Outcome } from './outcome.js'

/** The positions of the sliders that have moved, by their ids. */
type Positions = Readonly<Record<string, number>>

/** The sliders of a chapter. A change runs the chapter's scenario anew, next to its own run. */
export function KnobsAct({ of }: { of: Chapter }) {
  const positions = useSignal<Positions>({})
  return (
    <>
      {of.knobs.map((knob) => {
        const at = positions.value[knob.id] ?? knob.from
        const { label } = knob.positions[at] ?? knob.positions[knob.from]
        return (
          <label key={knob.id} class="knob">
            <span>{chapterText(of, `knob.${knob.id}`, null)}</span>
            <input
              type="range"
              data-knob={knob.id}
              min={0}
              max={knob.positions.length - 1}
              value={at}
              aria-valuetext={label}
              onChange={(event) => {
                const value = Number(event.currentTarget.value)
                positions.value = { ...positions.value, [knob.id]: value }
                void tryPositions(of, positions)
              }}
            />
            <output>{localRate(label)}</output>
          </label>
        )
      })}
      <Outcome hint={t('tryMove')} />
    </>
  )
}

async function tryPositions(of: Chapter, positions: Signal<Positions>): Promise<void> {
  const chosen = positions.value
  const result = await runScenario(of, knobScenario(of, chosen, store.seed.value))
  // A later change has its own run.
  if (result === null || positions.value !== chosen) return
  const label = of.knobs
    .filter(({ id, from }) => (chosen[id] ?? from) !== from)
    .map(({ id, positions: all }) => {
      const name = chapterText(of, `knob.${id}`, null)
      return `${name}: ${localRate(all[chosen[id]].label)}`
    })
    .join(', ')
  showTried(label || t('trySame'), result, '')
}

/** Writes a rate such as "100 kbit/s" in the language in use; leaves all else as it is. */
export function localRate(label: string): string {
  return label.replace('kbit/s', t('kbits')).replace('Mbit/s', t('mbits'))
}
