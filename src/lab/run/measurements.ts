import type { RingStats } from '../../sim/overlays/hash-ring.js'

/** What was measured of each peer: a column each, a row a peer in order of its number. */
export interface PeerColumns {
  /** Rows in use. */
  readonly count: number
  /** Index into the groups. */
  readonly group: Uint8Array
  /** Seconds; NaN for a peer that never arrived. */
  readonly arrivalSeconds: Float64Array
  /** Instant of its first verified piece, seconds; NaN for never. */
  readonly firstPieceSeconds: Float64Array
  /** Instant of its completion, seconds; NaN for never, its arrival if it came complete. */
  readonly completionSeconds: Float64Array
  /** Instant at which it left, seconds; NaN if it was still there at the end. */
  readonly departureSeconds: Float64Array
  /** Share of the pieces it held on arrival, 0 to 1. */
  readonly startShare: Float64Array
  /** Uplink capacity as the scenario began, bytes/s. */
  readonly upBytesPerSecond: Float64Array
  /** Downlink capacity as the scenario began, bytes/s. */
  readonly downBytesPerSecond: Float64Array
  /** Payload bytes of blocks sent. */
  readonly uploadedBytes: Float64Array
  /** Payload bytes of blocks received, duplicates and corrupt ones included. */
  readonly downloadedBytes: Float64Array
  /** Of those received: from peers that arrived complete. */
  readonly fromSeedsBytes: Float64Array
  /** Of those received: from peers that arrived incomplete but were complete when they sent. */
  readonly fromFinishedBytes: Float64Array
  /** Of those received: blocks that it had already. */
  readonly duplicateBytes: Float64Array
  /** Of those received: thrown away because their piece's hash failed. */
  readonly corruptBytes: Float64Array
  /** All but block payload that it sent: message headers, requests, haves, TCP/IP headers, acks. */
  readonly controlBytes: Float64Array
  /** Seconds from arrival to completion or departure while nobody that it wanted unchoked it. */
  readonly chokedSeconds: Float64Array
  /** Seconds during which it was present and incomplete. */
  readonly leechingSeconds: Float64Array
  /** How long after its arrival it must begin to play so as never to stall; NaN if not known. */
  readonly startUpSeconds: Float64Array
  /** Pieces that were not there when the scenario's player came to them; NaN without a player. */
  readonly latePieces: Float64Array
}

/** The swarm as sampled at equal steps: a column each, a row a sample. */
export interface SeriesColumns {
  readonly count: number
  readonly timeSeconds: Float64Array
  /** Peers present that are incomplete. */
  readonly leechers: Float64Array
  /** Peers present that are complete. */
  readonly seeds: Float64Array
  /** Peers that have become complete so far (those that began incomplete). */
  readonly completed: Float64Array
  /** Quantiles of the progress of the leechers present (share of pieces, 0 to 1); NaN if none. */
  readonly progress10: Float64Array
  readonly progress25: Float64Array
  readonly progress50: Float64Array
  readonly progress75: Float64Array
  readonly progress90: Float64Array
  /** Payload bytes/s delivered to all peers since the sample before. */
  readonly rateBytesPerSecond: Float64Array
  /** Payload sent by leechers / their uplink capacity since the sample before; NaN if none. */
  readonly leecherUtilisation: Float64Array
  /** The same of peers that are complete. */
  readonly seedUtilisation: Float64Array
  /** Copies of the rarest piece among the peers present, and the mean over pieces. */
  readonly minCopies: Float64Array
  readonly meanCopies: Float64Array
}

/** Everything that a run measured. Matrices are row-major, from group x to group. */
export interface Measurements {
  readonly groupNames: readonly string[]
  readonly peers: PeerColumns
  readonly series: SeriesColumns
  /** Payload bytes sent from group to group. */
  readonly bytesByPair: Float64Array
  /** Seconds, summed over links, for which one end had the other unchoked and interested. */
  readonly unchokedSecondsByPair: Float64Array
  /** Payload bytes sent by those who came complete when the last piece was out; NaN if never. */
  readonly seedBytesUntilAllPiecesOut: number
  /** Blocks received for the first time and verified. */
  readonly usefulBlocks: number
  /** What a ring by consistent hashing has done; null in any other model. */
  readonly ring: RingStats | null
  /** Events that the simulation stepped through. */
  readonly events: number
  /** Simulated time at the end of the run, seconds. */
  readonly endSeconds: number
  /** Why it ended: all done; the time limit; nobody can finish any more; the user's interrupt. */
  readonly ended: 'complete' | 'until' | 'stuck' | 'interrupted'
  /** Fingerprint of everything that every peer said, 16 hex digits. */
  readonly traceHash: string
}
