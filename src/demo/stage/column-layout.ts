import {
  type Arrange,
  LEAST_RADIUS,
  LEAST_SPACING,
  MARGIN,
  MOST_RADIUS,
  seedsAndOthers,
} from './layout.js'

/** How far the ends of a column bend inwards, as a share of the width. */
const BEND = 0.36

/**
 * Places initial seeds in a column on the left and all others in one on the right, group by group.
 * A column bends, so that the lines between two peers of it do not cover each other; one without
 * room for all stands in lanes.
 */
export const columnLayout: Arrange = (recording, width, height) => {
  const { hostCount } = recording.header
  const { seeds, others } = seedsAndOthers(recording)
  const [x, y] = [new Float64Array(hostCount), new Float64Array(hostCount)]
  const most = Math.max(1, seeds.length, others.length)
  const spacing = (height - 2 * MARGIN) / most
  const lanes = Math.max(1, Math.ceil(LEAST_SPACING / spacing))
  const wanted = spacing * lanes * 0.36
  const radius = Math.max(LEAST_RADIUS, Math.min(MOST_RADIUS, width / 14, wanted))
  const edge = radius + MARGIN
  const column = (peers: readonly number[], isLeft: boolean) => {
    for (const [i, host] of peers.entries()) {
      // From -1 at the top to 1 at the bottom.
      const at = ((i + 0.5) / peers.length) * 2 - 1
      const lane = peers.length === most ? (i % lanes) * radius * 2.6 : 0
      const inwards = edge + at * at * BEND * width + lane
      x[host] = isLeft ? inwards : width - inwards
      y[host] = height / 2 + at * (height / 2 - edge)
    }
  }
  column(seeds, true)
  column(others, false)
  return { width, height, x, y, radius }
}
