import type { BitTable } from '../base/bits.js'
import type { Geometry } from './geometry.js'
import type { UplinkShares } from './uplink-shares.js'

/**
 * What a choker may read of a peer's links: an array for each fact, an element for each link. The
 * arrays may hold other peers' links, too: the peer's own are `first` to `end` - 1. Never write.
 */
export interface LinkView {
  readonly first: number
  /**
   * One more than the last row that is in use, or was at the last timed rechoke. A link keeps its
   * row for life.
   */
  readonly end: number
  /** The most rows that the peer can have. */
  readonly capacity: number
  /** 1 = open: the handshake is done. 0 also in an empty row. */
  readonly open: Uint8Array
  /** 1 = they are interested in a piece of ours. */
  readonly interested: Uint8Array
  /**
   * 1 = they snub us: no block of theirs for a minute, or none since the link opened. Only a block
   * clears it, and a seed has none set. Requests have another clock, which `unchoke` restarts.
   */
  readonly snubbed: Uint8Array
  /**
   * Rolling rate, bytes/s: from them while we are a leecher, to them once we are a seed. It is what
   * came within the window (20 s), over the time for which the link could have moved it: since the
   * link opened, but at least one rechoke interval and at most the window.
   */
  readonly rate: Float64Array
  /** When the link opened, seconds on the peer's own clock. */
  readonly openedAt: Float64Array
  /** 1 = we let it download, as the last rechoke left it. */
  readonly unchoked: Uint8Array
  /** When we last unchoked it, seconds on that clock; -1 for never. */
  readonly unchokedAt: Float64Array
  /** The sizes of the torrent, its pieces and blocks. */
  readonly geometry: Geometry
  /** Payload bytes that we have sent on all links, those that are gone included. */
  readonly uploadedBytes: number
  /** Returns how many pieces they have announced. */
  held(link: number): number
  /** Tells whether the link is open and they let us download. */
  unchokesUs(link: number): boolean
  /** Tells whether they let us download at any time since the last timed rechoke. */
  unchokedUs(link: number): boolean
  /** Returns payload bytes received from them since the link opened. */
  receivedBytes(link: number): number
  /** Returns payload bytes sent to them since the link opened. */
  sentBytes(link: number): number
}

/** Receives the reason for each of a choker's marks. */
export interface ChokeRecorder {
  /** The link was or was not unchoked, with this rank (0 is first, -1 is none) and rate. */
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
  /** Somebody chose the neighbours, and it is one of them or had to make room. */
  | 'by-hand'
  | 'slots-full'
  | 'not-interested'
  /** It has sent no block for a minute, or none yet: a new link counts as snubbing us, too. */
  | 'snubbed'

/** One rechoke. A peer reuses one object for all: read it during the call, and do not keep it. */
export interface RechokeRound {
  /** The time on the peer's own clock, which stands still while its host is offline, seconds. */
  readonly now: number
  readonly links: LinkView
  /** Where the choker marks its decision: 1 = the link may download. */
  readonly unchoked: Uint8Array
  /** Whether this is one of the rechokes every ten seconds, or one in between. */
  readonly timed: boolean
  /** Receives the reason for each mark; null if nobody wants them. */
  readonly recorder: ChokeRecorder | null
}

/**
 * Decides which links to upload to. A peer calls it every ten seconds (`timed`), and in between
 * whenever an unchoked link loses interest or closes, or a free slot meets a newly interested link.
 * The peer turns the marks into `choke` and `unchoke`.
 */
export interface Choker {
  /**
   * How many links it serves at a time, if that is not `slots` of the settings. While fewer are
   * served, it is called when a link becomes interested. Plug-ins have none.
   */
  readonly slots?: number
  /**
   * How many of these slots are regular, that is not optimistic. Left out if the number is not
   * fixed. Only measures read it. Plug-ins have none.
   */
  readonly regularSlots?: number
  /**
   * How unchoked links share the uplink. Without it each has a block a turn. Plug-ins have none.
   */
  readonly shares?: UplinkShares
  /**
   * Asked before each block is sent: false withholds it, and the neighbour's requests wait. It is
   * asked again when a block comes from that neighbour, and after each rechoke. Without it blocks
   * are sent while a link is unchoked. Plug-ins have none.
   */
  maySend?(links: LinkView, link: number): boolean
  /**
   * Tells whether an unchoked link has an optimistic slot. Only measures ask. Without it every slot
   * is regular. Plug-ins have none.
   */
  isOptimistic?(links: LinkView, link: number): boolean
  /** Marks in `round.unchoked` which links may download; it must write every row of the peer's. */
  rechoke(round: RechokeRound): void
}

/** How many of a peer's neighbours hold each piece, as far as they announced it. */
export interface Availability {
  /** Returns how many hold this piece. */
  copies(piece: number): number
}

/** Decides which piece to start next. */
export interface PiecePicker {
  /**
   * Returns the piece to start: one of the candidates, which are a row of a table and never empty.
   * Row `missing` of the same table has all pieces that are neither here nor started.
   */
  next(candidates: BitTable, row: number, missing: number, availability: Availability): number
}
