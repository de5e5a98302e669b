/** Which blocks are requested from several links at once near the end (Cohen 2003, 2.4.4). */
export interface EndgameSettings {
  /** `torrent`: once every block of the torrent is requested; `piece`: per piece; `off`: never. */
  readonly scope: 'torrent' | 'piece' | 'off'
  /** For scope `piece`: starts when at most this share of the piece's blocks is missing, 0 to 1. */
  readonly threshold: number
  /**
   * False: a link gets as many duplicate requests as its pipeline permits (Cohen). True: only a
   * link with nothing outstanding gets one, for one block at a time. libtorrent does that, which
   * causes few duplicates.
   */
  readonly idleLinksOnly: boolean
  /**
   * The most links that a block is requested from at a time. Transmission 3 and 4: 2, whatever the
   * number of neighbours; Cohen 2003 has no bound.
   */
  readonly mostLinks: number
}

/** How many requests are kept outstanding on a link. */
export interface PipelineSettings {
  /**
   * `fixed`: always `depth`. `adaptive`: what the link delivers in a round trip plus one second,
   * between `depth` and `most`. `spread`: one for each link, which spreads a piece's consecutive
   * blocks over at most `neighbours` links.
   */
  readonly mode: 'fixed' | 'adaptive' | 'spread'
  /** Requests outstanding on a link if fixed, the fewest if adaptive. Cohen 2003: 5. */
  readonly depth: number
  /** The most requests outstanding on a link if adaptive. */
  readonly most: number
  /** For `spread`: the most links that one piece is requested from at a time, below 10. */
  readonly neighbours: number
}

/**
 * How a peer that arrives complete announces its pieces. `off`: all at once. The other modes
 * announce one piece at a time to each neighbour. `bep-16`: the next when another neighbour has the
 * last one, too. `least-served`: the next when the neighbour has the last one, always a piece that
 * was shown to the fewest.
 */
export type SuperSeedingMode = 'off' | 'bep-16' | 'least-served'

/** The settings of one peer's protocol. The defaults are Cohen 2003's. */
export interface PeerSettings {
  /** Upload slots: neighbours unchoked at a time, the optimistic ones included (BEP 3: 4). */
  readonly slots: number
  /** How many of those slots are optimistic (BEP 3: 1); 0: no optimistic unchoke ever. */
  readonly optimisticSlots: number
  /** Seconds between rechokes (BEP 3: 10). */
  readonly rechokeSeconds: number
  /** Seconds that an optimistic unchoke lasts (BEP 3: 30). */
  readonly optimisticSeconds: number
  /** Seconds over which the rolling rate is averaged (Cohen 2003: 20). */
  readonly rateWindowSeconds: number
  /** Seconds without a block from a link until it counts as snubbing us (60). */
  readonly snubSeconds: number
  /** Whether the peer detects snubbing at all. */
  readonly snubbing: boolean
  /** How many first pieces are picked at random (Cohen 2003: 1; mainline later: 4). */
  readonly randomFirstPieces: number
  /** Whether a started piece is finished before another is begun (Cohen 2003, 2.4.1). */
  readonly strictPriority: boolean
  readonly superSeeding: SuperSeedingMode
  /** Pieces that a choked newcomer may download (BEP 6: 10); 0: we allow none and use none. */
  readonly allowedFast: number
  readonly endgame: EndgameSettings
  readonly pipeline: PipelineSettings
  /** Stops dialling at this many links (40). */
  readonly dialLinks: number
  /** Accepts no more than this many links in all (80). */
  readonly maxLinks: number
  /** Announces again for more addresses below this many links (20). */
  readonly reannounceBelowLinks: number
}

/** Cohen's defaults, as in BEP 3 and "Incentives Build Robustness in BitTorrent" (2003). */
export const DEFAULT_PEER_SETTINGS: PeerSettings = {
  slots: 4,
  optimisticSlots: 1,
  rechokeSeconds: 10,
  optimisticSeconds: 30,
  rateWindowSeconds: 20,
  snubSeconds: 60,
  snubbing: true,
  randomFirstPieces: 1,
  strictPriority: true,
  superSeeding: 'off',
  allowedFast: 0,
  endgame: { scope: 'torrent', threshold: 0.1, idleLinksOnly: false, mostLinks: 10_000 },
  pipeline: { mode: 'fixed', depth: 5, most: 250, neighbours: 9 },
  dialLinks: 40,
  maxLinks: 80,
  reannounceBelowLinks: 20,
}
