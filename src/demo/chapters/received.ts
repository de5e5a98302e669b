import { Geometry } from '../../peer/geometry.js'
import { OUTCOME } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'

/** A span of simulated time, seconds: what ends in it counts. */
export interface Span {
  readonly from: number
  readonly until: number
}

/**
 * Returns the payload bytes that a host received within a span and lacked, from anybody or from one
 * sender. A block counts when its last byte arrives.
 */
export function receivedBytes(
  { blocks, header }: Recording,
  host: number,
  { from, until }: Span,
  sender?: number,
): number {
  const geometry = new Geometry(header.sizeBytes, header.pieceBytes)
  let bytes = 0
  for (let row = 0; row < blocks.to.length && blocks.start[row] <= until; row++) {
    if (blocks.to[row] !== host || blocks.outcome[row] !== OUTCOME.useful) continue
    if (blocks.end[row] <= from || blocks.end[row] > until) continue
    if (sender !== undefined && blocks.from[row] !== sender) continue
    bytes += geometry.blockBytes(blocks.piece[row], blocks.index[row])
  }
  return bytes
}
