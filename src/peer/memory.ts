import { BitTable } from '../base/bits.js'
import type { Geometry } from './geometry.js'

/** Whole numbers in a link's line of `PeerMemory.links`: 64 bytes, a cache line. */
export const LINE = 16
/** Where they stand: the requests that we have outstanding. */
export const OUTSTANDING = 0
/** How many requests it may have outstanding. */
export const DEPTH = 1
/** Requests of theirs that wait to be sent: first, last, how many. */
export const UPLOAD_HEAD = 2
export const UPLOAD_TAIL = 3
export const UPLOAD_COUNT = 4
/** The started piece that the link was last asked for a block of: its record. */
export const LAST_PARTIAL = 5
/** From here on the numbers are the transport's own. */
export const TRANSPORT = 8

/** Bits of `PeerMemory.flags`: the row has a neighbour; it has greeted; it does not let us download. */
export const TAKEN = 1
export const OPEN = 2
export const CHOKING = 4
/** We let it download; it wants a piece of ours. */
export const UNCHOKED = 8
export const INTERESTED = 16
/** A minute without a block from it; suspected of corrupt blocks. */
export const SNUBBED = 32
export const SUSPECT = 64

/** Where a link's real numbers stand in its line of `PeerMemory.traffic`. */
export const LAST_BLOCK_AT = 0
/** A number of the transport's own. */
export const TRANSPORT_REAL = 1
/** Bytes from them in each step of the rolling window; behind those, bytes to them. */
export const RECEIVED_BYTES = 2

/** Where a peer's own real numbers stand in its line of `PeerMemory.figures`. */
export const WAKE_AT = 0
export const UPLOADED = 1
export const DOWNLOADED = 2
export const DUPLICATE = 3
export const CORRUPT = 4

/** A peer's rows of `PeerMemory.pieces`: here and checked; neither here nor begun; a scratch row. */
export const OWN = 0
export const UNBEGUN = 1
export const CANDIDATES = 2
const PIECE_ROWS = 3

/**
 * The columns of many peers, in few large arrays, so that what one word touches lies in few cache
 * lines and the arrays' own headers are shared. A peer has the links from `firstLink` on; a link's
 * number is its row here. A client on sockets has a memory for itself alone.
 */
export class PeerMemory {
  readonly linkCount: number
  readonly geometry: Geometry
  /** What is known of each link, bit by bit. */
  readonly flags: Uint8Array
  /** Pieces that they hold and we lack; above 0 we are interested. */
  readonly wanted: Uint16Array | Int32Array
  /** Pieces that they hold. */
  readonly held: Uint16Array | Int32Array
  /** A line of `LINE` whole numbers a link. */
  readonly links: Int32Array
  /** A line of `trafficStride` real numbers a link. */
  readonly traffic: Float64Array
  readonly trafficStride: number
  /** A line of 8 real numbers a peer. */
  readonly figures: Float64Array
  /** What the neighbours hold: a row a link. */
  readonly theirs: BitTable
  /** Three rows a peer. */
  readonly pieces: BitTable
  /** The columns that policies read, a row a link. */
  readonly open: Uint8Array
  readonly interested: Uint8Array
  readonly snubbed: Uint8Array
  readonly unchoked: Uint8Array
  readonly rate: Float64Array
  readonly openedAt: Float64Array
  readonly unchokedAt: Float64Array
  /** What the last rechoke wanted unchoked. */
  readonly marks: Uint8Array
  /**
   * 1 = the next `have` on the link may move the peer at once: it wants nothing of theirs yet, or
   * it may ask and had nothing more to ask. A transport may delay a `have` on any other link.
   */
  readonly eager: Uint8Array

  /** Room for so many peers with so many links in all, and a rolling window of `windowSteps`. */
  constructor(peers: number, links: number, geometry: Geometry, windowSteps: number) {
    this.linkCount = links
    this.geometry = geometry
    this.flags = new Uint8Array(links)
    // A `have` touches these of many links in turn: the narrower, the more of them stay in the cache.
    const Counts = geometry.pieceCount < 65536 ? Uint16Array : Int32Array
    this.wanted = new Counts(links)
    this.held = new Counts(links)
    this.links = new Int32Array(links * LINE)
    this.trafficStride = Math.ceil((2 + 2 * windowSteps) / 8) * 8
    this.traffic = new Float64Array(links * this.trafficStride)
    this.figures = new Float64Array(peers * 8)
    this.theirs = new BitTable(links, geometry.pieceCount)
    this.pieces = new BitTable(peers * PIECE_ROWS, geometry.pieceCount)
    this.open = new Uint8Array(links)
    this.interested = new Uint8Array(links)
    this.snubbed = new Uint8Array(links)
    this.unchoked = new Uint8Array(links)
    this.rate = new Float64Array(links)
    this.openedAt = new Float64Array(links)
    this.unchokedAt = new Float64Array(links)
    this.marks = new Uint8Array(links)
    this.eager = new Uint8Array(links)
  }

  /** A peer's row in `pieces`. */
  pieceRow(peer: number, which: number): number {
    return peer * PIECE_ROWS + which
  }
}
