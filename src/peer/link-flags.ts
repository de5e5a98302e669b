// biome-ignore-all lint/suspicious/noConstEnum: no other project compiles it, bundlers inline it

/**
 * The bits of `PeerColumns.flags`, a 16-bit word for each link. "Am" is about us, "Peer" about the
 * neighbour, as in BEP 3.
 *
 * ```
 *  15 .. 10 | 9          | 8            | 7        | 6       | 5
 *  unused   | UnchokedUs | AmInterested | Refusing | Suspect | Snubbed
 *
 *           | 4          | 3            | 2           | 1    | 0
 *           | Guilty     | AmUnchoking  | PeerChoking | Open | Taken
 * ```
 *
 * The bundle of the command has these as literal numbers.
 */
export const enum LinkFlag {
  /** The row has a neighbour. */
  Taken = 1 << 0,
  /** Its handshake is here. */
  Open = 1 << 1,
  /** It does not let us download. */
  PeerChoking = 1 << 2,
  /** We let it download. */
  AmUnchoking = 1 << 3,
  /** It is proven to have sent corrupt blocks. */
  Guilty = 1 << 4,
  /**
   * Its request clock has run out: our requests are withdrawn but for one, a probe. Chokers read
   * another mark (`Links.setSnubbed`), which has a clock of its own.
   */
  Snubbed = 1 << 5,
  /** It may have sent corrupt blocks. */
  Suspect = 1 << 6,
  /** It has rejected a request lately, and gets no further one until the next `wake`. */
  Refusing = 1 << 7,
  /** It holds a piece that we lack, and we have sent it `interested`. */
  AmInterested = 1 << 8,
  /** It has let us download at some time since the last timed rechoke. */
  UnchokedUs = 1 << 9,

  /** A request may be sent if only `Open` is set of these. */
  RequestMask = Open | PeerChoking | Refusing,
  /** There is something to request, too, if only the bits of `Requestable` are set of these. */
  RequestableMask = RequestMask | AmInterested,
  Requestable = Open | AmInterested,
}
