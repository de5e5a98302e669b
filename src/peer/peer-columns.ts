import { BitTable, rowWords } from '../base/bits.js'
import { Availability } from './availability.js'
import type { Geometry } from './geometry.js'

/** Whole numbers in a link's row of `PeerColumns.links`: 64 bytes, a cache line. */
export const LINK_STRIDE = 16
/** In a link's row: requests that we have outstanding. */
export const OUTSTANDING = 0
/** In a link's row: requests that we may have outstanding. */
export const REQUEST_LIMIT = 1
/** In a link's row: the first of the neighbour's requests that waits to be served. */
export const UPLOAD_HEAD = 2
/** In a link's row: the last of those requests. */
export const UPLOAD_TAIL = 3
/** In a link's row: how many of those requests there are. */
export const UPLOAD_COUNT = 4
/** In a link's row: the record of the started piece that we last requested a block of. */
export const LAST_PARTIAL = 5
/** In a link's row: the first number that is the transport's own. */
export const TRANSPORT = 6

/**
 * In a link's row of `PeerColumns.traffic`, the choker's snub clock: when the last block came, or
 * the link was taken, seconds. Only a block restarts it (`last` of BitTornado's `SingleDownload`).
 */
export const LAST_BLOCK_AT = 0
/**
 * In a link's row of traffic, the request clock: since when the neighbour has had time to answer
 * our requests, seconds. A block, `unchoke`, or a request on an idle link restarts it (`last2` of
 * BitTornado's `SingleDownload`).
 */
export const REQUEST_CLOCK_AT = 1
/** In a link's row of traffic: bytes received before the window. */
export const EARLIER_RECEIVED = 2
/** In a link's row of traffic: bytes sent before the window. */
export const EARLIER_SENT = 3
/** In a link's row of traffic: bytes received in each step of the window, then bytes sent. */
export const RECEIVED_BYTES = 4

/** Real numbers in a peer's row of `PeerColumns.stats`: 64 bytes, a cache line. */
export const PEER_STRIDE = 8
/** In a peer's row: when it wants to be woken, seconds. */
export const WAKE_AT = 0
/** In a peer's row: payload bytes sent. */
export const UPLOADED = 1
/** In a peer's row: payload bytes received. */
export const DOWNLOADED = 2
/** In a peer's row: bytes received that were here already. */
export const DUPLICATE = 3
/** In a peer's row: bytes received and discarded, since their piece's hash was wrong. */
export const CORRUPT = 4
/** In a peer's row: seconds for which no link unchoked it, up to the last unchoke received. */
export const CHOKED_SECONDS = 5
/** In a peer's row: when the last link that unchoked it stopped doing so, seconds. */
export const CHOKED_SINCE = 6

/**
 * A bit of `PeerColumns.haveFlags`: the next `have` may make the peer act at once. It wants nothing
 * of theirs yet, or it could send another request and found nothing to request.
 */
export const NEEDS_HAVE = 1
/** Another bit: the link's own row keeps what the neighbour holds, and so needs every `have`. */
export const OWN_ROW = 2

/** A peer's first row of `PeerColumns.pieces`: pieces that are neither here nor started. */
export const UNSTARTED = 0
/** Its second row: the candidates that a picker chooses from. */
export const CANDIDATES = 1
const PIECE_ROWS = 2

/** The number after the bits of a row of `PeerColumns.holdings`: how many bits are set. */
const HELD = 0

/**
 * What hides the `have`s on their way from a peer that reads its neighbours' own rows. Only a
 * transport that holds both ends of a link has one.
 */
export interface HaveFilter {
  /**
   * Returns the row of `holdings` with what the link knows of its neighbour: the neighbour's row if
   * every `have` has arrived, else the link's row, which this fills.
   */
  materialise(link: number): number
  /** The link needs `have`s from now on: those on their way must be delivered as messages. */
  needsHave(link: number): void
}

/** How much a `PeerColumns` allocates. */
export interface ColumnsSize {
  /** The bytes of all its arrays. */
  readonly bytes: number
  /** The elements of the longest one. */
  readonly longest: number
}

/** Returns what a `PeerColumns` of this size would allocate, without allocating anything. */
export function columnsSize(
  peers: number,
  links: number,
  pieces: number,
  windowSteps: number,
): ColumnsSize {
  const traffic = links * trafficWords(windowSteps)
  const holdings = (links + peers) * rowWords(pieces, 1)
  const unstarted = peers * PIECE_ROWS * rowWords(pieces)
  // Elements of 8 bytes, 4, 2 and 1: the columns in the constructor's order, then availability's.
  const bytes =
    8 * (traffic + peers * PEER_STRIDE + links * 3) +
    4 * (links * LINK_STRIDE + holdings + links * 3 + unstarted + peers * pieces + peers + links) +
    2 * (links + peers * pieces) +
    (links * 7 + peers)
  return {
    bytes,
    longest: Math.max(
      traffic,
      holdings,
      unstarted,
      links * LINK_STRIDE,
      peers * pieces,
      peers * PEER_STRIDE,
    ),
  }
}

