import { Playhead } from '../../replay/playhead.js'
import type { Recording } from '../../replay/recording.js'
import { LINK, NO_NEIGHBOUR, PRESENCE, type SwarmState } from '../../replay/swarm-state.js'

/** What is counted of the swarm at equal steps of time. */
export interface SwarmCurves {
  readonly seconds: readonly number[]
  /** Copies of the rarest piece, the mean of all, and of the most common one. */
  readonly least: readonly number[]
  readonly mean: readonly number[]
  readonly most: readonly number[]
  /** Pairs that let each other download and both want to; and links one way. */
  readonly trades: readonly number[]
  readonly oneWay: readonly number[]
}

/** Counts copies and trades at so many moments of a run. */
export function swarmCurves(recording: Recording, points: number): SwarmCurves {
  // A playhead of its own: that of the stage stays where it is.
  const playhead = new Playhead(recording)
  const seconds = Array.from({ length: points + 1 }, (_, i) => (i / points) * playhead.endSeconds)
  const rows = seconds.map((at) => {
    const state = playhead.seek(at)
    return { ...copiesOf(state), ...tradesOf(state) }
  })
  return {
    seconds,
    least: rows.map(({ least }) => least),
    mean: rows.map(({ mean }) => mean),
    most: rows.map(({ most }) => most),
    trades: rows.map(({ trades }) => trades),
    oneWay: rows.map(({ oneWay }) => oneWay),
  }
}

function copiesOf({ copies }: SwarmState) {
  const sum = copies.reduce((all, each) => all + each, 0)
  const count = Math.max(1, copies.length)
  return { least: Math.min(...copies), mean: sum / count, most: Math.max(...copies) }
}

/** Counts who serves a neighbour that wants a piece, both ways and one way. */
function tradesOf(state: SwarmState) {
  let [both, all] = [0, 0]
  for (let host = 0; host < state.presence.length; host++) {
    if (state.presence[host] !== PRESENCE.here) continue
    for (let row = state.firstRow(host); row < state.endRow(host); row++) {
      const other = state.neighbour[row]
      if (other === NO_NEIGHBOUR || (state.links[row] & LINK.unchoked) === 0) continue
      const back = state.rowOf(other, host)
      if (back < 0 || (state.links[back] & LINK.interested) === 0) continue
      all++
      const isTrade = (state.links[row] & LINK.interested) !== 0
      if (isTrade && (state.links[back] & LINK.unchoked) !== 0) both++
    }
  }
  return { trades: both / 2, oneWay: all - both }
}
