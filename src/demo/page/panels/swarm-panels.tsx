import { computed } from '@preact/signals'
import type { Palette } from '../../stage/palette.js'
import { swarmCurves } from '../../stage/swarm-curves.js'
import { t } from '../../words/words.js'
import * as store from '../store.js'
import { LineChart, type TimeChart } from './line-chart.js'

/** Points of a curve. */
const POINTS = 200

const counted = computed(() => {
  const recording = store.recording.value
  return recording === null ? null : swarmCurves(recording, POINTS)
})

const text = ({ text: colour }: Palette) => colour
const faint = ({ faint: colour }: Palette) => colour
const group = (index: number) => (colours: Palette) => colours.groups[index]

const copies = computed<TimeChart | null>(() => {
  const curves = counted.value
  if (curves === null) return null
  const { seconds, least, mean, most } = curves
  return {
    seconds,
    isShare: false,
    curves: [
      { label: t('copiesLeast'), colour: group(2), values: least },
      { label: t('copiesMean'), colour: text, values: mean },
      { label: t('copiesMost'), colour: faint, values: most },
    ],
  }
})

const trades = computed<TimeChart | null>(() => {
  const curves = counted.value
  if (curves === null) return null
  return {
    seconds: curves.seconds,
    isShare: false,
    curves: [
      { label: t('tradesBoth'), colour: group(1), values: curves.trades },
      { label: t('tradesOneWay'), colour: faint, values: curves.oneWay },
    ],
  }
})

/** Copies of the rarest, the mean and the most common piece over time. */
export function CopiesPanel() {
  return (
    <>
      <LineChart data={copies} />
      <p class="note">{t('copiesNote')}</p>
    </>
  )
}

/** How many pairs serve each other over time, and how many links serve one way. */
export function TradesPanel() {
  return (
    <>
      <LineChart data={trades} />
      <p class="note">{t('tradesNote')}</p>
    </>
  )
}
