import * as K from './event-kinds.js'
import type { HostOutput } from './host-output.js'
import { HOST_STRIDE, ONLINE } from './hosts.js'
import type { Network } from './network.js'
import type { NetworkListener } from './network-listener.js'
import type { Population } from './population.js'
import type { Simulation } from './simulation.js'
import { type Trace, VERB } from './trace.js'

/** A dial that meets no answer is given up after this long. */
export const DIAL_TIMEOUT_SECONDS = 10

/** The world that peers meet in. */
export interface World extends NetworkListener {
  readonly simulation: Simulation
  readonly network: Network
  readonly population: Population
  readonly trace: Trace
}

/** Who meets whom: what makes the connections of a swarm, and new ones for those that are lost. */
export interface PeerDiscovery {
  /** Whether the peer that an event is about is still there: its host, or one of its addresses. */
  isThere(host: number): boolean
  /** What the host's peer is to speak into. */
  makeOutput(host: number): HostOutput
  /** The host's peer has arrived. */
  arrived(now: number, host: number): void
  /** Its own timer has come, and it is on the net. */
  woken(now: number, host: number): void
  /** It is back on the net. */
  returned(now: number, host: number): void
  /** It has one piece more. */
  gained(now: number, host: number, piece: number): void
  /** It has become complete. */
  completed(now: number, host: number): void
  /** It is about to leave in good order. */
  stopped(now: number, host: number): void
  /** It is gone, and knows nobody any more. */
  departed(host: number): void
  /** It has one link less; `address` was at the other end. */
  unlinked(now: number, host: number, link: number, address: number): void
  /** The links by which the host is fed break, and are never made again. */
  cut(now: number, host: number): void
  /** An event of a meeting's kind has come (its kind in `what`), and the host's peer is there. */
  handle(now: number, what: number, host: number, b: number): void
}

/** Dials; `CONNECTED` comes a round trip later, or `DIAL_FAILED` once nobody has answered. */
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

/** Connects who dialled with whom it dialled; false if that cannot be. */
export function connect(world: World, now: number, host: number, other: number): boolean {
  const { ints } = world.population.hosts
  const online = ints[host * HOST_STRIDE + ONLINE] === 1 && ints[other * HOST_STRIDE + ONLINE] === 1
  return online && world.network.connect(now, host, other)
}
