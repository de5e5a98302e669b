import type { Experiment } from '../../src/lab/run/experiment.js'
import { LinkFlag } from '../../src/peer/link-flags.js'
import type { Recording } from '../../src/replay/recording.js'
import { LINK, PRESENCE, type SwarmState } from '../../src/replay/swarm-state.js'
import { HOST_STRIDE, SENDING, SENDING_BLOCK } from '../../src/sim/hosts.js'

/** A state as plain data, that of an experiment or of a recording. */
export interface PlainState {
  /** The pieces of each peer that is there, by its number. */
  readonly pieces: Readonly<Record<number, readonly number[]>>
  /** `row>neighbour` and the link's bits. */
  readonly links: Readonly<Record<string, number>>
  /** Upload slots of each peer that is there, and of these the optimistic ones. */
  readonly slots: Readonly<Record<number, readonly [number, number]>>
}

/** Reads the state of an experiment. The bit of optimistic unchokes is left out. */
export function stateOf({ swarm }: Experiment): PlainState {
  const { population, network } = swarm
  const { columns } = population.store
  const pieces: Record<number, number[]> = {}
  const slots: Record<number, [number, number]> = {}
  for (let host = 0; host < population.count; host++) {
    const peer = swarm.peer(host)
    if (peer === null) continue
    pieces[host] = []
    // A recording has the slots of a group, also where the model gives its peers others.
    const isOwn = !population.role(host).servesByModel
    const { slots: all, optimisticSlots } = isOwn ? peer.serving.settings : population.of(host).peer
    slots[host] = [all, optimisticSlots]
    for (let p = 0; p < columns.geometry.pieceCount; p++) {
      if (columns.holdings.has(peer.ownRow, p)) pieces[host].push(p)
    }
  }
  const links: Record<string, number> = {}
  for (let row = 0; row < population.endpoints.count; row++) {
    if (network.endpoints.other[row] === -1) continue
    const flags = columns.flags[row]
    links[`${row}>${swarm.neighbourAt(row)}`] =
      (flags & LinkFlag.AmInterested ? LINK.interested : 0) |
      (flags & LinkFlag.AmUnchoking ? LINK.unchoked : 0) |
      (columns.snubbed[row] === 1 ? LINK.snubbed : 0)
  }
  return { pieces, links, slots }
}

/** Reads the same of a recorded state. */
export function plainState(state: SwarmState): PlainState {
  const pieces: Record<number, number[]> = {}
  const slots: Record<number, [number, number]> = {}
  state.presence.forEach((presence, host) => {
    if (presence !== PRESENCE.here) return
    pieces[host] = []
    slots[host] = [state.slots[host], state.optimisticSlots[host]]
    for (let p = state.pieces.nextSet(host, 0); p >= 0; p = state.pieces.nextSet(host, p + 1)) {
      pieces[host].push(p)
    }
  })
  const links: Record<string, number> = {}
  state.neighbour.forEach((neighbour, row) => {
    if (neighbour >= 0) links[`${row}>${neighbour}`] = state.links[row] & ~LINK.optimistic
  })
  return { pieces, links, slots }
}

/** The blocks on uplinks that go to somebody who is there, as `from:piece:block`, sorted. */
export function onUplinks({ swarm }: Experiment): string[] {
  const { hosts, count, store, endpoints } = swarm.population
  const { blocksPerPiece } = store.columns.geometry
  const found: string[] = []
  for (let host = 0; host < count; host++) {
    const link = hosts.ints[host * HOST_STRIDE + SENDING]
    if (link < 0 || endpoints.other[link] < 0) continue
    const block = hosts.ints[host * HOST_STRIDE + SENDING_BLOCK] & 0x3fff_ffff
    found.push(`${host}:${Math.floor(block / blocksPerPiece)}:${block % blocksPerPiece}`)
  }
  return found.sort()
}

/** The blocks that a recording has under way, in the same form. */
export function underway({ blocks }: Recording, rows: readonly number[]): string[] {
  return rows.map((row) => `${blocks.from[row]}:${blocks.piece[row]}:${blocks.index[row]}`).sort()
}
