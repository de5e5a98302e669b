/** Which blocks are asked of several links at once near the end (Cohen 2003, section 2.4.4). */
export interface EndgameSettings {
  /** `torrent`: once every block of the torrent is asked for; `piece`: per piece; `off`: never. */
  readonly scope: 'torrent' | 'piece' | 'off'
  /** For scope `piece`: starts when at most this share of the piece's blocks is missing, 0 to 1. */
  readonly threshold: number
  /**
   * False: a link is asked again for as much as its pipeline permits (Cohen). True: only a link
   * with nothing outstanding is, for one block at a time (as libtorrent does): few duplicates.
   */
  readonly idleLinksOnly: boolean
  /**
   * The most links that a block is asked of at a time. Transmission 3 and 4: 2, whatever the
   * number of neighbours; Cohen 2003 has no bound.
   */
  readonly mostLinks: number
}

/** How many requests are kept outstanding on a link. */
export interface PipelineSettings {
  /**
   * `fixed`: always `depth`; `adaptive`: what the link delivers in a round trip and a second
   * more, between `depth` and `most`; `spread`: one a link, a piece's consecutive blocks over
   * at most `neighbours` links.
   */
  readonly mode: 'fixed' | 'adaptive' | 'spread'
  /** Requests outstanding on a link (fixed), or the fewest (adaptive). Cohen 2003: 5. */
  readonly depth: number
  /** The most requests outstanding on a link when adaptive. */
  readonly most: number
  /** For `spread`: the most links that one piece is asked of at a time, below 10. */
  readonly neighbours: number
}

/**
 * Whether a peer that comes complete shows each neighbour one piece at a time: `off`: all at once;
 * `bep-16`: the next when the last is at another neighbour, too; `least-served`: the next when the
 * neighbour has the last, always one that was shown to the fewest.
 */
export type SuperSeedingMode = 'off' | 'bep-16' | 'least-served'

/** Everything that one peer can be told about how to behave. The defaults are Cohen 2003's. */
export interface PeerSettings {
  /** Unchoked at a time, the optimistic ones included (BEP 3: 4). */
  readonly slots: number
  /** Of those slots, how many are optimistic (BEP 3: 1); 0: no optimistic unchoke ever. */
  readonly optimisticSlots: number
  /** Seconds between rechokes (BEP 3: 10). */
  readonly rechokeSeconds: number
  /** Seconds that an optimistic unchoke lasts (BEP 3: 30). */
  readonly optimisticSeconds: number
  /** Seconds over which the rolling rate is averaged (Cohen 2003: 20). */
  readonly rateWindowSeconds: number
  /** Seconds without a block from a link until it counts as snubbing us (60). */
  readonly snubSeconds: number
  /** Whether a link can come to count as snubbing us at all. */
  readonly snubbing: boolean
  /** How many first pieces are picked at random (Cohen 2003: 1; mainline later: 4). */
  readonly randomFirstPieces: number
  /** Whether a started piece is finished before another is begun (Cohen 2003, 2.4.1). */
  readonly strictPriority: boolean
  readonly superSeeding: SuperSeedingMode
  /** Pieces that a newcomer may have in spite of a choke (BEP 6: 10); 0: none, nor of others. */
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
