import { BLOCK_BYTES } from '../../peer/geometry.js'
import { CAP, HOST_STRIDE, ONLINE } from '../../sim/hosts.js'
import type { Swarm } from '../../sim/swarm.js'
import type { Measurements } from '../run/measurements.js'
import type { Ledger } from './ledger.js'

/** Behaviours of peers that announce what they lack, or do not announce what they have. */
const LIARS = ['have-liar', 'under-reporter']
/** Chokers that, without an optimistic unchoke, may serve only those that have served them. */
const RECIPROCAL = ['tit-for-tat', 'by-rate', 'block-tit-for-tat', 'prop-share', 'bit-tyrant']
/** Any slow peer sends a block within this time, unless it has many neighbours to serve. */
const SECONDS_PER_BLOCK = (BLOCK_BYTES * 1.2) / 8000

/**
 * Returns which peer starves without a cause, or an empty text.
 *
 * A peer may wait for ever if the last copy of a piece is gone, or if those that hold it have no
 * slots, have spent their traffic cap, send corrupt blocks, lie, cannot be reached or known, or go
 * offline again and again; and for as long as the run lasts if blocks still arrive. If none of this
 * is so, and nothing has moved for long, the peer starves for no reason.
 */
export function starvation(swarm: Swarm, ledger: Ledger, measurements: Measurements): string {
  const { ended, endSeconds } = measurements
  if (ended !== 'until') return ''
  const quiet = endSeconds - ledger.progressAt
  const { count } = swarm.population
  for (let host = 0; host < count; host++) {
    if (!isWaiting(swarm, host)) continue
    for (let other = 0; other < count; other++) {
      const wait = patience(swarm, [host, other])
      if (other === host || quiet < wait || !isWilling(swarm, other)) continue
      const piece = wantedPiece(swarm, ledger, host, other)
      if (piece < 0 || isTroubled(swarm, [host, other], quiet)) continue
      const { population } = swarm
      return (
        `peer ${host} (${population.of(host).name}) lacks piece ${piece}, which its neighbour ` +
        `${other} (${population.of(other).name}) holds, and no block has arrived anywhere for ` +
        `${Math.round(quiet)} s; the run ended "${ended}" at ${endSeconds} s`
      )
    }
  }
  return ''
}

function isWaiting(swarm: Swarm, host: number): boolean {
  const peer = swarm.peer(host)
  return peer !== null && !peer.complete && isOnline(swarm, host)
}

function isOnline({ population }: Swarm, host: number): boolean {
  return population.hosts.ints[host * HOST_STRIDE + ONLINE] === 1
}

/** Whether the host uploads to whoever asks, sooner or later. */
function isWilling(swarm: Swarm, host: number): boolean {
  const { population } = swarm
  const peer = swarm.peer(host)
  if (peer === null || !isOnline(swarm, host)) return false
  // What somebody chose by hand may leave anybody out.
  if (peer.serving.isByHand) return false
  const { behaviour, corruptShare } = population.of(host)
  const { choker, seedChoker, peer: settings } = population.role(host)
  const current = peer.complete ? seedChoker : choker
  if (current === 'none' || corruptShare > 0 || LIARS.includes(behaviour)) return false
  if (RECIPROCAL.includes(current) && settings.optimisticSlots === 0) return false
  // It serves nobody that owes it much, and a seed is never paid back.
  if (current === 'block-tit-for-tat') return false
  return population.hosts.reals[host * HOST_STRIDE + CAP] > 0
}

/** A piece that the neighbour holds and has announced, and that the host lacks; -1 for none. */
function wantedPiece(swarm: Swarm, ledger: Ledger, host: number, other: number): number {
  const { columns } = swarm.population.store
  const [mine, theirs] = [ledger.stores[host], ledger.stores[other]]
  for (const link of mine?.links ?? []) {
    const there = swarm.network.endpoints.other[link]
    if (there < 0 || swarm.network.addressOf(link) !== other) continue
    for (const piece of theirs?.pieces ?? []) {
      if (mine?.pieces.has(piece) || !columns.holds(link, piece)) continue
      return piece
    }
  }
  return -1
}

/** Whether faults of the network go on, or peers that lie or corrupt are near. */
function isTroubled({ population, settings }: Swarm, hosts: readonly number[], quiet: number) {
  const corrupts = population.of(hosts[0]).corruptShare > 0
  const goOn = hosts.some((host) => {
    const { flapsPerSecond, linkDropsPerSecond } = population.of(host)
    return (flapsPerSecond + linkDropsPerSecond) * quiet > 0.5
  })
  // A neighbour may wait for ever for what a liar claims to have, if it cannot find it out.
  const lies = settings.groups.some(({ behaviour }) => LIARS.includes(behaviour))
  const findsOut = population.role(hosts[0]).peer.snubbing
  return corrupts || goOn || (lies && !findsOut)
}

/** How long nothing may move although it could: some turns of every clock of the two peers. */
function patience({ population }: Swarm, hosts: readonly number[]): number {
  const clocks = hosts.map((host) => {
    const { peer } = population.role(host)
    const { rechokeSeconds, optimisticSeconds, snubSeconds } = peer
    return 3 * (rechokeSeconds + optimisticSeconds) + snubSeconds
  })
  // Optimistic unchokes go round all neighbours, and each takes a block.
  return 60 + Math.max(...clocks) * 4 + population.count * SECONDS_PER_BLOCK * 4
}
