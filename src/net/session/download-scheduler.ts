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
interface ReceiveQueue {
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
export class DownloadScheduler {
  readonly #clock: Clock
  readonly #downlink: Downlink
  readonly #mostPendingWriteBytes: number
  readonly #queues = new Map<Reader, ReceiveQueue>()
  /** Those with a block that waits, in order of turns. */
  readonly #turns = new Set<Reader>()
  /** Bytes that wait for the disk. */
  #pendingWriteBytes = 0
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
    this.#mostPendingWriteBytes = mostWaitingBytes
  }

  /** Whether blocks wait before they are heard. */
  get isLimited(): boolean {
    return this.#downlink.bytesPerSecond !== Number.POSITIVE_INFINITY
  }

  join(reader: Reader): void {
    const lane = { waiting: [], wireBytes: 0, isPaused: false }
    this.#queues.set(reader, lane)
    this.#updatePause(reader, lane)
  }

  leave(reader: Reader): void {
    this.#queues.delete(reader)
    this.#turns.delete(reader)
  }

  stop(): void {
    this.#cancel()
    this.#queues.clear()
    this.#turns.clear()
  }

  /** Does `what` when so many bytes are through; a word has none. At once if there is no limit. */
  enqueue(reader: Reader, wireBytes: number, what: () => void): void {
    const lane = this.#queues.get(reader)
    const isFree = lane === undefined || (wireBytes === 0 && lane.waiting.length === 0)
    if (isFree || !this.isLimited) {
      what()
      return
    }
    lane.waiting.push({ wireBytes, what })
    lane.wireBytes += wireBytes
    this.#updatePause(reader, lane)
    if (wireBytes > 0 && reader !== this.#current) this.#turns.add(reader)
    if (this.#isBusy) return
    // A block that finds the link free has been coming through while it arrived.
    const begun = this.#clock.now() - wireBytes / this.#downlink.bytesPerSecond
    this.#serve(Math.max(this.#freeAt, begun))
  }

  /** So many bytes more wait to be written; fewer, if less than 0. */
  addPendingWrite(bytes: number): void {
    this.#pendingWriteBytes += bytes
    for (const [reader, lane] of this.#queues) this.#updatePause(reader, lane)
  }

  /** Begins blocks from the instant on at which the downlink became free. */
  #serve(from: number): void {
    this.#freeAt = from
    this.#isBusy = true
    for (const reader of this.#turns) {
      this.#turns.delete(reader)
      this.#current = reader
      const bytes = this.#queues.get(reader)?.waiting[0]?.wireBytes ?? 0
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
    const lane = this.#queues.get(reader)
    if (lane === undefined) return
    do {
      const [{ wireBytes, what }] = lane.waiting.splice(0, 1)
      lane.wireBytes -= wireBytes
      what()
      // What was heard may have ended the connection.
      if (this.#queues.get(reader) !== lane) return
    } while (lane.waiting.length > 0 && lane.waiting[0].wireBytes === 0)
    if (lane.waiting.length > 0) this.#turns.add(reader)
    this.#updatePause(reader, lane)
  }

  #updatePause(reader: Reader, lane: ReceiveQueue): void {
    const isFull =
      lane.wireBytes >= WINDOW_BYTES || this.#pendingWriteBytes > this.#mostPendingWriteBytes
    if (isFull === lane.isPaused) return
    lane.isPaused = isFull
    if (isFull) reader.pause()
    else reader.resume()
  }
}
