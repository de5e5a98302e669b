import { OUTCOME } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'
import { LINK, NO_NEIGHBOUR, type SwarmState } from '../../replay/swarm-state.js'
import { type Layout, peerAt } from './layout.js'
import { laneBetween } from './scene.js'

/** Something on the stage: a peer, a link in one direction, or a block by its row. */
export type Target =
  | { readonly kind: 'peer'; readonly host: number }
  | { readonly kind: 'link'; readonly host: number; readonly other: number }
  | { readonly kind: 'block'; readonly row: number }

/** How far from a bead and from a line a click may be, pixels. */
const BEAD_REACH = 9
const LINE_REACH = 6

/** What of the stage can be hit. */
export interface HitScene {
  readonly layout: Layout
  readonly state: SwarmState
  readonly recording: Recording
}

/** Returns what is at a point of the stage: a peer first, then a block, then a link; or null. */
export function targetAt(scene: HitScene, x: number, y: number): Target | null {
  const { layout } = scene
  const host = peerAt(layout, x, y)
  if (host !== null && Math.hypot(layout.x[host] - x, layout.y[host] - y) <= layout.radius + 2) {
    return { kind: 'peer', host }
  }
  return blockAt(scene, x, y) ?? linkAt(scene, x, y) ?? (host === null ? null : peerOf(host))
}

function peerOf(host: number): Target {
  return { kind: 'peer', host }
}

function blockAt({ layout, state, recording }: HitScene, x: number, y: number): Target | null {
  const { from, to, start, end, outcome } = recording.blocks
  let found: Target | null = null
  let least = BEAD_REACH
  for (const row of state.underway) {
    if (outcome[row] === OUTCOME.underway) continue
    const { x1, y1, x2, y2 } = laneBetween(layout, from[row], to[row])
    const share = (state.time - start[row]) / (end[row] - start[row])
    const distance = Math.hypot(x1 + (x2 - x1) * share - x, y1 + (y2 - y1) * share - y)
    if (distance > least) continue
    least = distance
    found = { kind: 'block', row }
  }
  return found
}

/** Of two lanes the nearer one is hit. Links that are not drawn can be hit, too: all have words. */
function linkAt({ layout, state, recording }: HitScene, x: number, y: number): Target | null {
  let found: Target | null = null
  let least = LINE_REACH
  for (let host = 0; host < recording.header.hostCount; host++) {
    const end = state.endRow(host)
    for (let row = state.firstRow(host); row < end; row++) {
      const other = state.neighbour[row]
      if (other === NO_NEIGHBOUR) continue
      const { x1, y1, x2, y2 } = laneBetween(layout, host, other)
      // A link that is unchoked is drawn, so it wins over one that is not.
      const isDrawn = (state.links[row] & LINK.unchoked) !== 0
      const distance = distanceToLine(x, y, x1, y1, x2, y2) + (isDrawn ? 0 : LINE_REACH / 2)
      if (distance >= least) continue
      least = distance
      found = { kind: 'link', host, other }
    }
  }
  return found
}

/** Returns the distance of a point to the line between two others. */
export function distanceToLine(
  x: number,
  y: number,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const length = dx * dx + dy * dy || 1
  const share = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length))
  return Math.hypot(x1 + share * dx - x, y1 + share * dy - y)
}
