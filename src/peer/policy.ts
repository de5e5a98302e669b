import type { BitTable } from '../base/bits.js'
import type { Geometry } from './geometry.js'
import type { UplinkShares } from './uplink-shares.js'

/**
 * What a choker may read of the peer's links: a row a link, a column an array. Never written. The
 * columns may hold other peers' rows too: the peer's own are `first` to `end` - 1.
 */
export interface LinkView {
  readonly first: number
  /**
   * One more than the last row that is in use, or was at the last timed rechoke; a link keeps its
   * row for life.
   */
  readonly end: number
  /** The most rows that the peer can have. */
  readonly capacity: number
  /** 1 = open: the handshake is done. 0 also in an empty row. */
  readonly open: Uint8Array
  /** 1 = they want a piece of ours. */
  readonly interested: Uint8Array
  /** 1 = a minute without a block from them. */
  readonly snubbed: Uint8Array
  /** Rolling rate in bytes/s: theirs to us while we leech, ours to them once we seed. */
  readonly rate: Float64Array
  /** Instant at which the link opened, seconds. */
  readonly openedAt: Float64Array
  /** 1 = we let it download, as the last rechoke left it. */
  readonly unchoked: Uint8Array
  /** Instant at which we last began to unchoke it, seconds; -1 for never. */
  readonly unchokedAt: Float64Array
  /** What the torrent measures. */
  readonly geometry: Geometry
  /** Payload bytes that we have sent in all, over links that are gone too. */
  readonly uploadedBytes: number
  /** Pieces that they hold, by their own word. */
  held(link: number): number
  /** Whether the link is open and they let us download. */
  unchokesUs(link: number): boolean
  /** Payload bytes from them since the link opened. */
  receivedBytes(link: number): number
  /** Payload bytes to them since the link opened. */
  sentBytes(link: number): number
}

/** Hears why a choker marked each link; costs nothing when there is none. */
export interface ChokeRecorder {
  /** Link `link` came in at `rank` (0 first) with this rate, and was or was not unchoked. */
  decided(link: number, unchoked: boolean, reason: ChokeReason, rank: number, rate: number): void
}

/** Why a link is or is not unchoked. */
export type ChokeReason =
  | 'fastest'
  | 'optimistic'
  | 'faster-but-uninterested'
  | 'next-in-turn'
  | 'everybody'
  | 'nobody'
  | 'random'
  | 'colluder'
  | 'share-due'
  | 'best-return'
  | 'least-or-most'
  | 'in-debt'
  | 'slots-full'
  | 'not-interested'
  | 'snubbed'

/**
 * Decides whom to upload to. The core asks every ten seconds (`timed`), and between whenever an
 * unchoked link loses interest or goes, or a slot is free for a new taker; it turns the marks into
 * choke and unchoke.
 */
export interface Choker {
  /**
   * How those whom it serves share the uplink. If it has none, a block a turn each. Plug-ins have
   * none.
   */
  readonly shares?: UplinkShares
  /** Marks in `unchoked`, 1 a row, who may download; every row of the peer's is written. */
  rechoke(
    now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void
}

/** How many of a peer's neighbours hold each piece, by their own word. */
export interface Availability {
  /** How many hold this piece. */
  copies(piece: number): number
}

/** Decides which piece to start next. */
export interface PiecePicker {
  /**
   * The best piece to start among the candidates: one row of a table, never empty. Row `missing`
   * of the same table has all pieces that are neither here nor begun, whoever holds them.
   */
  next(candidates: BitTable, row: number, missing: number, availability: Availability): number
}
