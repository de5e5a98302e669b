import { drawBlocks } from './draw-blocks.js'
import { drawLinks } from './draw-links.js'
import { drawPeers } from './draw-peers.js'
import { drawStressedLinks, drawStressedPeers } from './emphasis.js'
import type { Scene } from './scene.js'

/** The layers of the stage from back to front. To draw something else, add a layer. */
const LAYERS = [drawLinks, drawStressedLinks, drawBlocks, drawPeers, drawStressedPeers]

/** Draws one picture of the swarm. It shows nothing that the recording does not hold. */
export function drawStage(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, height } = scene.layout
  context.fillStyle = scene.palette.background
  context.fillRect(0, 0, width, height)
  context.lineCap = 'butt'
  for (const layer of LAYERS) layer(context, scene)
}
