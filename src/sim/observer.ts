import type { Peer } from '../peer/peer.js'

/** Receives what happens to the peers of a swarm; `host` is a peer's number. */
export interface SwarmObserver {
  /** A peer arrives, with the pieces that it holds. */
  arrived(now: number, host: number, peer: Peer): void
  /** A block with `bytes` bytes of payload is delivered, useful or not. */
  delivered(now: number, from: number, to: number, bytes: number): void
  /** A piece is complete and its hash is right. */
  gained(now: number, host: number, piece: number): void
  completed(now: number, host: number): void
  /** A host's link is about to change its capacities. */
  linkChanges?(now: number, host: number): void
  /** A peer leaves; it is not used after this call. */
  departed(now: number, host: number, peer: Peer): void
}
