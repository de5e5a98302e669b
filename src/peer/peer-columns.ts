import { BitTable, rowWords } from '../base/bits.js'
import { Availability } from './availability.js'
import type { Geometry } from './geometry.js'

/** Whole numbers in a link's line of `PeerColumns.links`: 64 bytes, a cache line. */
export const LINK_STRIDE = 16
/** In a link's line: requests that we have outstanding. */
export const OUTSTANDING = 0
/** In a link's line: requests that we may have outstanding. */
export const REQUEST_LIMIT = 1
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

/** A bit of `PeerColumns.flags`: the row has a neighbour. */
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
/** A bit of the flags: it holds something that we lack, and we are interested. */
export const WANTING = 256
/** Of these flags only OPEN is set where something may be asked. */
export const ASKABLE = OPEN | CHOKING | REFUSING
/** Of these only the next two are set where there is something to ask for, too. */
export const WORTH_ASKING = ASKABLE | WANTING
/** Those two. */
export const MAY_ASK = OPEN | WANTING

/** In a link's line of `PeerColumns.traffic`: when its last block came, seconds. */
export const LAST_BLOCK_AT = 0
/** In a link's line of traffic: bytes from them before the window. */
export const EARLIER_RECEIVED = 1
/** In a link's line of traffic: bytes to them before the window. */
export const EARLIER_SENT = 2
/** In a link's line of traffic: bytes from them in each step of the window, then bytes to them. */
export const RECEIVED_BYTES = 3

/** In a peer's line of `PeerColumns.figures`: when it wants to be woken, seconds. */
export const WAKE_AT = 0
/** In a peer's line: payload bytes sent. */
export const UPLOADED = 1
/** In a peer's line: payload bytes received. */
export const DOWNLOADED = 2
/** In a peer's line: of those, bytes that were here already. */
export const DUPLICATE = 3
/** In a peer's line: of those, bytes thrown away because their piece's hash was wrong. */
export const CORRUPT = 4
/** In a peer's line: seconds for which no door was open to it, before it was shut out last. */
export const CHOKED_SECONDS = 5
/** In a peer's line: when it was shut out last, seconds. */
export const CHOKED_SINCE = 6

/**
 * A bit of `PeerColumns.eager`: the next `have` on the link may move the peer at once, as it wants
 * nothing of theirs yet, or may ask and had nothing more to ask.
 */
export const NEEDS_HAVE = 1
/** Another: what the neighbour holds stands in the link's own row, which needs every `have`. */
export const OWN_ROW = 2

/** A peer's first row of `PeerColumns.pieces`: the pieces neither here nor begun. */
export const UNSTARTED = 0
/** Its second row: what a picker is asked to choose from. */
export const CANDIDATES = 1
const PIECE_ROWS = 2

/** Behind the bits of a row of `PeerColumns.holdings`: how many there are. */
const HELD = 0

/**
 * What a transport that holds both ends keeps from a peer which reads its neighbours' own rows:
 * the `have`s that are still on their way to it.
 */
export interface HaveFilter {
  /**
   * The row of `holdings` with what the neighbour on the link holds by what has been heard: its own
   * if that is all, else the link's own, in which this writes it down.
   */
  materialise(link: number): number
  /** The link is eager: the next `have` on its way is to be heard as a word. */
  needsHave(link: number): void
}

/** What a `PeerColumns` takes. */
export interface ColumnsSize {
  /** Of all its arrays together. */
  readonly bytes: number
  /** Elements of the longest of them. */
  readonly longest: number
}

/** What a `PeerColumns` of that many peers, links and pieces would take; nothing is allocated. */
export function columnsSize(
  peers: number,
  links: number,
  pieces: number,
  windowSteps: number,
): ColumnsSize {
  const traffic = links * trafficWords(windowSteps)
  const holdings = (links + peers) * rowWords(pieces, 1)
  const unbegun = peers * PIECE_ROWS * rowWords(pieces)
  // Of 8 bytes, of 4, of 2 and of 1: the columns in the order of the constructor, then those of
  // the availability.
  const bytes =
    8 * (traffic + peers * 8 + links * 3) +
    4 * (links * LINK_STRIDE + holdings + links * 3 + unbegun + peers * pieces + peers + links) +
    2 * (links + peers * pieces) +
    (links * 7 + peers)
  return {
    bytes,
    longest: Math.max(traffic, holdings, unbegun, links * LINK_STRIDE, peers * pieces, peers * 8),
  }
}

function trafficWords(windowSteps: number): number {
  return Math.ceil((RECEIVED_BYTES + 2 * windowSteps) / 8) * 8
}

/**
 * The columns of many peers, in few large arrays, so that what one word touches lies in few cache
 * lines and the arrays' own headers are shared. A peer has the links from `firstLink` on; a link's
 * number is its row here. A client on sockets has a columns for itself alone.
 */
