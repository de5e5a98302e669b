import { EVENT } from '../../../replay/event-kind.js'
import type { Recording } from '../../../replay/recording.js'
import { firstAfter } from '../steps.js'

/** When pieces were received and peers became complete in a run. */
export class Outcome {
  readonly #received: Float64Array
  /** For each group, when its peers became complete, ascending, seconds. */
  readonly #completions: readonly number[][]

  constructor({ events, hosts, header }: Recording) {
    const { kind, host, value, time } = events
    const received: number[] = []
    const held = new Int32Array(header.hostCount)
    this.#completions = header.groups.map(() => [])
    for (let at = 0; at < kind.length; at++) {
      if (kind[at] === EVENT.held && value[at] >= 0) held[host[at]]++
      if (kind[at] !== EVENT.gained) continue
      received.push(time[at])
      if (++held[host[at]] === header.pieceCount) {
        this.#completions[hosts.group[host[at]]].push(time[at])
      }
    }
    this.#received = Float64Array.from(received)
  }

  /** Returns how many pieces all peers together have received by then. */
  receivedBy(seconds: number): number {
    return firstAfter(this.#received, seconds)
  }

  /** Returns how many peers have become complete by then: of a group, or of all. */
  completeBy(seconds: number, group?: number): number {
    const times = group === undefined ? this.#completions.flat() : this.#completions[group]
    return times?.filter((time) => time <= seconds).length ?? 0
  }

  /** Returns when the last peer became complete, of a group or of all; null if none did. */
  lastComplete(group?: number): number | null {
    const times = group === undefined ? this.#completions.flat() : this.#completions[group]
    return times === undefined || times.length === 0 ? null : Math.max(...times)
  }
}

/** Returns when two runs first differ, seconds; null if they are the same. */
export function firstDifference(a: Recording, b: Recording): number | null {
  const events = firstUnequal(
    [a.events.time, a.events.kind, a.events.host, a.events.other, a.events.value],
    [b.events.time, b.events.kind, b.events.host, b.events.other, b.events.value],
  )
  const blocks = firstUnequal(
    [a.blocks.start, a.blocks.from, a.blocks.to, a.blocks.piece, a.blocks.index],
    [b.blocks.start, b.blocks.from, b.blocks.to, b.blocks.piece, b.blocks.index],
  )
  return events === null ? blocks : Math.min(events, blocks ?? Number.POSITIVE_INFINITY)
}

/** Columns of equal length; the first is the time, and ascends. */
type Columns = readonly [time: Float64Array, ...ArrayLike<number>[]]

function firstUnequal(a: Columns, b: Columns): number | null {
  const length = Math.max(a[0].length, b[0].length)
  for (let row = 0; row < length; row++) {
    if (a.every((column, i) => column[row] === b[i][row])) continue
    return Math.min(a[0][row] ?? Number.POSITIVE_INFINITY, b[0][row] ?? Number.POSITIVE_INFINITY)
  }
  return null
}
