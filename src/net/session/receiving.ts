import type { Cancel, Clock } from '../common/wall-clock.js'

/** One whose reading can be stopped for a while. */
export interface Reader {
  pause(): void
  resume(): void
}

/** What we receive over. */
export interface Downlink {
  /** Infinity for no limit. */
  readonly bytesPerSecond: number
}

/** So much of one connection may wait for the downlink: TCP's window without scaling. */
const WINDOW_BYTES = 65_536

/** What was read of one connection and is not yet through. */
interface Lane {
  /** In order: blocks, which take their bytes of the downlink, and words, which take none. */
  readonly waiting: { readonly wireBytes: number; readonly what: () => void }[]
  wireBytes: number
  isPaused: boolean
}

/**
 * Lets what comes in be heard as a link of a rate would bring it: a block a turn of each
 * connection that has some, words in their order behind the blocks of their connection. While too
 * much waits for the downlink a connection is not read, and none is while too much waits for the
 * disk, so that the neighbours have to wait.
 */
export class Receiving {
  readonly #clock: Clock
  readonly #downlink: Downlink
  readonly #mostWaitingBytes: number
  readonly #lanes = new Map<Reader, Lane>()
  /** Those with a block that waits, in order of turns. */
  readonly #round = new Set<Reader>()
  /** Bytes that wait for the disk. */
  #waitingBytes = 0
  /** When the last block that came through was through. */
  #freeAt = Number.NEGATIVE_INFINITY
  #isBusy = false
  /** Whose block is coming through; its next turn comes after those who wait by then. */
  #current: Reader | null = null
  #cancel: Cancel = () => undefined

  /** At most about `mostWaitingBytes` wait to be written. */
  constructor(clock: Clock, downlink: Downlink, mostWaitingBytes: number) {
    this.#clock = clock
    this.#downlink = downlink
    this.#mostWaitingBytes = mostWaitingBytes
  }

  /** Whether blocks wait before they are heard. */
  get isLimited(): boolean {
    return this.#downlink.bytesPerSecond !== Number.POSITIVE_INFINITY
  }

  join(reader: Reader): void {
    const lane = { waiting: [], wireBytes: 0, isPaused: false }
    this.#lanes.set(reader, lane)
    this.#weigh(reader, lane)
  }

  leave(reader: Reader): void {
    this.#lanes.delete(reader)
    this.#round.delete(reader)
  }

  stop(): void {
    this.#cancel()
    this.#lanes.clear()
    this.#round.clear()
  }

  /** Does `what` when so many bytes are through; a word has none. At once if there is no limit. */
  through(reader: Reader, wireBytes: number, what: () => void): void {
    const lane = this.#lanes.get(reader)
    const isFree = lane === undefined || (wireBytes === 0 && lane.waiting.length === 0)
    if (isFree || !this.isLimited) {
      what()
      return
    }
    lane.waiting.push({ wireBytes, what })
    lane.wireBytes += wireBytes
    this.#weigh(reader, lane)
    if (wireBytes > 0 && reader !== this.#current) this.#round.add(reader)
    if (this.#isBusy) return
    // A block that finds the link free has been coming through while it arrived.
    const begun = this.#clock.now() - wireBytes / this.#downlink.bytesPerSecond
    this.#serve(Math.max(this.#freeAt, begun))
  }

  /** So many bytes more wait to be written; fewer, if less than 0. */
  wait(bytes: number): void {
    this.#waitingBytes += bytes
    for (const [reader, lane] of this.#lanes) this.#weigh(reader, lane)
  }

  /** Begins blocks from the instant on at which the downlink became free. */
  #serve(from: number): void {
    this.#freeAt = from
    this.#isBusy = true
    for (const reader of this.#round) {
      this.#round.delete(reader)
      this.#current = reader
      const bytes = this.#lanes.get(reader)?.waiting[0]?.wireBytes ?? 0
      this.#freeAt += bytes / this.#downlink.bytesPerSecond
      if (this.#freeAt > this.#clock.now()) {
        this.#cancel = this.#clock.after(this.#freeAt - this.#clock.now(), () => {
          this.#finish(reader)
          this.#serve(this.#freeAt)
        })
        return
      }
      this.#finish(reader)
    }
    this.#isBusy = false
  }

  /** A block is through: it is heard, and the words behind it up to the next block. */
  #finish(reader: Reader): void {
    this.#current = null
    const lane = this.#lanes.get(reader)
    if (lane === undefined) return
    do {
      const [{ wireBytes, what }] = lane.waiting.splice(0, 1)
      lane.wireBytes -= wireBytes
      what()
      // What was heard may have ended the connection.
      if (this.#lanes.get(reader) !== lane) return
    } while (lane.waiting.length > 0 && lane.waiting[0].wireBytes === 0)
    if (lane.waiting.length > 0) this.#round.add(reader)
    this.#weigh(reader, lane)
  }

  #weigh(reader: Reader, lane: Lane): void {
    const isFull = lane.wireBytes >= WINDOW_BYTES || this.#waitingBytes > this.#mostWaitingBytes
    if (isFull === lane.isPaused) return
    lane.isPaused = isFull
    if (isFull) reader.pause()
    else reader.resume()
  }
}
