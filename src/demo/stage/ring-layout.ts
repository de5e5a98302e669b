import {
  type Arrange,
  LEAST_RADIUS,
  LEAST_SPACING,
  MARGIN,
  MOST_RADIUS,
  seedsAndOthers,
} from './layout.js'

/** Seeds stand in the middle if there are no more of them than this. */
const MOST_IN_MIDDLE = 3

/** Places initial seeds in the middle and all others on a ring, group by group. */
export const ringLayout: Arrange = (recording, width, height) => {
  const { hostCount } = recording.header
  const { seeds, others } = seedsAndOthers(recording)
  const middle = seeds.length <= MOST_IN_MIDDLE ? seeds : []
  const ring = middle === seeds ? others : Array.from({ length: hostCount }, (_, host) => host)
  const side = Math.min(width, height)
  const room = (side / 2 - 14) * 2 * Math.PI
  const isStaggered = room / Math.max(1, ring.length) < LEAST_SPACING
  const spacing = (room / Math.max(3, ring.length)) * (isStaggered ? 1.7 : 1)
  const radius = Math.max(LEAST_RADIUS, Math.min(MOST_RADIUS, side / 12, spacing * 0.36))
  const [x, y] = [new Float64Array(hostCount), new Float64Array(hostCount)]
  const outer = side / 2 - radius - MARGIN
  for (const [i, host] of ring.entries()) {
    const angle = (i / ring.length) * 2 * Math.PI - Math.PI / 2
    const distance = isStaggered && i % 2 === 1 ? outer - radius * 2.6 : outer
    x[host] = width / 2 + Math.cos(angle) * distance
    y[host] = height / 2 + Math.sin(angle) * distance
  }
  for (const [i, host] of middle.entries()) {
    x[host] = width / 2 + (i - (middle.length - 1) / 2) * radius * 3
    y[host] = height / 2
  }
  return { width, height, x, y, radius }
}
