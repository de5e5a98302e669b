import { BitTable } from '../base/bits.js'
import type { Geometry } from './geometry.js'

/** Whole numbers in a link's line of `PeerMemory.links`: 64 bytes, a cache line. */
export const LINE = 16
/** In a link's line: requests that we have outstanding. */
export const OUTSTANDING = 0
/** In a link's line: requests that we may have outstanding. */
export const DEPTH = 1
/** In a link's line: the first request of theirs that waits to be sent. */
export const UPLOAD_HEAD = 2
/** In a link's line: the last one. */
export const UPLOAD_TAIL = 3
/** In a link's line: how many wait. */
export const UPLOAD_COUNT = 4
/** In a link's line: the record of the started piece that it was last asked for a block of. */
export const LAST_PARTIAL = 5
/** In a link's line: from here on the numbers are the transport's own. */
export const TRANSPORT = 7

/** A bit of `PeerMemory.flags`: the row has a neighbour. */
export const TAKEN = 1
/** A bit of the flags: it has greeted. */
export const OPEN = 2
/** A bit of the flags: it does not let us download. */
export const CHOKING = 4
/** A bit of the flags: we let it download. */
export const UNCHOKED = 8
/** A bit of the flags: proven to have sent corrupt blocks. */
export const GUILTY = 16
/** A bit of the flags: no block from it for a minute. */
export const SNUBBED = 32
/** A bit of the flags: suspected of corrupt blocks. */
export const SUSPECT = 64
/** A bit of the flags: it has refused a request lately, and is asked for nothing until a `wake`. */
export const REFUSING = 128
/** Of these flags only OPEN is set where something may be asked. */
export const ASKABLE = OPEN | CHOKING | REFUSING

/** In a link's line of `PeerMemory.traffic`: when its last block came, seconds. */
export const LAST_BLOCK_AT = 0
/** In a link's line of traffic: bytes from them before the window. */
export const EARLIER_RECEIVED = 1
/** In a link's line of traffic: bytes to them before the window. */
export const EARLIER_SENT = 2
/** In a link's line of traffic: bytes from them in each step of the window, then bytes to them. */
export const RECEIVED_BYTES = 3

/** In a peer's line of `PeerMemory.figures`: when it wants to be woken, seconds. */
export const WAKE_AT = 0
/** In a peer's line: payload bytes sent. */
export const UPLOADED = 1
/** In a peer's line: payload bytes received. */
export const DOWNLOADED = 2
/** In a peer's line: of those, bytes that were here already. */
export const DUPLICATE = 3
/** In a peer's line: of those, bytes thrown away because their piece's hash was wrong. */
export const CORRUPT = 4

/** In `PeerMemory.eager`: any `have` on the link may move the peer at once. */
export const EAGER_FOR_ALL = 2

/** A peer's first row of `PeerMemory.pieces`: the pieces that are here and checked. */
export const OWN = 0
/** Its second row: the pieces neither here nor begun. */
export const UNBEGUN = 1
/** Its third row: what a picker is asked to choose from. */
export const CANDIDATES = 2
const PIECE_ROWS = 3

/** Behind the bits of a row of `PeerMemory.theirs`: pieces that they hold and we lack. */
const WANTED = 0
/** And pieces that they hold. */
const HELD = 1

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
  /** A line of `LINE` whole numbers a link. */
  readonly links: Int32Array
  /** A line of `trafficStride` real numbers a link. */
  readonly traffic: Float64Array
  readonly trafficStride: number
  /** A line of 8 real numbers a peer. */
  readonly figures: Float64Array
  /** What the neighbours hold: a row a link, with how many pieces that are behind it. */
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
  /** 32 bits of the peer id of each link that is open. */
  readonly idPrints: Int32Array
  /** What the last rechoke wanted unchoked. */
  readonly marks: Uint8Array
  /**
   * 1 = the next `have` on the link may move the peer at once: it wants nothing of theirs yet, or
   * it may ask and had nothing more to ask. 2 = also one of a piece that the peer holds itself
   * (`EAGER_FOR_ALL`). A transport may delay a `have` on any other link.
   */
  readonly eager: Uint8Array

  /** Room for so many peers with so many links in all, and a rolling window of `windowSteps`. */
  constructor(peers: number, links: number, geometry: Geometry, windowSteps: number) {
    this.linkCount = links
    this.geometry = geometry
    this.flags = new Uint8Array(links)
    this.links = new Int32Array(links * LINE)
    this.trafficStride = Math.ceil((RECEIVED_BYTES + 2 * windowSteps) / 8) * 8
    this.traffic = new Float64Array(links * this.trafficStride)
    this.figures = new Float64Array(peers * 8)
    this.theirs = new BitTable(links, geometry.pieceCount, 2)
    this.pieces = new BitTable(peers * PIECE_ROWS, geometry.pieceCount)
    this.open = new Uint8Array(links)
    this.interested = new Uint8Array(links)
    this.snubbed = new Uint8Array(links)
    this.unchoked = new Uint8Array(links)
    this.rate = new Float64Array(links)
    this.openedAt = new Float64Array(links)
    this.unchokedAt = new Float64Array(links)
    this.idPrints = new Int32Array(links)
    this.marks = new Uint8Array(links)
    this.eager = new Uint8Array(links)
  }

  /** Pieces that they hold and we lack; above 0 we are interested. */
  wanted(link: number): number {
    return this.theirs.words[this.theirs.numberAt(link, WANTED)]
  }

  /** Pieces that they hold. */
  held(link: number): number {
    return this.theirs.words[this.theirs.numberAt(link, HELD)]
  }

  /** They hold one piece more, which we lack or not. */
  gain(link: number, piece: number, lacking: boolean): void {
    const { theirs } = this
    theirs.add(link, piece)
    theirs.words[theirs.numberAt(link, HELD)]++
    if (lacking) theirs.words[theirs.numberAt(link, WANTED)]++
  }

  /** A piece that they hold is here now; returns how many others we want of them. */
  unwant(link: number): number {
    return --this.theirs.words[this.theirs.numberAt(link, WANTED)]
  }

  /** What they held is forgotten. */
  forget(link: number): void {
    this.theirs.clear(link)
    this.theirs.words[this.theirs.numberAt(link, WANTED)] = 0
    this.theirs.words[this.theirs.numberAt(link, HELD)] = 0
  }

  /** A peer's row in `pieces`. */
  pieceRow(peer: number, which: number): number {
    return peer * PIECE_ROWS + which
  }
}