export class PeerColumns {
  readonly linkCount: number
  readonly geometry: Geometry
  /** What is known of each link, bit by bit. */
  readonly flags: Uint16Array
  /** A line of `LINE` whole numbers a link. */
  readonly links: Int32Array
  /** A line of `trafficStride` real numbers a link. */
  readonly traffic: Float64Array
  readonly trafficStride: number
  /** 1 = payload went along the link within the window: the others' lines need not be looked at. */
  readonly hasTraffic: Uint8Array
  /** A line of 8 real numbers a peer. */
  readonly stats: Float64Array
  /**
   * Who holds which pieces, with how many behind each row: a row a link for what a neighbour says
   * to hold, then a row a peer for what is here and checked.
   */
  readonly holdings: BitTable
  /** Of each link: the row of `holdings` for its neighbour: its own, or that of the neighbour. */
  readonly theirRow: Int32Array
  /** Of each peer: 1 = some neighbour that reads its row may not have heard of all of it. */
  readonly isFiltered: Uint8Array
  haveFilter: HaveFilter | null = null
  /** Of each link that we want something of: one piece that they hold and we lack. */
  readonly wantedPiece: Int32Array
  /** Two rows a peer. */
  readonly pieces: BitTable
  readonly availability: Availability
  /** The columns that policies read, a row a link. */
  readonly open: Uint8Array
  readonly interested: Uint8Array
  readonly snubbed: Uint8Array
  readonly unchoked: Uint8Array
  readonly rate: Float64Array
  readonly openedAt: Float64Array
  readonly unchokedAt: Float64Array
  /** 32 bits of the peer id of each link that is open. */
  readonly idHashes: Int32Array
  /** What the last rechoke wanted unchoked. */
  readonly marks: Uint8Array
  /** Which `have`s a transport must deliver as they come, bit by bit; it may delay the others. */
  readonly haveFlags: Uint8Array

  /** Room for so many peers with so many links in all, and a rolling window of `windowSteps`. */
  constructor(peers: number, links: number, geometry: Geometry, windowSteps: number) {
    this.linkCount = links
    this.geometry = geometry
    this.flags = new Uint16Array(links)
    this.links = new Int32Array(links * LINK_STRIDE)
    this.trafficStride = trafficWords(windowSteps)
    this.traffic = new Float64Array(links * this.trafficStride)
    this.hasTraffic = new Uint8Array(links)
    this.stats = new Float64Array(peers * 8)
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

  /** A peer's row of `holdings`. */
  ownRow(peer: number): number {
    return this.linkCount + peer
  }

  /** A peer's row of `pieces`. */
  pieceRow(peer: number, which: number): number {
    return peer * PIECE_ROWS + which
  }

  /** The peer has a piece more. */
  hold(peer: number, piece: number): void {
    const { holdings } = this
    const row = this.linkCount + peer
    holdings.add(row, piece)
    holdings.words[holdings.numberAt(row, HELD)]++
    this.availability.gained(peer, piece)
  }

  /** The row of `holdings` with what the neighbour holds, as far as the link has heard. */
  knownRow(link: number): number {
    const row = this.theirRow[link]
    const speaker = row - this.linkCount
    if (speaker < 0 || this.isFiltered[speaker] === 0) return row
    return this.haveFilter === null ? row : this.haveFilter.materialise(link)
  }

  /** Whether the neighbour holds the piece, as far as the link has heard. */
  holds(link: number, piece: number): boolean {
    return (
      this.holdings.has(this.theirRow[link], piece) && this.holdings.has(this.knownRow(link), piece)
    )
  }

  /** How many pieces the neighbour holds, as far as the link has heard. */
  held(link: number): number {
    const { holdings } = this
    return holdings.words[holdings.numberAt(this.knownRow(link), HELD)]
  }

  /** Whether what the neighbour holds stands in its own row. */
  isShared(link: number): boolean {
    return (this.haveFlags[link] & OWN_ROW) === 0
  }

  /** The neighbour, which has told the link of nothing yet, is that peer: its row is read. */
  share(link: number, neighbour: number): void {
    this.theirRow[link] = this.linkCount + neighbour
    this.haveFlags[link] &= ~OWN_ROW
    if (this.isFiltered[neighbour] === 1 && this.haveFlags[link] !== 0)
      this.haveFilter?.needsHave(link)
  }

  /** The peer's link has heard that the neighbour holds the piece; false if that was known. */
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

  /** Takes a piece out of the link's own row, which has it. */
  unlearn(link: number, piece: number): void {
    const { holdings } = this
    holdings.remove(link, piece)
    holdings.words[holdings.numberAt(link, HELD)]--
  }

  /** A piece that the neighbour holds and the peer lacks, -1 if there is none. */
  findWantedPiece(link: number, peer: number): number {
    return this.holdings.firstBeyond(this.knownRow(link), this.linkCount + peer)
  }

  /** What the peer's neighbour held is forgotten. */
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

  /** Says whether the link is eager: 0 or EAGER. */
  setNeedsHave(link: number, eager: number): void {
    const before = this.haveFlags[link]
    this.haveFlags[link] = (before & OWN_ROW) | eager
    if (before !== 0 || eager === 0) return
    if (this.isFiltered[this.theirRow[link] - this.linkCount] === 1)
      this.haveFilter?.needsHave(link)
  }
}
