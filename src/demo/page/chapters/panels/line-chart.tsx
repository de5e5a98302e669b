import { clock } from '../../../words/words.js'
import { moment } from '../../moment.js'
import * as store from '../../store.js'

/** A line of a chart: points of time and a share from 0 to 1. */
export interface Line {
  /** What its dashes stand for; empty if all lines are of one run. */
  readonly run: string
  /** What its colour stands for; empty if all lines are of one group. */
  readonly group: string
  readonly colour: string
  readonly isDashed: boolean
  readonly points: readonly (readonly [seconds: number, share: number])[]
}

const [WIDTH, HEIGHT] = [520, 220]
/** The dashes of the second run. */
const DASHES = '7 5'

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
        {lines.map(({ run, group, colour, isDashed, points }) => (
          <polyline
            key={`${run} ${group}`}
            points={points.map(([at, share]) => `${x(at)},${y(share)}`).join(' ')}
            stroke={colour}
            stroke-dasharray={isDashed ? DASHES : undefined}
          />
        ))}
        <line class="now" x1={x(moment.value)} x2={x(moment.value)} y1={TOP} y2={HEIGHT - BOTTOM} />
      </svg>
      <Keys lines={lines} />
    </>
  )
}

/** What dashes and colours stand for: the runs first, then the groups. */
function Keys({ lines }: { lines: readonly Line[] }) {
  const runs = [...new Map(lines.map((line) => [line.run, line])).values()]
  const groups = [...new Map(lines.map((line) => [line.group, line])).values()]
  return (
    <ul class="keys">
      {runs
        .filter(({ run }) => run !== '')
        .map(({ run, isDashed, colour }) => (
          <li key={run}>
            <svg viewBox="0 0 28 10" aria-hidden="true">
              <line
                x1="0"
                x2="28"
                y1="5"
                y2="5"
                stroke={groups.length > 1 ? 'currentColor' : colour}
                stroke-dasharray={isDashed ? DASHES : undefined}
              />
            </svg>
            {run}
          </li>
        ))}
      {groups
        .filter(({ group }) => group !== '')
        .map(({ group, colour }) => (
          <li key={group}>
            <i class="dot" style={{ background: colour }} />
            {group}
          </li>
        ))}
    </ul>
  )
}
