import { BitTable } from '../base/bits.js'
import { RollingBytes } from '../base/rolling-bytes.js'
import type { LinkView } from './policy.js'

/** What a peer knows of its neighbours: a row each, a typed array each column. */
export class Links implements LinkView {
  count = 0
  /** Rows with a neighbour, greeted or not. */
  connected = 0
  readonly capacity: number
  /** 1 = the row has a neighbour; the handshake may be still to come. */
  readonly taken: Uint8Array
  readonly open: Uint8Array
  readonly interested: Uint8Array
  readonly snubbed: Uint8Array
  readonly rate: Float64Array
  readonly openedAt: Float64Array
  readonly unchokedAt: Float64Array
  /** 1 = we let them download. */
  readonly unchoked: Uint8Array
  /** 1 = they do not let us download. */
  readonly choking: Uint8Array
  /** Pieces that they hold and we lack; above 0 we are interested. */
  readonly wanted: Int32Array
  /** Pieces that they hold. */
  readonly pieces: Int32Array
  /** Requests that we have outstanding with them. */
  readonly outstanding: Int32Array
  /**
   * 1 = the next word from them may move us at once: we want nothing of theirs yet, or we may
   * ask and had nothing more to ask. A transport may delay a `have` on any other link.
   */
  readonly eager: Uint8Array
  /** Instant of their last block, or of the link's opening, seconds. */
  readonly lastBlockAt: Float64Array
  /** 1 = suspected of corrupt blocks: fetches whole pieces alone until one is found good. */
  readonly suspect: Uint8Array
  /** Who they hold: a row a link. */
  readonly theirs: BitTable
  readonly received: RollingBytes
  readonly sent: RollingBytes

  /** `eager` may be a window of the transport's own, so that it can read the column. */
  constructor(capacity: number, pieceCount: number, windowSteps: number, eager?: Uint8Array) {
    this.capacity = capacity
    const flags = new Uint8Array(capacity * 7)
    const flag = (column: number) => flags.subarray(column * capacity, (column + 1) * capacity)
    this.taken = flag(0)
    this.open = flag(1)
    this.interested = flag(2)
    this.snubbed = flag(3)
    this.unchoked = flag(4)
    this.choking = flag(5)
    this.suspect = flag(6)
    const counts = new Int32Array(capacity * 3)
    this.wanted = counts.subarray(0, capacity)
    this.pieces = counts.subarray(capacity, capacity * 2)
    this.outstanding = counts.subarray(capacity * 2)
    const reals = new Float64Array(capacity * 4)
    this.rate = reals.subarray(0, capacity)
    this.openedAt = reals.subarray(capacity, capacity * 2)
    this.unchokedAt = reals.subarray(capacity * 2, capacity * 3)
    this.lastBlockAt = reals.subarray(capacity * 3)
    this.eager = eager ?? new Uint8Array(capacity)
    this.theirs = new BitTable(capacity, pieceCount)
    this.received = new RollingBytes(capacity, windowSteps)
    this.sent = new RollingBytes(capacity, windowSteps)
  }

  /** Takes an empty row for a new neighbour; -1 if there is none. */
  take(now: number): number {
    let row = 0
    while (row < this.count && this.taken[row] === 1) row++
    if (row === this.capacity) return -1
    if (row === this.count) this.count++
    this.taken[row] = 1
    this.connected++
    this.choking[row] = 1
    this.eager[row] = 1
    this.openedAt[row] = now
    this.unchokedAt[row] = -1
    this.lastBlockAt[row] = now
    return row
  }

  /** Gives a row back, everything in it forgotten. */
  release(row: number): void {
    this.connected--
    this.taken[row] = 0
    this.open[row] = 0
    this.interested[row] = 0
    this.snubbed[row] = 0
    this.rate[row] = 0
    this.unchoked[row] = 0
    this.choking[row] = 1
    this.wanted[row] = 0
    this.pieces[row] = 0
    this.outstanding[row] = 0
    this.eager[row] = 0
    this.suspect[row] = 0
    this.theirs.clear(row)
    this.received.clear(row)
    this.sent.clear(row)
  }
}
