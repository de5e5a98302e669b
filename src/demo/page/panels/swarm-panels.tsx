import { computed } from '@preact/signals'
import type { Palette } from '../../stage/palette.js'
import { perRecording } from '../../stage/per-recording.js'
import { type SwarmCurves, swarmCurves } from '../../stage/swarm-curves.js'
import { t, type WordKey } from '../../words/words.js'
import type { Curve } from '../charts/chart-frame.js'
import { LineChart } from '../charts/line-chart.js'
import { runsOnStage } from '../runs-on-stage.js'
import { palette } from '../theme.js'

/** Points of a curve. */
const POINTS = 200

const curvesOf = perRecording((recording) => swarmCurves(recording, POINTS))

/** A curve of every run: its name, its values and its colour. */
type Drawn = readonly [name: WordKey, of: keyof SwarmCurves, colour: (of: Palette) => string]

function eachRun(drawn: readonly Drawn[]): Curve[] {
  return runsOnStage.value.flatMap(({ label, playhead }, nth) => {
    const curves = curvesOf(playhead.recording)
    return drawn.map(([name, of, colour], shape) => ({
      name: t(name),
      run: label,
      colour: colour(palette.value),
      shape,
      isDashed: nth > 0,
      seconds: curves.seconds,
      values: curves[of],
    }))
  })
}

const copies = computed(() =>
  eachRun([
    ['copiesLeast', 'least', ({ groups }) => groups[2]],
    ['copiesMean', 'mean', ({ text }) => text],
    ['copiesMost', 'most', ({ faint }) => faint],
  ]),
)

const trades = computed(() =>
  eachRun([
    ['tradesBoth', 'trades', ({ groups }) => groups[1]],
    ['tradesOneWay', 'oneWay', ({ faint }) => faint],
  ]),
)

/** Copies of the rarest, the mean and the most common piece over time. */
export function CopiesPanel() {
  return (
    <>
      <LineChart label={t('panelCopies')} curves={copies.value} unit="number" />
      <p class="note">{t('copiesNote')}</p>
    </>
  )
}

/** How many pairs serve each other over time, and how many links serve one way. */
export function TradesPanel() {
  return (
    <>
      <LineChart label={t('panelTrades')} curves={trades.value} unit="count" />
      <p class="note">{t('tradesNote')}</p>
    </>
  )
}
