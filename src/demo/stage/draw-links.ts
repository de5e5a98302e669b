import { LINK, NO_NEIGHBOUR } from '../../replay/swarm-state.js'
import { groupColour } from './palette.js'
import { type Lane, laneBetween, type Scene, strokeLane } from './scene.js'

/** In swarms of at most so many peers all interest is drawn, else that of one peer alone. */
const FEW_PEERS = 16

/** The widths of lines, pixels, and the rate from which each is drawn, bytes/s. */
const WIDTHS = [
  { from: 0, width: 1 },
  { from: 5_000, width: 2 },
  { from: 25_000, width: 3 },
  { from: 100_000, width: 4.2 },
]

const DASHES = [6, 5]

/** Lines of one look. */
interface Strand {
  readonly lanes: Lane[]
  readonly colour: string
  readonly width: number
  readonly alpha: number
  readonly isDashed: boolean
}

/** Draws each unchoke, and each interest that is choked. */
export function drawLinks(context: CanvasRenderingContext2D, scene: Scene): void {
  const { state, recording } = scene
  const interest = new Path2D()
  const strands = new Map<string, Strand>()
  const { hostCount } = recording.header
  for (let host = 0; host < hostCount; host++) {
    const end = state.endRow(host)
    for (let row = state.firstRow(host); row < end; row++) {
      const neighbour = state.neighbour[row]
      if (neighbour === NO_NEIGHBOUR) continue
      const isUnchoked = (state.links[row] & LINK.unchoked) !== 0
      if (!isUnchoked && !showsInterest(scene, host, neighbour)) continue
      const back = state.rowOf(neighbour, host)
      if (back < 0 || (state.links[back] & LINK.interested) === 0) continue
      if (isUnchoked) addServed(strands, scene, host, row, back)
      else {
        const { x1, y1, x2, y2 } = laneBetween(scene.layout, neighbour, host)
        interest.moveTo(x1, y1)
        interest.lineTo(x2, y2)
      }
    }
  }
  context.globalAlpha = 0.5
  context.lineWidth = 1
  context.strokeStyle = scene.palette.faint
  context.setLineDash([])
  context.stroke(interest)
  for (const { lanes, colour, width, alpha, isDashed } of strands.values()) {
    context.globalAlpha = alpha
    context.lineWidth = width
    context.strokeStyle = colour
    context.setLineDash(isDashed ? DASHES : [])
    // Each by itself: without a GPU, one stroke of 300 lines takes three to ten times as long.
    for (const lane of lanes) strokeLane(context, lane)
  }
  context.globalAlpha = 1
  context.setLineDash([])
}

function showsInterest({ focus, recording }: Scene, a: number, b: number): boolean {
  return recording.header.hostCount <= FEW_PEERS || focus === a || focus === b
}

/** Adds a line from a host to a neighbour that it serves; `back` is the neighbour's row for it. */
function addServed(
  strands: Map<string, Strand>,
  scene: Scene,
  host: number,
  row: number,
  back: number,
): void {
  const { state, traffic, palette, recording, focus } = scene
  const neighbour = state.neighbour[row]
  const weWant = (state.links[row] & LINK.interested) !== 0
  const isTrade = weWant && (state.links[back] & LINK.unchoked) !== 0
  const rate = traffic.rate(host, neighbour)
  const level = WIDTHS.findLastIndex(({ from }) => rate >= from)
  const isOurs = focus === null || focus === host || focus === neighbour
  const alpha = isOurs ? (isTrade ? 1 : 0.6) : 0.08
  const isDashed = (state.links[row] & LINK.optimistic) !== 0
  const group = recording.hosts.group[host]
  const key = `${group} ${level} ${alpha} ${isDashed}`
  let strand = strands.get(key)
  if (strand === undefined) {
    const { width } = WIDTHS[level]
    const colour = groupColour(palette, group)
    strand = { lanes: [], colour, width, alpha, isDashed }
    strands.set(key, strand)
  }
  strand.lanes.push(laneBetween(scene.layout, host, neighbour))
}
