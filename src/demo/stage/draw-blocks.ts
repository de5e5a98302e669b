import { OUTCOME } from '../../replay/event-kind.js'
import { laneBetween, type Scene } from './scene.js'

/**
 * Draws each block that is under way as a bead. It is on the line for as long as the block is on
 * its way, from the moment its sender begins it until its receiver has all of it. One whose arrival
 * is not known, since the run ends before, is left out.
 */
export function drawBlocks(context: CanvasRenderingContext2D, scene: Scene): void {
  const { state, recording, layout, palette, focus } = scene
  const { from, to, start, end, outcome } = recording.blocks
  const size = Math.max(2, Math.min(4.5, layout.radius * 0.28))
  const [useful, wasted, others] = [new Path2D(), new Path2D(), new Path2D()]
  for (const row of state.underway) {
    if (outcome[row] === OUTCOME.underway) continue
    const { x1, y1, x2, y2 } = laneBetween(layout, from[row], to[row])
    const share = (state.time - start[row]) / (end[row] - start[row])
    const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share]
    const isOurs = focus === null || focus === from[row] || focus === to[row]
    const path = !isOurs ? others : outcome[row] === OUTCOME.useful ? useful : wasted
    // A bead by its shape, not its colour alone: a square is of no use.
    if (outcome[row] === OUTCOME.useful) {
      path.moveTo(x + size, y)
      path.arc(x, y, size, 0, 2 * Math.PI)
    } else path.rect(x - size, y - size, 2 * size, 2 * size)
  }
  context.lineWidth = 1.5
  context.strokeStyle = palette.background
  context.globalAlpha = 0.12
  context.fillStyle = palette.text
  context.fill(others)
  context.globalAlpha = 1
  context.stroke(useful)
  context.fill(useful)
  context.fillStyle = palette.wasted
  context.stroke(wasted)
  context.fill(wasted)
}
