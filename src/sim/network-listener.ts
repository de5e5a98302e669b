/** What the network reports: delivered blocks, complete pieces, links that ended. */
export interface NetworkListener {
  /** A block reached its receiver, useful or not; `spoils` if it is corrupt and was needed. */
  delivered(
    now: number,
    from: number,
    to: number,
    piece: number,
    bytes: number,
    spoils: boolean,
  ): void
  /** A peer has all blocks of a piece. */
  check(now: number, host: number, piece: number): void
  /** The host's peer has lost a link; `address` was at the other end. */
  unlinked(now: number, host: number, link: number, address: number): void
  /** At time `at` the host will have sent all that its traffic cap permits. */
  exhausted(at: number, host: number): void
  /** Decides whether the block that this host sends now is corrupt. */
  corruptsNext(host: number): boolean
}
