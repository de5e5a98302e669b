import type { Recording } from '../../replay/recording.js'
import { PRESENCE, type SwarmState } from '../../replay/swarm-state.js'
import { groupColour, type Palette } from './palette.js'

/** The sizes of the map, CSS pixels. */
export interface MapGrid {
  readonly width: number
  readonly height: number
  /** Where the rows begin, below the bars of the copies. */
  readonly top: number
  readonly row: number
  readonly column: number
}

/** What one picture of the map shows. */
export interface MapScene {
  readonly grid: MapGrid
  readonly colours: Palette
  readonly recording: Recording
  readonly state: SwarmState
  readonly selected: number | null
  readonly cursor: { readonly host: number; readonly piece: number }
}

/** Paints a row for each peer with a cell for each piece; above it, bars of the copies. */
export function paintPieceMap(context: CanvasRenderingContext2D, scene: MapScene): void {
  const { grid, colours, recording } = scene
  context.fillStyle = colours.background
  context.fillRect(0, 0, grid.width, grid.height)
  paintCopies(context, scene)
  for (let host = 0; host < recording.header.hostCount; host++) paintRow(context, scene, host)
  const { host, piece } = scene.cursor
  context.strokeStyle = colours.text
  context.lineWidth = 1
  const [x, y] = [piece * grid.column, grid.top + host * grid.row]
  context.strokeRect(x + 0.5, y + 0.5, Math.max(2, grid.column - 1), Math.max(2, grid.row - 1))
}

/** The bars grow from the rows upwards; a piece of which one copy is left stands out. */
function paintCopies(context: CanvasRenderingContext2D, scene: MapScene): void {
  const { grid, colours, state } = scene
  const most = Math.max(1, ...state.copies)
  for (let piece = 0; piece < state.copies.length; piece++) {
    const copies = state.copies[piece]
    const height = copies === 0 ? 0 : Math.max(2, (copies / most) * (grid.top - 6))
    context.fillStyle = copies === 1 ? colours.rarest : colours.faint
    const [x, width] = cellSpan(grid, piece, piece + 1)
    context.fillRect(x, grid.top - 3 - height, width, height)
  }
}

function paintRow(context: CanvasRenderingContext2D, scene: MapScene, host: number): void {
  const { grid, colours, recording, state, selected } = scene
  const { pieceCount } = recording.header
  const y = grid.top + host * grid.row
  const height = grid.row - (grid.row > 5 ? 1 : 0.5)
  if (state.presence[host] !== PRESENCE.here) return
  context.globalAlpha = selected === null || selected === host ? 1 : 0.55
  context.fillStyle = colours.missing
  context.fillRect(0, y, grid.width, height)
  const colour = groupColour(colours, recording.hosts.group[host])
  for (let piece = 0; piece < pieceCount; piece++) {
    const isHeld = state.pieces.has(host, piece)
    if (!isHeld && !state.started.has(host, piece)) continue
    const [x, width] = cellSpan(grid, piece, piece + 1)
    context.fillStyle = isHeld ? colour : colours.faint
    context.fillRect(x, isHeld ? y : y + height / 2, width, isHeld ? height : height / 2)
  }
  context.globalAlpha = 1
}

/** Where cells begin and how wide they are: with a gap if there is room for one. */
function cellSpan({ column }: MapGrid, first: number, end: number): [x: number, width: number] {
  const gap = column > 4 ? 1 : 0
  return [first * column, (end - first) * column - gap]
}
