import type { Peer } from '../../peer/peer.js'
import type { RingStats } from '../../sim/overlays/hash-ring.js'
import type { Population } from '../../sim/population.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { Tally } from '../../sim/tally.js'

/** A swarm as the metrics see it: simulated, or on real sockets. */
export interface MeasuredSwarm {
  readonly settings: SwarmSettings
  readonly population: Population
  readonly tally: Tally
  /** The peer of a host, null before its arrival and after its departure. */
  peer(host: number): Peer | null
  /** The host at the other end of a link. */
  neighbourAt(link: number): number
  /** All bytes that a host has sent, except the payload of blocks. */
  controlBytes(host: number): number
  /** All bytes of a present host that have left its uplink by `now`. */
  sentBytes(host: number, now: number): number
  /** Those that are payload of blocks. */
  sentPayloadBytes(host: number, now: number): number
  /** Tells whether an event that is planned may make a host serve that serves nobody now. */
  mayServeLater(host: number): boolean
  /** Until when outages have put off a block on its way to a link, seconds; 0 if none did. */
  blockPutOffUntil?(link: number): number
  /** False if no two peers are linked or can ever be; left out on real sockets. */
  readonly canMeet?: boolean
  /**
   * For each host a number: hosts with different numbers are not joined by links, and never will
   * be. Null if any two may be; left out on real sockets.
   */
  readonly islands?: Int32Array | null
  /** Counters of a consistent-hashing ring; null in any other model. */
  readonly ring: RingStats | null
  /** Events that the simulation processed; 0 on real sockets. */
  readonly events: number
  /** Fingerprint of all messages, 16 hex digits; empty on real sockets, where no run repeats. */
  readonly traceHash: string
}
