import { useEffect, useRef, useState } from 'preact/hooks'
import { formatFigure, type Unit } from '../../chapters/figure.js'
import { clock, language, t } from '../../words/words.js'
import { moment } from '../moment.js'
import * as store from '../store.js'
import {
  type Curve,
  type Dot,
  type Frame,
  frameFor,
  HEIGHT,
  LEFT,
  marksOf,
  pathOf,
  pointAt,
  TOP,
  ticks,
} from './chart-frame.js'
import { ChartLabels } from './chart-labels.js'
import { ChartTable, DASHES } from './chart-table.js'
import { Mark } from './mark.js'

/** Room for a value below the chart, pixels. */
const TICK = 64

interface ChartProps {
  /** What the chart is of, for a screen reader. */
  readonly label: string
  readonly curves: readonly Curve[]
  readonly unit: Unit
  /** What is from left to right, and points of no curve; without this it is the time. */
  readonly against?: { readonly unit: Unit; readonly dots: readonly Dot[] }
}

/**
 * Curves with their names at their ends, and their values at the moment shown below. Over time, a
 * click goes to that moment; against another value, a line shows where both are equal.
 */
export function LineChart({ label, curves, unit, against }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(520)
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(contentRect.width))
    observer.observe(place.current!)
    return () => observer.disconnect()
  }, [])
  const dots = against?.dots ?? []
  const mostAcross = against === undefined ? store.endSeconds.value || 1 : null
  const frame = frameFor(width, { curves, dots, unit, mostAcross })
  const now = moment.value
  const goTo = ({ offsetX }: MouseEvent) => {
    if (against !== undefined) return
    store.goTo(((offsetX - LEFT) / (frame.right - LEFT)) * frame.mostAcross)
  }
  return (
    <div ref={place} class="chart">
      <svg
        class={against === undefined ? 'lines timed' : 'lines'}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={label}
        // The keys do the same on the slider of the time.
        onPointerDown={goTo}
        onPointerMove={(event) => event.buttons > 0 && goTo(event)}
      >
        <Axes frame={frame} unit={unit} against={against?.unit} />
        {against === undefined ? <Moment frame={frame} now={now} /> : <Diagonal frame={frame} />}
        {dots.map(({ across, value, ...look }, i) => (
          <Mark key={i} x={frame.x(across)} y={frame.y(value)} radius={3.5} {...look} />
        ))}
        {curves.map((curve) => (
          <Line key={`${curve.run} ${curve.name}`} {...{ curve, frame, now }} />
        ))}
        <ChartLabels curves={curves} frame={frame} />
      </svg>
      <ChartTable {...{ curves, unit, now }} />
    </div>
  )
}

interface LineProps {
  readonly curve: Curve
  readonly frame: Frame
  readonly now: number
}

/** A curve, with a point at the moment shown. */
function Line({ curve, frame, now }: LineProps) {
  const { seconds, values, across, colour, shape, isDashed } = curve
  const at = pointAt(curve, now)
  const value = values[at] ?? null
  const x = frame.x(across === undefined ? Math.min(now, seconds[at]) : across[at])
  const dashes = isDashed ? DASHES : undefined
  const look = { shape, colour }
  return (
    <>
      <path class="line" d={pathOf(curve, frame)} stroke={colour} stroke-dasharray={dashes} />
      {marksOf(curve, frame).map((place) => (
        <Mark key={place.x} radius={4} {...place} {...look} />
      ))}
      {value !== null && <Mark class="point" x={x} y={frame.y(value)} radius={6} {...look} />}
    </>
  )
}

function Moment({ frame, now }: { readonly frame: Frame; readonly now: number }) {
  const x = frame.x(now)
  return <line class="now" x1={x} x2={x} y1={TOP} y2={frame.bottom} />
}

/** Where what is upwards equals what is across. */
function Diagonal({ frame }: { readonly frame: Frame }) {
  const most = Math.min(frame.mostAcross, frame.mostValue)
  const [x, y] = [frame.x(most), frame.y(most)]
  const isLeft = x < frame.width / 2
  return (
    <>
      <line class="diagonal" x1={frame.x(0)} x2={x} y1={frame.y(0)} y2={y} />
      <text x={x + (isLeft ? 6 : -6)} y={y + 14} text-anchor={isLeft ? 'start' : 'end'}>
        {t('chartEqual')}
      </text>
    </>
  )
}

interface AxesProps {
  readonly frame: Frame
  readonly unit: Unit
  readonly against: Unit | undefined
}

function Axes({ frame, unit, against }: AxesProps) {
  const { right, bottom, mostAcross, mostValue, x, y } = frame
  const across =
    against === undefined
      ? [0, mostAcross / 2, mostAcross]
      : ticks(mostAcross, Math.max(1, Math.floor((right - LEFT) / TICK)))
  const format = (value: number, of: Unit) => formatFigure(value, of, language.value)
  return (
    <>
      {(unit === 'percent' ? [0, 0.5, 1] : ticks(mostValue, 5)).map((value) => (
        <g key={value}>
          <line class="grid" x1={LEFT} x2={right} y1={y(value)} y2={y(value)} />
          <text x={LEFT - 6} y={y(value) + 5} text-anchor="end">
            {format(value, unit)}
          </text>
        </g>
      ))}
      {across.map((value, i) => (
        <text
          key={value}
          x={x(value)}
          y={bottom + 20}
          text-anchor={i === 0 ? 'start' : value > mostAcross * 0.9 ? 'end' : 'middle'}
        >
          {against === undefined ? clock(value) : format(value, against)}
        </text>
      ))}
    </>
  )
}
