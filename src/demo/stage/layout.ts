import type { Recording } from '../../replay/recording.js'

/** Where each peer stands on the stage, in CSS pixels, and how large a peer is. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly x: Float64Array
  readonly y: Float64Array
  /** The radius of a peer with its ring of pieces. */
  readonly radius: number
}

/** Places the peers of a run on a stage of a width and a height, CSS pixels. */
export type Arrange = (recording: Recording, width: number, height: number) => Layout

/** With less room than this between two peers, every other one stands further in, pixels. */
export const LEAST_SPACING = 22

/** The least and the most radius of a peer, pixels. */
export const [LEAST_RADIUS, MOST_RADIUS] = [4, 30]

/** Room for the signs around a peer at the edge of the stage, pixels. */
export const MARGIN = 12

/** Returns the numbers of the initial seeds, and those of all other peers. */
export function seedsAndOthers({ header, hosts }: Recording): {
  readonly seeds: readonly number[]
  readonly others: readonly number[]
} {
  const all = Array.from({ length: header.hostCount }, (_, host) => host)
  const isSeed = (host: number) => header.groups[hosts.group[host]].isSeed
  return { seeds: all.filter(isSeed), others: all.filter((host) => !isSeed(host)) }
}

/** Returns the peer at a point, or null. */
export function peerAt({ x, y, radius }: Layout, px: number, py: number): number | null {
  let nearest: number | null = null
  let least = Math.max(radius + 4, 12)
  for (let host = 0; host < x.length; host++) {
    const distance = Math.hypot(x[host] - px, y[host] - py)
    if (distance > least) continue
    nearest = host
    least = distance
  }
  return nearest
}
