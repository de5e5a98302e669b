import type { RingStats } from '../../sim/overlays/hash-ring.js'
import type { PresenceMeans } from './presence.js'
import type { StuckReason } from './prospects.js'

/** The measurements of each peer: one column per metric, one row per peer in order of number. */
export interface PeerColumns {
  /** Rows in use. */
  readonly count: number
  /** Index into the groups. */
  readonly group: Uint8Array
  /** Seconds; NaN for a peer that never arrived. */
  readonly arrivalSeconds: Float64Array
  /** Time of its first verified piece, seconds; NaN for never. */
  readonly firstPieceSeconds: Float64Array
  /** Time of its completion, seconds; NaN for never, its arrival if it arrived complete. */
  readonly completionSeconds: Float64Array
  /** Time of its departure, seconds; NaN if it was present at the end. */
  readonly departureSeconds: Float64Array
  /** Share of the pieces it held on arrival, 0 to 1. */
  readonly startShare: Float64Array
  /** Uplink capacity at the start of the scenario, bytes/s. */
  readonly upBytesPerSecond: Float64Array
  /** Downlink capacity at the start of the scenario, bytes/s. */
  readonly downBytesPerSecond: Float64Array
  /** Payload bytes of blocks sent. */
  readonly uploadedBytes: Float64Array
  /** Payload bytes of blocks received, duplicates and corrupt ones included. */
  readonly downloadedBytes: Float64Array
  /** Received payload bytes from peers that arrived complete. */
  readonly fromSeedsBytes: Float64Array
  /** Received payload bytes from peers that arrived incomplete but were complete when they sent. */
  readonly fromFinishedBytes: Float64Array
  /** Received payload bytes of blocks that it already had. */
  readonly duplicateBytes: Float64Array
  /** Received payload bytes discarded because the hash of their piece failed. */
  readonly corruptBytes: Float64Array
  /** Bytes sent except block payload: message headers, requests, haves, TCP/IP headers, acks. */
  readonly controlBytes: Float64Array
  /** All bytes that left its uplink while it was present, until no leecher was left. */
  readonly sentBytes: Float64Array
  /** Bytes that its uplink could have sent in that time. */
  readonly capacityBytes: Float64Array
  /** Leeching seconds during which no peer it was interested in unchoked it. */
  readonly chokedSeconds: Float64Array
  /** Seconds during which it was present and incomplete. */
  readonly leechingSeconds: Float64Array
  /** Shortest start-up delay with which playback never stalls, seconds; NaN if not known. */
  readonly startUpSeconds: Float64Array
  /** Pieces missing when the scenario's player needed them; NaN without a player. */
  readonly latePieces: Float64Array
}

/**
 * The swarm sampled at equal intervals and at the end of the run: one column per metric, one row
 * per sample.
 */
export interface SeriesColumns {
  readonly count: number
  readonly timeSeconds: Float64Array
  /** Peers present that are incomplete. */
  readonly leechers: Float64Array
  /** Peers present that are complete. */
  readonly seeds: Float64Array
  /** Peers that arrived incomplete and have completed so far. */
  readonly completed: Float64Array
  /**
   * Quantiles of the progress of the leechers (share of pieces, 0 to 1): of those present, and of
   * those that have completed, which count as 1 even if they are gone. NaN if there is none.
   */
  readonly progress10: Float64Array
  readonly progress25: Float64Array
  readonly progress50: Float64Array
  readonly progress75: Float64Array
  readonly progress90: Float64Array
  /** Payload bytes/s delivered to all peers since the previous sample. */
  readonly rateBytesPerSecond: Float64Array
  /** Payload that left leechers' uplinks / their capacity since the previous sample; or NaN. */
  readonly leecherUtilisation: Float64Array
  /** Payload that left seeds' uplinks / their capacity since the previous sample; or NaN. */
  readonly seedUtilisation: Float64Array
  /** Copies of the rarest piece among the peers present. */
  readonly minCopies: Float64Array
  /** Mean copies of a piece among the peers present. */
  readonly meanCopies: Float64Array
  /** Improving pairs / pairs of leechers that are linked and interested in each other; or NaN. */
  readonly improvingPairs: Float64Array
}

/** One sample of the swarm: a row of the series. */
export type Sample = Readonly<Record<Exclude<keyof SeriesColumns, 'count'>, number>>

/** All measurements of a run. Matrices are row-major: sending group x receiving group. */
export interface Measurements {
  readonly groupNames: readonly string[]
  readonly peers: PeerColumns
  readonly series: SeriesColumns
  /** Means after the warm-up: leechers and seeds present, and links of a present peer. */
  readonly presence: PresenceMeans
  /** Payload bytes sent from group to group. */
  readonly bytesByPair: Float64Array
  /** Seconds, summed over links, during which one end unchoked the other and it was interested. */
  readonly unchokedSecondsByPair: Float64Array
  /** Payload bytes sent by peers that arrived complete until every piece was out; NaN if never. */
  readonly seedBytesUntilAllPiecesOut: number
  /** Blocks received for the first time and verified. */
  readonly usefulBlocks: number
  /** Counters of a consistent-hashing ring; null in any other model. */
  readonly ring: RingStats | null
  /** Events that the simulation processed. */
  readonly events: number
  /** Simulated time at the end of the run, seconds. */
  readonly endSeconds: number
  /** Why it ended: all completed, the time limit, no peer can complete any more, an interrupt. */
  readonly ended: 'complete' | 'until' | 'stuck' | 'interrupted'
  /** Why no leecher can finish, if the run is stuck and simulated; else null. */
  readonly stuckReason: StuckReason | null
  /** Why no sample has a share of improving pairs; null if one has. */
  readonly noImprovingPairsReason: string | null
  /** Fingerprint of every message that every peer sent, 16 hex digits. */
  readonly traceHash: string
}
