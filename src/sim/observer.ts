import type { Peer } from '../peer/peer.js'

/** Hears what happens to the peers of a swarm; `host` is a peer's number. */
export interface SwarmObserver {
  /** A peer arrives, with what it holds. */
  arrived(now: number, host: number, peer: Peer): void
  /** A block of `bytes` payload bytes is through, useful or not. */
  delivered(now: number, from: number, to: number, bytes: number): void
  /** A piece is whole and its hash right. */
  gained(now: number, host: number, piece: number): void
  completed(now: number, host: number): void
  /** A peer leaves; it is not used any more after this. */
  departed(now: number, host: number, peer: Peer): void
}
