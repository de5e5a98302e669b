import { EVENT } from '../../src/replay/event-kind.js'
import type { Recording } from '../../src/replay/recording.js'
import { LINK } from '../../src/replay/swarm-state.js'
import type { PlainState } from './live-state.js'

/** The oracle of `Playhead`: the state at an instant from all events since the beginning. */
export function naiveState({ header, hosts, events }: Recording, seconds: number): PlainState {
  const pieces = new Map<number, Set<number>>()
  const slots = new Map<number, [number, number]>()
  const links = new Map<number, { other: number; bits: Set<number> }>()
  const bits = (at: number) => links.get(events.row[at])?.bits ?? new Set()
  const handlers: Partial<Record<number, (at: number, host: number, value: number) => void>> = {
    [EVENT.arrived]: (_at, host) => {
      const group = header.groups[hosts.group[host]]
      pieces.set(host, new Set())
      slots.set(host, [group.slots, group.optimisticSlots])
    },
    [EVENT.policyChanged]: (at, host, value) => slots.set(host, [value, events.detail[at]]),
    [EVENT.held]: (_at, host, value) => {
      const all = Array.from({ length: header.pieceCount }, (_, piece) => piece)
      for (const piece of value < 0 ? all : [value]) pieces.get(host)?.add(piece)
    },
    [EVENT.gained]: (_at, host, value) => pieces.get(host)?.add(value),
    [EVENT.departed]: (_at, host) => pieces.delete(host) && slots.delete(host),
    [EVENT.linked]: (at) =>
      links.set(events.row[at], { other: events.other[at], bits: new Set<number>() }),
    [EVENT.closed]: (at) => links.delete(events.row[at]),
    [EVENT.interested]: (at) => bits(at).add(LINK.interested),
    [EVENT.notInterested]: (at) => bits(at).delete(LINK.interested),
    [EVENT.unchoked]: (at) => bits(at).add(LINK.unchoked),
    [EVENT.choked]: (at) => bits(at).delete(LINK.unchoked),
    [EVENT.snubbed]: (at) => bits(at).add(LINK.snubbed),
    [EVENT.unsnubbed]: (at) => bits(at).delete(LINK.snubbed),
  }
  for (let at = 0; at < events.time.length && events.time[at] <= seconds; at++) {
    handlers[events.kind[at]]?.(at, events.host[at], events.value[at])
  }
  return {
    slots: Object.fromEntries(slots),
    pieces: Object.fromEntries(
      [...pieces].map(([host, held]) => [host, [...held].sort((a, b) => a - b)]),
    ),
    links: Object.fromEntries(
      [...links].map(([row, { other, bits }]) => [
        `${row}>${other}`,
        [...bits].reduce((sum, bit) => sum | bit, 0),
      ]),
    ),
  }
}

/** The blocks under way at an instant, from all blocks of the recording. */
export function naiveUnderway({ blocks }: Recording, seconds: number): number[] {
  const rows = Array.from({ length: blocks.start.length }, (_, row) => row)
  return rows.filter((row) => blocks.start[row] <= seconds && seconds < blocks.end[row])
}
