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

/** Seeds stand in the middle if there are no more of them than this. */
const MOST_IN_MIDDLE = 3

/** With less room than this between two peers, every other one stands further in, pixels. */
const LEAST_SPACING = 22

const MOST_RADIUS = 30
const LEAST_RADIUS = 4

/** Places initial seeds in the middle and all others on a ring, group by group. */
export function layOut({ header, hosts }: Recording, width: number, height: number): Layout {
  const seeds = header.groups.reduce((n, group) => n + (group.isSeed ? group.count : 0), 0)
  const hasMiddle = seeds <= MOST_IN_MIDDLE
  const all = Array.from({ length: header.hostCount }, (_, host) => host)
  const isInMiddle = (host: number) => hasMiddle && header.groups[hosts.group[host]].isSeed
  const ring = all.filter((host) => !isInMiddle(host))
  const side = Math.min(width, height)
  const room = (side / 2 - 14) * 2 * Math.PI
  const isStaggered = room / Math.max(1, ring.length) < LEAST_SPACING
  const spacing = (room / Math.max(3, ring.length)) * (isStaggered ? 1.7 : 1)
  const radius = Math.max(LEAST_RADIUS, Math.min(MOST_RADIUS, side / 12, spacing * 0.36))
  const [x, y] = [new Float64Array(all.length), new Float64Array(all.length)]
  const outer = side / 2 - radius - 12
  for (const [i, host] of ring.entries()) {
    const angle = (i / ring.length) * 2 * Math.PI - Math.PI / 2
    const distance = isStaggered && i % 2 === 1 ? outer - radius * 2.6 : outer
    x[host] = width / 2 + Math.cos(angle) * distance
    y[host] = height / 2 + Math.sin(angle) * distance
  }
  const middle = all.filter(isInMiddle)
  for (const [i, host] of middle.entries()) {
    x[host] = width / 2 + (i - (middle.length - 1) / 2) * radius * 3
    y[host] = height / 2
  }
  return { width, height, x, y, radius }
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
