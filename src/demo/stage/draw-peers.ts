import { LINK, NO_NEIGHBOUR, PRESENCE, type SwarmState } from '../../replay/swarm-state.js'
import { groupColour } from './palette.js'
import type { Scene } from './scene.js'
import { cross, groupShape, hourglass, mask, wall } from './shapes.js'

/** The width of the arc of a piece without a second copy, of that of others. */
export const RAREST_WIDTH = 1.7

/** Draws the peers: each a shape of its group with a ring of its pieces and its marks. */
export function drawPeers(context: CanvasRenderingContext2D, scene: Scene): void {
  const { state, layout, palette } = scene
  const { x, y, radius } = layout
  const absent = new Path2D()
  const rarest = rarestPieces(state)
  for (let host = 0; host < x.length; host++) {
    if (state.presence[host] === PRESENCE.here) drawPeer(context, scene, host, rarest)
    else {
      absent.moveTo(x[host] + 2, y[host])
      absent.arc(x[host], y[host], 2, 0, 2 * Math.PI)
    }
  }
  context.fillStyle = palette.faint
  context.globalAlpha = 0.5
  context.fill(absent)
  context.globalAlpha = 1
  if (scene.focus === null) return
  context.strokeStyle = palette.text
  context.lineWidth = 2
  context.setLineDash([3, 3])
  context.beginPath()
  context.arc(x[scene.focus], y[scene.focus], radius + 8, 0, 2 * Math.PI)
  context.stroke()
  context.setLineDash([])
}

/** The pieces of which a single copy is left; empty if there are none. */
function rarestPieces({ copies }: SwarmState): number[] {
  const found: number[] = []
  for (let piece = 0; piece < copies.length; piece++) if (copies[piece] === 1) found.push(piece)
  return found
}

function drawPeer(
  context: CanvasRenderingContext2D,
  scene: Scene,
  host: number,
  rarest: readonly number[],
): void {
  const { state, layout, palette, recording } = scene
  const { header, hosts } = recording
  const [x, y, radius] = [layout.x[host], layout.y[host], layout.radius]
  const colour = groupColour(palette, hosts.group[host])
  const isComplete = state.pieceCounts[host] === header.pieceCount
  context.globalAlpha = state.offline[host] === 1 ? 0.4 : 1
  if (isComplete) drawHalo(context, x, y, radius, colour)
  context.fillStyle = palette.background
  context.beginPath()
  context.arc(x, y, radius + 1, 0, 2 * Math.PI)
  context.fill()
  drawRing(context, scene, host, rarest)
  context.fillStyle = colour
  context.beginPath()
  groupShape(context, hosts.group[host], x, y, radius * 0.62)
  context.fill()
  drawMarks(context, scene, host, x, y)
  context.globalAlpha = 1
}

function drawHalo(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
): void {
  context.strokeStyle = colour
  context.lineWidth = Math.max(1.5, radius * 0.1)
  context.beginPath()
  context.arc(x, y, radius + 4, 0, 2 * Math.PI)
  context.stroke()
}

/** Draws the ring: an arc for each piece held, clockwise from the top. */
function drawRing(
  context: CanvasRenderingContext2D,
  { state, layout, palette, recording }: Scene,
  host: number,
  rarest: readonly number[],
): void {
  const { pieceCount } = recording.header
  const [x, y] = [layout.x[host], layout.y[host]]
  const width = Math.max(1.5, layout.radius * 0.24)
  const radius = layout.radius - width / 2
  const colour = groupColour(palette, recording.hosts.group[host])
  context.lineWidth = width
  context.strokeStyle = palette.missing
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.stroke()
  const arc = (first: number, end: number) => {
    const angle = (piece: number) => (piece / pieceCount) * 2 * Math.PI - Math.PI / 2
    context.moveTo(x + Math.cos(angle(first)) * radius, y + Math.sin(angle(first)) * radius)
    context.arc(x, y, radius, angle(first), angle(end))
  }
  context.strokeStyle = colour
  context.beginPath()
  const { pieces } = state
  for (let first = pieces.nextSet(host, 0); first >= 0; ) {
    let end = first + 1
    while (end < pieceCount && pieces.has(host, end)) end++
    arc(first, end)
    first = end < pieceCount ? pieces.nextSet(host, end) : -1
  }
  context.stroke()
  if (rarest.length === 0) return
  // Such a piece stands out of the ring, for those who see no gold.
  context.strokeStyle = palette.rarest
  context.lineWidth = width * RAREST_WIDTH
  context.beginPath()
  for (const piece of rarest) if (pieces.has(host, piece)) arc(piece, piece + 1)
  context.stroke()
}

/** Draws what is special about a peer: mask, wall, hourglass, cross. */
function drawMarks(
  context: CanvasRenderingContext2D,
  { state, layout, palette, recording }: Scene,
  host: number,
  x: number,
  y: number,
): void {
  const { header, hosts } = recording
  const size = Math.max(3, layout.radius * 0.26)
  const [low, high] = [y + layout.radius * 0.95, y - layout.radius * 0.95]
  const stamp = (add: (path: Path2D) => void, rule: CanvasFillRule = 'nonzero') => {
    const path = new Path2D()
    add(path)
    context.lineWidth = 3
    context.strokeStyle = palette.background
    context.stroke(path)
    context.fillStyle = palette.text
    context.fill(path, rule)
  }
  if (header.groups[hosts.group[host]].isFreeRider)
    stamp((path) => mask(path, x, y, size), 'evenodd')
  if (hosts.reachable[host] === 0) stamp((path) => wall(path, x, low, size))
  if (isSnubbed(state, host, header.pieceCount)) stamp((path) => hourglass(path, x, high, size))
  if (state.offline[host] === 1) {
    context.strokeStyle = palette.wasted
    context.lineWidth = 3
    context.beginPath()
    cross(context, x, y, layout.radius * 0.8)
    context.stroke()
  }
}

/** Without a block for so long a leecher is snubbed, as mainline counts it, seconds. */
const SNUB_SECONDS = 60

/** Whether a leecher that arrived a minute ago or more has neighbours, and each snubs it. */
function isSnubbed(state: SwarmState, host: number, pieceCount: number): boolean {
  if (state.pieceCounts[host] === pieceCount) return false
  // The links of a newcomer are marked, too: nobody has sent it a block so far.
  if (state.time - state.arrivedAt[host] < SNUB_SECONDS) return false
  let links = 0
  const end = state.endRow(host)
  for (let row = state.firstRow(host); row < end; row++) {
    if (state.neighbour[row] === NO_NEIGHBOUR) continue
    if ((state.links[row] & LINK.snubbed) === 0) return false
    links++
  }
  return links > 0
}
