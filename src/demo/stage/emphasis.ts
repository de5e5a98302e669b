import { LINK, NO_NEIGHBOUR, PRESENCE, type SwarmState } from '../../replay/swarm-state.js'
import { improvingPairs } from './improving-pairs.js'
import { groupColour } from './palette.js'
import { type Emphasis, laneBetween, type Scene, strokeLane } from './scene.js'

/** How strongly the rest is covered, 0 to 1. */
const VEIL = 0.72

const LINE_WIDTH = 3

/** Half the width of the tracker, pixels. */
const TRACKER_SIZE = 16

/** A question to the tracker is shown for so many seconds. */
const ASKED_SECONDS = 5

/** Of more peers than this no ring is drawn around each that is stressed. */
const MOST_RINGS = 6

/** The width of lines that are many, pixels. */
const THIN_WIDTH = 1.2
/** More gold lines than this would cover each other. */
const MANY_LINES = 60

/** Covers all links, and draws the stressed ones anew. */
export function drawStressedLinks(context: CanvasRenderingContext2D, scene: Scene): void {
  const kind = scene.emphasis?.links ?? null
  if (kind === null) return
  const { layout, palette, recording } = scene
  veil(context, scene, () => context.fillRect(0, 0, layout.width, layout.height))
  context.lineWidth = LINE_WIDTH
  context.setLineDash(kind === 'optimistic' ? [7, 5] : [])
  if (kind === 'improving') {
    context.strokeStyle = palette.rarest
    const pairs = improvingPairs(recording, scene.state)
    if (pairs.length > MANY_LINES) context.lineWidth = THIN_WIDTH
    for (const [a, b] of pairs) {
      strokeLane(context, laneBetween(layout, a, b))
    }
    return
  }
  if (kind === 'choked') context.lineWidth = THIN_WIDTH
  eachLink(scene.state, (host, neighbour, ours, theirs) => {
    if (!isStressed(kind, ours, theirs)) return
    const colour = groupColour(palette, recording.hosts.group[host])
    context.strokeStyle = kind === 'choked' ? palette.wasted : colour
    strokeLane(context, laneBetween(layout, host, neighbour))
  })
  context.setLineDash([])
}

/** Whether a link is of a kind, by the bits of both its ends. */
function isStressed(kind: Emphasis['links'], ours: number, theirs: number): boolean {
  const isWanted = (theirs & LINK.interested) !== 0
  const isUnchoked = (ours & LINK.unchoked) !== 0
  if (!isWanted) return false
  if (kind === 'choked') return !isUnchoked
  if (kind === 'optimistic') return isUnchoked && (ours & LINK.optimistic) !== 0
  if (kind === 'trades') {
    return isUnchoked && (theirs & LINK.unchoked) !== 0 && (ours & LINK.interested) !== 0
  }
  return isUnchoked
}

function eachLink(
  state: SwarmState,
  visit: (host: number, neighbour: number, ours: number, theirs: number) => void,
): void {
  for (let host = 0; host < state.presence.length; host++) {
    const end = state.endRow(host)
    for (let row = state.firstRow(host); row < end; row++) {
      const neighbour = state.neighbour[row]
      if (neighbour === NO_NEIGHBOUR) continue
      const back = state.rowOf(neighbour, host)
      if (back >= 0) visit(host, neighbour, state.links[row], state.links[back])
    }
  }
}

function veil(context: CanvasRenderingContext2D, { palette }: Scene, paint: () => void): void {
  context.globalAlpha = VEIL
  context.fillStyle = palette.background
  paint()
  context.globalAlpha = 1
}

/** Covers the peers that are not stressed, rings the others, and marks stressed pieces. */
export function drawStressedPeers(context: CanvasRenderingContext2D, scene: Scene): void {
  const { emphasis, layout, state } = scene
  if (emphasis === null) return
  const { hosts, pieces, asked } = emphasis
  if (asked !== null) drawTracker(context, scene, asked)
  if (pieces !== null) drawStressedPieces(context, scene, pieces)
  if (hosts === null) return
  const disc = (host: number, radius: number) => {
    context.beginPath()
    context.arc(layout.x[host], layout.y[host], radius, 0, 2 * Math.PI)
  }
  veil(context, scene, () => {
    for (let host = 0; host < layout.x.length; host++) {
      if (hosts.has(host)) continue
      disc(host, layout.radius + 6)
      context.fill()
    }
  })
  if (hosts.size > MOST_RINGS) return
  context.strokeStyle = scene.palette.rarest
  context.lineWidth = 3
  for (const host of hosts) {
    if (state.presence[host] !== PRESENCE.here) continue
    disc(host, layout.radius + 9)
    context.stroke()
  }
}

/** Draws the tracker in a corner, and a line to each peer that asked it a moment ago. */
function drawTracker(
  context: CanvasRenderingContext2D,
  { layout, state, palette }: Scene,
  asked: NonNullable<Emphasis['asked']>,
): void {
  const [x, y] = [TRACKER_SIZE * 1.6, TRACKER_SIZE * 1.4]
  context.strokeStyle = palette.rarest
  context.lineWidth = 2
  context.setLineDash([2, 4])
  for (const { host, seconds } of asked) {
    if (seconds > state.time || seconds < state.time - ASKED_SECONDS) continue
    context.beginPath()
    context.moveTo(x, y)
    context.lineTo(layout.x[host], layout.y[host])
    context.stroke()
  }
  context.setLineDash([])
  for (const row of [-1, 0, 1]) {
    context.fillStyle = palette.rarest
    const height = TRACKER_SIZE * 0.5
    context.fillRect(
      x - TRACKER_SIZE,
      y + row * height * 1.3 - height / 2,
      2 * TRACKER_SIZE,
      height,
    )
    context.fillStyle = palette.background
    context.fillRect(x + TRACKER_SIZE * 0.5, y + row * height * 1.3 - 1, TRACKER_SIZE * 0.3, 3)
  }
}

/** Marks pieces on the ring of each peer: held ones filled, missing ones as a gap in red. */
function drawStressedPieces(
  context: CanvasRenderingContext2D,
  { state, layout, palette, recording }: Scene,
  which: NonNullable<Emphasis['pieces']>,
): void {
  const { pieceCount } = recording.header
  const least = rarestCopies(state)
  const isChosen = (piece: number) => {
    if (which === 'missing') return state.copies[piece] === 0
    return which === 'rarest' ? state.copies[piece] === least : piece === which
  }
  const width = Math.max(2, layout.radius * 0.3)
  const angle = (piece: number) => (piece / pieceCount) * 2 * Math.PI - Math.PI / 2
  context.lineWidth = width
  context.strokeStyle = which === 'missing' ? palette.wasted : palette.rarest
  for (let host = 0; host < layout.x.length; host++) {
    if (state.presence[host] !== PRESENCE.here) continue
    for (let piece = 0; piece < pieceCount; piece++) {
      if (!isChosen(piece)) continue
      if (which !== 'missing' && !state.pieces.has(host, piece)) continue
      context.beginPath()
      const radius = layout.radius + 1 - width / 2
      context.arc(layout.x[host], layout.y[host], radius, angle(piece), angle(piece + 1))
      context.stroke()
    }
  }
}

/** The copies of the rarest piece that anybody holds. */
function rarestCopies({ copies }: SwarmState): number {
  let least = Number.POSITIVE_INFINITY
  for (const count of copies) if (count > 0 && count < least) least = count
  return least
}
