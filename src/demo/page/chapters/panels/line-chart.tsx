import { clock } from '../../../words/words.js'
import { moment } from '../../moment.js'
import * as store from '../../store.js'

/** A line of a chart: points of time and a share from 0 to 1. */
export interface Line {
  readonly label: string
  readonly colour: string
  readonly isDashed: boolean
  readonly points: readonly (readonly [seconds: number, share: number])[]
}

const [WIDTH, HEIGHT] = [520, 220]
const LEFT = 60
const BOTTOM = 24
const TOP = 12

/** Shares over time, with the moment shown as a line. */
export function LineChart({ lines, label }: { lines: readonly Line[]; label: string }) {
  const end = store.endSeconds.value || 1
  const x = (seconds: number) => LEFT + (seconds / end) * (WIDTH - LEFT - 8)
  const y = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)
  const shares = [0, 0.5, 1]
  const times = [0, 0.5, 1].map((part) => part * end)
  return (
    <>
      <svg class="lines" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {shares.map((share) => (
          <g key={share}>
            <line class="grid" x1={LEFT} x2={WIDTH - 8} y1={y(share)} y2={y(share)} />
            <text x={LEFT - 6} y={y(share) + 5} text-anchor="end">
              {Math.round(share * 100)} %
            </text>
          </g>
        ))}
        {times.map((seconds, i) => (
          <text
            key={seconds}
            x={x(seconds)}
            y={HEIGHT - 4}
            text-anchor={['start', 'middle', 'end'][i]}
          >
            {clock(seconds)}
          </text>
        ))}
        {lines.map(({ label: name, colour, isDashed, points }) => (
          <polyline
            key={name}
            points={points
              .map(([at, share]) => `${x(at).toFixed(1)},${y(share).toFixed(1)}`)
              .join(' ')}
            stroke={colour}
            stroke-dasharray={isDashed ? '7 5' : undefined}
          />
        ))}
        <line class="now" x1={x(moment.value)} x2={x(moment.value)} y1={TOP} y2={HEIGHT - BOTTOM} />
      </svg>
      <ul class="keys">
        {lines.map(({ label: name, colour, isDashed }) => (
          <li key={name}>
            <svg viewBox="0 0 28 10" aria-hidden="true">
              <line
                x1="0"
                x2="28"
                y1="5"
                y2="5"
                stroke={colour}
                stroke-dasharray={isDashed ? '7 5' : undefined}
              />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </>
  )
}
