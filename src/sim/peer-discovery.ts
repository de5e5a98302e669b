import * as K from './event-kinds.js'
import type { HostOutput } from './host-output.js'
import { HOST_STRIDE, ONLINE } from './hosts.js'
import type { Network } from './network.js'
import type { NetworkListener } from './network-listener.js'
import type { Population } from './population.js'
import type { Simulation } from './simulation.js'
import { type Trace, VERB } from './trace.js'

/** A dial without an answer fails after this long. */
export const DIAL_TIMEOUT_SECONDS = 10

/** What peer discovery needs of the swarm. */
export interface World extends NetworkListener {
  readonly simulation: Simulation
  readonly network: Network
  readonly population: Population
  readonly trace: Trace
}

/** Connects the peers of a swarm, and replaces connections that are lost. */
export interface PeerDiscovery {
  /** Tells whether an event's peer is still there: its host, or one of its addresses. */
  isThere(host: number): boolean
  /** Makes the output to which the host's peer sends its messages. */
  makeOutput(host: number): HostOutput
  /** The host's peer has arrived. */
  arrived(now: number, host: number): void
  /** The peer was woken by its timer. */
  woken(now: number, host: number): void
  /** The peer is online again. */
  returned(now: number, host: number): void
  /** The peer has one more piece. */
  gained(now: number, host: number, piece: number): void
  /** The peer has become complete. */
  completed(now: number, host: number): void
  /** The peer is about to leave gracefully. */
  stopped(now: number, host: number): void
  /** The peer is gone: forgets what it knew. */
  departed(host: number): void
  /**
   * The others know that the peer is gone: at once if it said so, else after `SILENCE_SECONDS`.
   * Each loses its own link by itself; this is for what they share, such as a ring.
   */
  missed(now: number, host: number): void
  /** The peer lost a link; `address` was at the other end. */
  unlinked(now: number, host: number, link: number, address: number): void
  /** Breaks the links to the host's parents, which are never made again. */
  cut(now: number, host: number): void
  /**
   * Tells whether any two peers are linked, or may ever be while the tracker is down; always true
   * if left out.
   */
  canMeet?(): boolean
  /**
   * Returns a number for each host that has arrived: hosts with different numbers are not joined by
   * links, and never will be. Null if any two may be, as if left out.
   */
  islands?(): Int32Array | null
  /** Handles an event of peer discovery, whose kind is in `what`; the host's peer is there. */
  handle(now: number, what: number, host: number, b: number): void
}

/**
 * Whether a dial gets its answer now, a round trip later. A silent host gives none: the dial then
 * fails at its time limit. A host whose peer is gone refuses at once (TCP's reset). `from` and `to`
 * are the addresses of the two hosts.
 */
export function isAnswered(
  world: World,
  now: number,
  host: number,
  other: number,
  from = host,
  to = other,
): boolean {
  if (!world.network.outages.isSilent(other)) return true
  const { latencySeconds } = world.population.hosts
  const dialledAt = now - 2 * (latencySeconds[host] + latencySeconds[other])
  const failsAt = Math.max(now, dialledAt + DIAL_TIMEOUT_SECONDS)
  world.simulation.schedule(failsAt, K.DIAL_FAILED, from, to)
  return false
}

/** Dials: schedules `CONNECTED` a round trip later, or `DIAL_FAILED` if the host is unreachable. */
export function dial(world: World, now: number, host: number, other: number): void {
  const { latencySeconds, reachable } = world.population.hosts
  world.trace.record(now, host, VERB.dial, other, 0, 0)
  if (reachable[other] === 0) {
    world.simulation.schedule(now + DIAL_TIMEOUT_SECONDS, K.DIAL_FAILED, host, other)
  } else {
    const roundTrip = 2 * (latencySeconds[host] + latencySeconds[other])
    world.simulation.schedule(now + roundTrip, K.CONNECTED, host, other)
  }
}

/** Connects a host with the one that it dialled; false if that is impossible. */
export function connect(world: World, now: number, host: number, other: number): boolean {
  const { ints } = world.population.hosts
  const online = ints[host * HOST_STRIDE + ONLINE] === 1 && ints[other * HOST_STRIDE + ONLINE] === 1
  return online && world.network.connect(now, host, other)
}
