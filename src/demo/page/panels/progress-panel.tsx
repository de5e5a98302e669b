import { computed, effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { EVENT } from '../../../replay/event-kind.js'
import type { Recording } from '../../../replay/recording.js'
import { groupColour, type Palette } from '../../stage/palette.js'
import { clock, groupName, t } from '../../words/words.js'
import { moment } from '../moment.js'
import * as store from '../store.js'
import { palette } from '../theme.js'

/** Points of a curve. */
const POINTS = 300

/** The mean share of the pieces of each group at equal steps of time; null while nobody is here. */
function progressOf({ header, hosts, events }: Recording): (number | null)[][] {
  const { groups, pieceCount, endSeconds } = header
  const curves: (number | null)[][] = groups.map(() => [])
  const here = new Int32Array(groups.length)
  const held = new Int32Array(groups.length)
  const counts = new Int32Array(header.hostCount)
  let at = 0
  for (let point = 0; point <= POINTS; point++) {
    const seconds = (point / POINTS) * endSeconds
    for (; at < events.time.length && events.time[at] <= seconds; at++) {
      const host = events.host[at]
      const group = hosts.group[host]
      const kind = events.kind[at]
      let gained = 0
      if (kind === EVENT.arrived) here[group]++
      else if (kind === EVENT.gained) gained = 1
      else if (kind === EVENT.held) gained = events.value[at] < 0 ? pieceCount : 1
      else if (kind === EVENT.departed) {
        here[group]--
        gained = -counts[host]
      }
      counts[host] += gained
      held[group] += gained
    }
    for (const [group, curve] of curves.entries()) {
      curve.push(here[group] === 0 ? null : held[group] / here[group] / pieceCount)
    }
  }
  return curves
}

const curves = computed(() => {
  const recording = store.recording.value
  if (recording === null) return null
  const { endSeconds, groups } = recording.header
  const seconds = Array.from({ length: POINTS + 1 }, (_, i) => (i / POINTS) * endSeconds)
  // Initial seeds have every piece from the first to the last moment: no curve.
  const shown = groups.flatMap(({ isSeed }, group) => (isSeed ? [] : [group]))
  const all = progressOf(recording)
  return { seconds, groups, shown, values: shown.map((group) => all[group]) }
})

/** The progress of each group, with the moment shown as a line. A click goes to that moment. */
export function ProgressPanel() {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => effect(() => drawn(place.current!)), [])
  return (
    <>
      <div ref={place} class="chart" />
      <p class="note">{t('progressNote')}</p>
    </>
  )
}

/** Draws the chart anew whenever what it shows changes; the moment alone moves a line. */
function drawn(place: HTMLElement): (() => void) | undefined {
  const data = curves.value
  if (data === null) return undefined
  const chart = new uPlot(
    optionsFor(data, palette.value, place.clientWidth),
    [data.seconds, ...data.values] as uPlot.AlignedData,
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

function optionsFor(
  { groups, shown }: NonNullable<typeof curves.value>,
  colours: Palette,
  width: number,
): uPlot.Options {
  const axis = { stroke: colours.text, grid: { stroke: colours.missing }, ticks: { show: false } }
  return {
    width,
    height: 260,
    cursor: { points: { show: false } },
    scales: { x: { time: false }, y: { range: [0, 1] } },
    axes: [
      { ...axis, values: (_, seconds) => seconds.map((each) => clock(each)) },
      {
        ...axis,
        size: 56,
        values: (_, shares) => shares.map((share) => `${Math.round(share * 100)} %`),
      },
    ],
    series: [
      { label: t('time'), value: (_, seconds) => (seconds == null ? '' : clock(seconds)) },
      ...shown.map((group) => ({
        label: groupName(groups[group].name),
        stroke: groupColour(colours, group),
        width: 2,
        value: (_: uPlot, share: number | null) =>
          share == null ? '' : `${(share * 100).toFixed(0)} %`,
      })),
    ],
    hooks: { draw: [(chart) => drawMoment(chart, colours)] },
  }
}

function drawMoment({ ctx, bbox, valToPos }: uPlot, colours: Palette): void {
  const x = valToPos(moment.peek(), 'x', true)
  ctx.fillStyle = colours.text
  ctx.fillRect(x - 1, bbox.top, 2, bbox.height)
}
