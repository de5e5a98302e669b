import { OUTCOME } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'
import { type Arrange, LEAST_RADIUS, MARGIN, MOST_RADIUS } from './layout.js'
import { perRecording } from './per-recording.js'

/** Steps until the peers stand still, and until none covers another. */
const [STEPS, APART_STEPS] = [160, 40]

/** The first and longest step, as a share of the stage. */
const FIRST_STEP = 0.1

/** How strongly the middle attracts each peer: one that nobody serves stays near. */
const GRAVITY = 0.4

interface Places {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Where the peers of a run stand; another size of the stage changes nothing about it. */
const placesOf = perRecording(settled)

/**
 * Places peers that exchanged much over the whole run near each other, and all others apart
 * (Fruchterman and Reingold 1991). It begins with a ring and draws nothing at random, so the same
 * run always looks the same; peers stand still while the time runs.
 */
export const forceLayout: Arrange = (recording, width, height) => {
  const { hostCount } = recording.header
  const places = placesOf(recording)
  const room = Math.sqrt((width * height) / Math.max(1, hostCount))
  const most = Math.min(MOST_RADIUS, width / 12, height / 12)
  const radius = Math.max(LEAST_RADIUS, Math.min(most, room * 0.2))
  const edge = radius + MARGIN
  const x = places.x.map((at) => edge + at * (width - 2 * edge))
  const y = places.y.map((at) => edge + at * (height - 2 * edge))
  const layout = { width, height, x, y, radius }
  spread(layout.x, layout.y, 2.5 * radius, edge, width, height)
  return layout
}

/** Returns where the peers come to rest: from 0 to 1 in both directions. */
function settled(recording: Recording): Places {
  const { hostCount } = recording.header
  const pulls = pullsOf(recording)
  const angle = (_: unknown, host: number) => (host / hostCount) * 2 * Math.PI
  const angles = Float64Array.from({ length: hostCount }, angle)
  const [x, y] = [angles.map((at) => Math.cos(at) / 2), angles.map((at) => Math.sin(at) / 2)]
  const distance = 1 / Math.sqrt(hostCount)
  const [dx, dy] = [new Float64Array(hostCount), new Float64Array(hostCount)]
  for (let step = 0; step < STEPS; step++) {
    for (let a = 0; a < hostCount; a++) {
      dx[a] = -GRAVITY * x[a]
      dy[a] = -GRAVITY * y[a]
    }
    for (let a = 0; a < hostCount; a++) {
      for (let b = a + 1; b < hostCount; b++) {
        const [ox, oy] = [x[a] - x[b], y[a] - y[b]]
        const apart = Math.max(1e-4, Math.hypot(ox, oy))
        const pull = pulls[a * hostCount + b]
        const push = (distance * distance) / (apart * apart) - (pull * apart) / distance
        dx[a] += ox * push
        dy[a] += oy * push
        dx[b] -= ox * push
        dy[b] -= oy * push
      }
    }
    const longest = FIRST_STEP * (1 - step / STEPS)
    for (let a = 0; a < hostCount; a++) {
      const far = Math.hypot(dx[a], dy[a])
      const share = Math.min(1, longest / Math.max(far, 1e-9))
      x[a] += dx[a] * share
      y[a] += dy[a] * share
    }
  }
  return { x: fitted(x), y: fitted(y) }
}

/**
 * How strongly each pair attracts each other: the useful blocks that they exchanged, against all
 * that the two exchanged with anybody.
 */
function pullsOf({ header, blocks }: Recording): Float64Array {
  const { hostCount } = header
  const pulls = new Float64Array(hostCount * hostCount)
  const all = new Float64Array(hostCount)
  const { from, to, outcome } = blocks
  for (let row = 0; row < from.length; row++) {
    if (outcome[row] !== OUTCOME.useful) continue
    pulls[Math.min(from[row], to[row]) * hostCount + Math.max(from[row], to[row])]++
    all[from[row]]++
    all[to[row]]++
  }
  for (let a = 0; a < hostCount; a++) {
    for (let b = a + 1; b < hostCount; b++) {
      pulls[a * hostCount + b] /= Math.sqrt(all[a] * all[b]) || 1
    }
  }
  return pulls
}

/** Returns coordinates that fill the range from 0 to 1; one alone stands in the middle. */
function fitted(values: Float64Array): Float64Array {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return values.map((value) => (most === least ? 0.5 : (value - least) / (most - least)))
}

/** Moves peers apart that are nearer to each other than a distance, within the edges. */
function spread(
  x: Float64Array,
  y: Float64Array,
  distance: number,
  edge: number,
  width: number,
  height: number,
): void {
  for (let step = 0; step < APART_STEPS; step++) {
    for (let a = 0; a < x.length; a++) {
      for (let b = a + 1; b < x.length; b++) {
        const [ox, oy] = [x[b] - x[a], y[b] - y[a]]
        const apart = Math.hypot(ox, oy)
        if (apart >= distance) continue
        // Two at one place part sideways.
        const [ux, uy] = apart === 0 ? [1, 0] : [ox / apart, oy / apart]
        const half = (distance - apart) / 2
        x[a] = within(x[a] - ux * half, edge, width)
        y[a] = within(y[a] - uy * half, edge, height)
        x[b] = within(x[b] + ux * half, edge, width)
        y[b] = within(y[b] + uy * half, edge, height)
      }
    }
  }
}

function within(value: number, edge: number, size: number): number {
  return Math.max(edge, Math.min(size - edge, value))
}
