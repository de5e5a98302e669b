import { effect, type ReadonlySignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { Palette } from '../../stage/palette.js'
import { clock, number, t } from '../../words/words.js'
import { moment } from '../moment.js'
import * as store from '../store.js'
import { palette } from '../theme.js'

/** A curve of a chart. */
export interface Curve {
  readonly label: string
  readonly colour: (colours: Palette) => string
  readonly values: readonly (number | null)[]
}

/** Curves over the time of a run. */
export interface TimeChart {
  readonly seconds: readonly number[]
  readonly curves: readonly Curve[]
  /** Shares of 1 are shown in percent. */
  readonly isShare: boolean
}

/** A chart with the moment shown as a line. A click goes to that moment. */
export function LineChart({ data }: { readonly data: ReadonlySignal<TimeChart | null> }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => effect(() => drawn(place.current!, data.value)), [data])
  return <div ref={place} class="chart" />
}

/** Draws the chart anew whenever what it shows changes; the moment alone moves a line. */
function drawn(place: HTMLElement, data: TimeChart | null): (() => void) | undefined {
  if (data === null) return undefined
  const chart = new uPlot(
    optionsFor(data, palette.value, place.clientWidth),
    [data.seconds, ...data.curves.map(({ values }) => values)] as uPlot.AlignedData,
    place,
  )
  const stop = effect(() => {
    void moment.value
    chart.redraw(false)
  })
  const observer = new ResizeObserver(() =>
    chart.setSize({ width: place.clientWidth, height: chart.height }),
  )
  observer.observe(place)
  chart.over.onclick = (event) => store.goTo(chart.posToVal(event.offsetX, 'x'))
  return () => {
    stop()
    observer.disconnect()
    chart.destroy()
  }
}

function optionsFor({ curves, isShare }: TimeChart, colours: Palette, width: number) {
  const axis = { stroke: colours.text, grid: { stroke: colours.missing }, ticks: { show: false } }
  const text = (value: number) =>
    isShare ? `${Math.round(value * 100)} %` : number(value, value < 10 && value % 1 !== 0 ? 1 : 0)
  const y: uPlot.Scale = { range: (_, _least, most) => [0, isShare ? 1 : Math.max(1, most * 1.05)] }
  const options: uPlot.Options = {
    width,
    height: 260,
    cursor: { points: { show: false } },
    scales: { x: { time: false }, y },
    axes: [
      { ...axis, values: (_, seconds) => seconds.map((each) => clock(each)) },
      { ...axis, size: 56, values: (_, values) => values.map(text) },
    ],
    series: [
      { label: t('time'), value: (_, seconds) => (seconds == null ? '' : clock(seconds)) },
      ...curves.map(({ label, colour }) => ({
        label,
        stroke: colour(colours),
        width: 2,
        value: (_: uPlot, value: number | null) => (value == null ? '' : text(value)),
      })),
    ],
    hooks: { draw: [(chart) => drawMoment(chart, colours)] },
  }
  return options
}

function drawMoment({ ctx, bbox, valToPos }: uPlot, colours: Palette): void {
  const x = valToPos(moment.peek(), 'x', true)
  ctx.fillStyle = colours.text
  ctx.fillRect(x - 1, bbox.top, 2, bbox.height)
}
