/** Which blocks are requested from several links at once near the end (Cohen 2003, 2.4.4). */
export interface EndgameSettings {
  /** `torrent`: once every block of the torrent is requested; `piece`: per piece; `off`: never. */
  readonly scope: 'torrent' | 'piece' | 'off'
  /**
   * For scope `piece`: starts when at most this share of the piece's blocks is missing, 0 to 1. A
   * broken number of blocks is rounded up.
   */
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
   * between `depth` and `most`. `spread`: one for each link, which spreads the consecutive blocks
   * of one piece over at most `neighbours` links; the next piece is begun when that one is here
   * (`StartedPieces` states the rule).
   */
  readonly mode: 'fixed' | 'adaptive' | 'spread'
  /** Requests outstanding on a link if fixed, the fewest if adaptive. Cohen 2003: 5. */
  readonly depth: number
  /** The most requests outstanding on a link if adaptive. */
  readonly most: number
  /** For `spread`: the most links that one piece is requested from at a time, below 10. */
  readonly neighbours: number
  /**
   * For `spread`: what a link does that is not needed for the started piece. `wait`: it stays idle
   * until the piece is here. `begin`: it begins another piece.
   */
  readonly idleLinks: 'wait' | 'begin'
}

/**
 * Which started piece a link continues, and whether it begins another one first.
 *
 * `rarest`: the one that the fewest neighbours hold, random among equals. A seed continues only
 * pieces that were requested from a seed, and begins a new one if there is none: it does not spend
 * its uplink on what leechers have. That is mainline 4 (BitTorrent 4.0 `PiecePicker.py`: `started`
 * and `seedstarted`), except that a seed there may draw a piece begun elsewhere as it would a new
 * one. Here it does so when there is nothing new.
 *
 * `equally-rare`: as `rarest`, but pieces that are rarer than the started one are begun before, and
 * seeds are like others. That is mainline 5 (BitTorrent 5 `PiecePicker.py`: `tiebreaks`) and
 * libtorrent 2.0 (`piece_picker.hpp`: a downloading piece precedes open ones of its availability
 * alone). libtorrent returns to started pieces once they exceed 1.5 per neighbour; we do not.
 *
 * `oldest`: the one that was started first, whoever holds it.
 */
export type StartedPiecesRule = 'rarest' | 'equally-rare' | 'oldest'

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
  /** Which started piece is continued; without strict priority, only what cannot begin does so. */
  readonly startedPieces: StartedPiecesRule
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
  startedPieces: 'rarest',
  superSeeding: 'off',
  allowedFast: 0,
  endgame: { scope: 'torrent', threshold: 0.1, idleLinksOnly: false, mostLinks: 10_000 },
  pipeline: { mode: 'fixed', depth: 5, most: 250, neighbours: 9, idleLinks: 'wait' },
  dialLinks: 40,
  maxLinks: 80,
  reannounceBelowLinks: 20,
}

/** Returns the steps of the rolling window over which rates are averaged. */
export function windowSteps(
  settings: Pick<PeerSettings, 'rateWindowSeconds' | 'rechokeSeconds'>,
): number {
  return Math.max(1, Math.round(settings.rateWindowSeconds / settings.rechokeSeconds))
}