/** Real numbers in a cache line. */
const REALS_PER_LINE = 8

function trafficWords(windowSteps: number): number {
  return Math.ceil((RECEIVED_BYTES + 2 * windowSteps) / REALS_PER_LINE) * REALS_PER_LINE
}

/**
 * The state of many peers in columns. A few large arrays keep what one message touches within few
 * cache lines, and share the arrays' headers. A peer has the links from `firstLink` on; a link's
 * number is its row here. A client on sockets has columns of its own.
 */
export class PeerColumns {
  readonly linkCount: number
  readonly geometry: Geometry
  /** What is known of each link: the bits of `LinkFlag`. */
  readonly flags: Uint16Array
  /** A row of `LINK_STRIDE` whole numbers for each link. */
  readonly links: Int32Array
  /** A row of `trafficStride` real numbers for each link. */
  readonly traffic: Float64Array
  readonly trafficStride: number
  /** 1 = the link carried payload within the window; rows of the others need not be read. */
  readonly hasTraffic: Uint8Array
  /** A row of `PEER_STRIDE` real numbers for each peer. */
  readonly stats: Float64Array
  /**
   * Who holds which pieces, with their number after each row. A row for each link has what the
   * neighbour announced. After those, a row for each peer has its verified pieces.
   */
  readonly holdings: BitTable
  /** Which row of `holdings` each link reads: its own, or that of its neighbour. */
  readonly theirRow: Int32Array
  /** 1 = some neighbour that reads the peer's row may not have received all of its `have`s. */
  readonly isFiltered: Uint8Array
  haveFilter: HaveFilter | null = null
  /** A piece that they hold and we lack, for each link that we are interested in. */
  readonly wantedPiece: Int32Array
  /** The rows `UNSTARTED` and `CANDIDATES` of each peer. */
  readonly pieces: BitTable
  readonly availability: Availability
  // What policies read: an element for each link.
  readonly open: Uint8Array
  readonly interested: Uint8Array
  readonly snubbed: Uint8Array
  readonly unchoked: Uint8Array
  readonly rate: Float64Array
  readonly openedAt: Float64Array
  readonly unchokedAt: Float64Array
  /** A 32-bit hash of the peer id, for each open link. */
  readonly idHashes: Int32Array
  /** Which links the last rechoke marked as unchoked. */
  readonly marks: Uint8Array
  /** `NEEDS_HAVE` and `OWN_ROW`; while both are 0 a transport may withhold `have`s. */
  readonly haveFlags: Uint8Array

  /** Makes room for `peers` with `links` in all, and a rolling window of `windowSteps`. */
  constructor(peers: number, links: number, geometry: Geometry, windowSteps: number) {
    this.linkCount = links
    this.geometry = geometry
    this.flags = new Uint16Array(links)
    this.links = new Int32Array(links * LINK_STRIDE)
    this.trafficStride = trafficWords(windowSteps)
    this.traffic = new Float64Array(links * this.trafficStride)
    this.hasTraffic = new Uint8Array(links)
    this.stats = new Float64Array(peers * PEER_STRIDE)
    this.holdings = new BitTable(links + peers, geometry.pieceCount, 1)
    this.theirRow = Int32Array.from({ length: links }, (_, link) => link)
    this.isFiltered = new Uint8Array(peers)
    this.wantedPiece = new Int32Array(links)
    this.pieces = new BitTable(peers * PIECE_ROWS, geometry.pieceCount)
    this.open = new Uint8Array(links)
    this.interested = new Uint8Array(links)
    this.snubbed = new Uint8Array(links)
    this.unchoked = new Uint8Array(links)
    this.rate = new Float64Array(links)
    this.openedAt = new Float64Array(links)
    this.unchokedAt = new Float64Array(links)
    this.idHashes = new Int32Array(links)
    this.marks = new Uint8Array(links)
    this.haveFlags = new Uint8Array(links).fill(OWN_ROW)
    this.availability = new Availability(this, peers, geometry.pieceCount)
  }

  /** Returns a peer's row of `holdings`. */
  ownRow(peer: number): number {
    return this.linkCount + peer
  }

  /** Returns a peer's row of `pieces`: `UNSTARTED` or `CANDIDATES`. */
  pieceRow(peer: number, which: number): number {
    return peer * PIECE_ROWS + which
  }

