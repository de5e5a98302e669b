/** What the network tells of: a block that is through, a piece that is whole, a link that ended. */
export interface NetworkListener {
  /** A block is through to its hearer, useful or not; `spoils` if it is corrupt and was missing. */
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
  /** The host's peer has one link less; `address` was at the other end. */
  unlinked(now: number, host: number, link: number, address: number): void
  /** At this instant the host will have sent all that its traffic cap lets it. */
  exhausted(at: number, host: number): void
  /** Whether the block that this host sends now is corrupt. */
  corruptsNext(host: number): boolean
}
