import { Geometry } from '../../src/peer/geometry.js'
import type { ChokeReason, ChokeRecorder, Choker, LinkView } from '../../src/peer/policy.js'

/** A neighbour as a choker sees it. */
export interface Row {
  open?: boolean
  interested?: boolean
  snubbed?: boolean
  rate?: number
  openedAt?: number
  unchoked?: boolean
  unchokedAt?: number
  held?: number
  unchokesUs?: boolean
  unchokedUs?: boolean
  received?: number
  sent?: number
}

/** Rows of other peers before and after those of the table. */
const OTHERS = 3

/**
 * A table of neighbours that a test makes up for a choker. Like a peer, it turns the marks of a
 * rechoke into `unchoked` and `unchokedAt`. It lies between tempting rows of other peers, which a
 * choker must neither read nor mark.
 */
export class LinkTable implements LinkView {
  now = 0
  readonly first = OTHERS
  readonly end: number
  readonly capacity: number
  readonly open: Uint8Array
  readonly interested: Uint8Array
  readonly snubbed: Uint8Array
  readonly unchoked: Uint8Array
  readonly rate: Float64Array
  readonly openedAt: Float64Array
  readonly unchokedAt: Float64Array
  readonly #held: Int32Array
  /** A hundred pieces of 64 KiB. */
  readonly geometry = new Geometry(100 * 65536, 65536)
  uploadedBytes = 0
  readonly #unchokesUs: Uint8Array
  readonly #unchokedUs: Uint8Array
  readonly #received: Float64Array
  readonly #sent: Float64Array
  /** The choker's reason for each row in the last rechoke. */
  reasons: (ChokeReason | undefined)[] = []
  readonly #marks: Uint8Array

  constructor(rows: readonly Row[]) {
    const all = rows.length + 2 * OTHERS
    this.end = OTHERS + rows.length
    this.capacity = rows.length
    this.open = new Uint8Array(all).fill(1)
    this.interested = new Uint8Array(all).fill(1)
    this.snubbed = new Uint8Array(all)
    this.unchoked = new Uint8Array(all).fill(1)
    this.rate = new Float64Array(all).fill(1e9)
    this.openedAt = new Float64Array(all)
    this.unchokedAt = new Float64Array(all).fill(1e9)
    this.#held = new Int32Array(all).fill(99)
    this.#unchokesUs = new Uint8Array(all).fill(1)
    this.#unchokedUs = new Uint8Array(all).fill(1)
    this.#received = new Float64Array(all).fill(1e9)
    this.#sent = new Float64Array(all)
    this.#marks = new Uint8Array(all)
    for (const [i, row] of rows.entries()) this.set(i, { ...NOBODY, ...row })
  }

  /** Changes values of a row; values left out stay. */
  set(row: number, change: Row): void {
    const at = OTHERS + row
    if (change.open !== undefined) this.open[at] = Number(change.open)
    if (change.interested !== undefined) this.interested[at] = Number(change.interested)
    if (change.snubbed !== undefined) this.snubbed[at] = Number(change.snubbed)
    if (change.unchoked !== undefined) this.unchoked[at] = Number(change.unchoked)
    if (change.rate !== undefined) this.rate[at] = change.rate
    if (change.openedAt !== undefined) this.openedAt[at] = change.openedAt
    if (change.unchokedAt !== undefined) this.unchokedAt[at] = change.unchokedAt
    if (change.held !== undefined) this.#held[at] = change.held
    if (change.unchokesUs !== undefined) this.#unchokesUs[at] = Number(change.unchokesUs)
    if (change.unchokedUs !== undefined) this.#unchokedUs[at] = Number(change.unchokedUs)
    if (change.received !== undefined) this.#received[at] = change.received
    if (change.sent !== undefined) this.#sent[at] = change.sent
  }

  held(link: number): number {
    return this.#held[link]
  }

  unchokesUs(link: number): boolean {
    return this.#unchokesUs[link] === 1
  }

  unchokedUs(link: number): boolean {
    return (this.#unchokedUs[link] | this.#unchokesUs[link]) === 1
  }

  receivedBytes(link: number): number {
    return this.#received[link]
  }

  sentBytes(link: number): number {
    return this.#sent[link]
  }

  /** Uploads so many bytes to the row. */
  send(row: number, bytes: number): void {
    this.#sent[OTHERS + row] += bytes
    this.uploadedBytes += bytes
  }

  /** Returns the values of a row. */
  row(row: number): Required<Row> {
    const at = OTHERS + row
    return {
      open: this.open[at] === 1,
      interested: this.interested[at] === 1,
      snubbed: this.snubbed[at] === 1,
      unchoked: this.unchoked[at] === 1,
      rate: this.rate[at],
      openedAt: this.openedAt[at],
      unchokedAt: this.unchokedAt[at],
      held: this.#held[at],
      unchokesUs: this.#unchokesUs[at] === 1,
      unchokedUs: this.#unchokedUs[at] === 1,
      received: this.#received[at],
      sent: this.#sent[at],
    }
  }

  /** All rows. */
  get rows(): Required<Row>[] {
    return Array.from({ length: this.capacity }, (_, row) => this.row(row))
  }

  /** Runs a timed rechoke so many seconds later. Returns the rows that are unchoked now. */
  round(choker: Choker, seconds = 10): number[] {
    this.now += seconds
    return this.rechoke(choker, true)
  }

  /** Runs a rechoke, timed or between rounds. Returns the rows that are unchoked now. */
  rechoke(choker: Choker, timed: boolean): number[] {
    this.reasons = []
    const recorder: ChokeRecorder = {
      decided: (link, unchoked, reason) => {
        if (unchoked !== (this.#marks[link] === 1)) throw new Error(`told otherwise of ${link}`)
        if (this.open[link] === 0) throw new Error(`told of ${link}, which has no link`)
        this.reasons[link - OTHERS] = reason
      },
    }
    this.#marks.fill(7)
    choker.rechoke({ now: this.now, links: this, unchoked: this.#marks, timed, recorder })
    const chosen: number[] = []
    for (const [link, mark] of this.#marks.entries()) {
      const own = link >= this.first && link < this.end
      if (own ? mark > 1 : mark !== 7) throw new Error(`row ${link - OTHERS} is marked ${mark}`)
      if (!own) continue
      if (mark === 1) chosen.push(link - OTHERS)
      if (mark === 1 && this.unchoked[link] === 0) this.unchokedAt[link] = this.now
      this.unchoked[link] = mark
    }
    return chosen
  }
}

const NOBODY: Required<Row> = {
  open: true,
  interested: false,
  snubbed: false,
  rate: 0,
  openedAt: 0,
  unchoked: false,
  unchokedAt: -1,
  held: 0,
  unchokesUs: false,
  unchokedUs: false,
  received: 0,
  sent: 0,
}