  /** Adds a piece to those that the peer holds. */
  hold(peer: number, piece: number): void {
    const { holdings } = this
    const row = this.linkCount + peer
    holdings.add(row, piece)
    holdings.words[holdings.numberAt(row, HELD)]++
    this.availability.gained(peer, piece)
  }

  /** Returns the row of `holdings` with what the link knows of its neighbour. */
  knownRow(link: number): number {
    const row = this.theirRow[link]
    const neighbour = row - this.linkCount
    if (neighbour < 0 || this.isFiltered[neighbour] === 0) return row
    return this.haveFilter === null ? row : this.haveFilter.materialise(link)
  }

  /** Tells whether the neighbour holds the piece, as far as the link knows. */
  holds(link: number, piece: number): boolean {
    return (
      this.holdings.has(this.theirRow[link], piece) && this.holdings.has(this.knownRow(link), piece)
    )
  }

  /** Returns how many pieces the neighbour holds, as far as the link knows. */
  held(link: number): number {
    const { holdings } = this
    return holdings.words[holdings.numberAt(this.knownRow(link), HELD)]
  }

  /** Tells whether the neighbour holds every piece, as far as the link knows. */
  holdsAll(link: number): boolean {
    const { holdings, geometry } = this
    const held = holdings.words[holdings.numberAt(this.theirRow[link], HELD)]
    return held === geometry.pieceCount && this.held(link) === held
  }

  /** Tells whether the link reads its neighbour's own row. */
  isShared(link: number): boolean {
    return (this.haveFlags[link] & OWN_ROW) === 0
  }

  /** Makes the link read the row of its neighbour, which has announced nothing on it yet. */
  share(link: number, neighbour: number): void {
    this.theirRow[link] = this.linkCount + neighbour
    this.haveFlags[link] &= ~OWN_ROW
    if (this.isFiltered[neighbour] === 1 && this.haveFlags[link] !== 0)
      this.haveFilter?.needsHave(link)
  }

  /** Gives the link a row of its own again, with what the peer knows of its neighbour. */
  unshare(peer: number, link: number): void {
    const { holdings, availability } = this
    const row = this.theirRow[link]
    const known = this.knownRow(link)
    availability.forget(peer, link, row - this.linkCount)
    if (known !== link) this.copyHoldings(link, known)
    this.theirRow[link] = link
    this.haveFlags[link] |= OWN_ROW
    let piece = holdings.nextSet(link, 0)
    for (; piece >= 0; piece = holdings.nextSet(link, piece + 1)) availability.addCopy(peer, piece)
  }

  /** Notes that the link's neighbour holds the piece; false if the peer knew. */
  learn(peer: number, link: number, piece: number): boolean {
    if (this.isShared(link)) return true
    const { holdings } = this
    if (holdings.has(link, piece)) return false
    holdings.add(link, piece)
    holdings.words[holdings.numberAt(link, HELD)]++
    this.availability.addCopy(peer, piece)
    return true
  }

  /** Makes the link's own row a copy of another. */
  copyHoldings(link: number, row: number): void {
    const { holdings } = this
    holdings.copy(link, holdings, row)
    holdings.words[holdings.numberAt(link, HELD)] = holdings.words[holdings.numberAt(row, HELD)]
  }

  /** Removes a piece from the link's own row, which must have it. */
  unlearn(link: number, piece: number): void {
    const { holdings } = this
    holdings.remove(link, piece)
    holdings.words[holdings.numberAt(link, HELD)]--
  }

  /** Returns a piece that the neighbour holds and the peer lacks, or -1. */
  findWantedPiece(link: number, peer: number): number {
    return this.holdings.firstMissingFrom(this.knownRow(link), this.linkCount + peer)
  }

  /** Forgets what the peer's neighbour on the link held. */
  forget(peer: number, link: number): void {
    const { holdings, availability } = this
    if (this.isShared(link)) availability.forget(peer, link, this.theirRow[link] - this.linkCount)
    else {
      let piece = holdings.nextSet(link, 0)
      for (; piece >= 0; piece = holdings.nextSet(link, piece + 1))
        availability.removeCopy(peer, piece)
    }
    this.theirRow[link] = link
    this.haveFlags[link] = OWN_ROW
    holdings.clear(link)
    holdings.words[holdings.numberAt(link, HELD)] = 0
  }

  /** Sets whether the link needs `have`s: `NEEDS_HAVE` or 0. */
  setNeedsHave(link: number, needsHave: number): void {
    const before = this.haveFlags[link]
    this.haveFlags[link] = (before & OWN_ROW) | needsHave
    if (before !== 0 || needsHave === 0) return
    if (this.isFiltered[this.theirRow[link] - this.linkCount] === 1)
      this.haveFilter?.needsHave(link)
  }
}
