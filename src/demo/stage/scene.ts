import type { Recording } from '../../replay/recording.js'
import type { SwarmState } from '../../replay/swarm-state.js'
import type { Layout } from './layout.js'
import type { Palette } from './palette.js'
import type { Traffic } from './traffic.js'

/** What the stage stresses. A member that is null stresses nothing. */
export interface Emphasis {
  readonly hosts: ReadonlySet<number> | null
  readonly links: 'unchoked' | 'optimistic' | 'trades' | 'choked' | 'improving' | null
  /** Pieces by their copies, or one piece by its number. */
  readonly pieces: 'rarest' | 'missing' | number | null
  /** Who asked the tracker, and when: the tracker is drawn only where this is given. */
  readonly asked: readonly { readonly host: number; readonly seconds: number }[] | null
}

/** All that one picture of the stage shows. */
export interface Scene {
  readonly recording: Recording
  readonly state: SwarmState
  readonly layout: Layout
  readonly palette: Palette
  readonly traffic: Traffic
  /** The peer whose links stand out; null for none. */
  readonly focus: number | null
  /** What is stressed, the rest being dimmed; null for nothing. */
  readonly emphasis: Emphasis | null
}

/** Lines of one direction keep to the right of the straight line by this, pixels. */
const LANE = 3

/** A line from one peer's edge to another's, to the right of the straight line. */
export interface Lane {
  x1: number
  y1: number
  x2: number
  y2: number
}

/** Returns the lane from one peer to another; the two directions never cover each other. */
export function laneBetween({ x, y, radius }: Layout, from: number, to: number): Lane {
  const [dx, dy] = [x[to] - x[from], y[to] - y[from]]
  const length = Math.hypot(dx, dy) || 1
  const [ux, uy] = [dx / length, dy / length]
  const edge = Math.min(radius + 3, length / 2)
  const [sx, sy] = [-uy * LANE, ux * LANE]
  return {
    x1: x[from] + ux * edge + sx,
    y1: y[from] + uy * edge + sy,
    x2: x[to] - ux * edge + sx,
    y2: y[to] - uy * edge + sy,
  }
}

/** Draws a lane in the style that is set. */
export function strokeLane(context: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Lane): void {
  context.beginPath()
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
  context.stroke()
}
