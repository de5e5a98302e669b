import type { Cancel, Clock } from '../common/wall-clock.js'

/** A connection whose reading can be paused. */
export interface Reader {
  pause(): void
  resume(): void
}

/** The rate limit of the downlink. */
export interface Downlink {
  /** Infinity for no limit. */
  readonly bytesPerSecond: number
}

/** The most bytes of one connection that wait for the downlink: TCP's window without scaling. */
const WINDOW_BYTES = 65_536

/** Messages of one connection that wait for the downlink. */
interface ReceiveQueue {
  /** In order of arrival: blocks take their bytes of the downlink, other messages take none. */
  readonly waiting: { readonly wireBytes: number; readonly deliver: () => void }[]
  wireBytes: number
  isPaused: boolean
}

/**
 * Delivers incoming messages at the rate of the downlink. Connections take turns, a block each;
 * other messages keep their order behind the blocks of their connection. A connection is paused
 * while too many of its bytes wait for the downlink, and all are while too many wait for the disk.
 */
export class DownloadScheduler {
  readonly #clock: Clock
  readonly #downlink: Downlink
  readonly #mostPendingWriteBytes: number
  readonly #queues = new Map<Reader, ReceiveQueue>()
  /** Connections with a waiting block, in order of turns. */
  readonly #turns = new Set<Reader>()
  /** Bytes that wait to be written to the disk. */
  #pendingWriteBytes = 0
  /** When the last delivered block left the downlink free. */
  #freeAt = Number.NEGATIVE_INFINITY
  #isBusy = false
  /** The connection whose block occupies the downlink; it rejoins the turns afterwards. */
  #current: Reader | null = null
  #cancel: Cancel = () => undefined

  /** Pauses all connections while more than `mostWaitingBytes` wait to be written. */
  constructor(clock: Clock, downlink: Downlink, mostWaitingBytes: number) {
    this.#clock = clock
    this.#downlink = downlink
    this.#mostPendingWriteBytes = mostWaitingBytes
  }

  /** Whether the downlink has a rate limit. */
  get isLimited(): boolean {
    return this.#downlink.bytesPerSecond !== Number.POSITIVE_INFINITY
  }

  join(reader: Reader): void {
    const queue = { waiting: [], wireBytes: 0, isPaused: false }
    this.#queues.set(reader, queue)
    this.#updatePause(reader, queue)
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

  /** Calls `deliver` once that many bytes have come through: at once without a limit. */
  enqueue(reader: Reader, wireBytes: number, deliver: () => void): void {
    const queue = this.#queues.get(reader)
    const isFree = queue === undefined || (wireBytes === 0 && queue.waiting.length === 0)
    if (isFree || !this.isLimited) {
      deliver()
      return
    }
    queue.waiting.push({ wireBytes, deliver })
    queue.wireBytes += wireBytes
    this.#updatePause(reader, queue)
    if (wireBytes > 0 && reader !== this.#current) this.#turns.add(reader)
    if (this.#isBusy) return
    // A block that finds the downlink free has used it while it arrived.
    const started = this.#clock.now() - wireBytes / this.#downlink.bytesPerSecond
    this.#serve(Math.max(this.#freeAt, started))
  }

  /** Adds to the bytes that wait to be written; a negative number subtracts. */
  addPendingWrite(bytes: number): void {
    this.#pendingWriteBytes += bytes
    for (const [reader, queue] of this.#queues) this.#updatePause(reader, queue)
  }

  /** Delivers waiting blocks from the instant `from`, at which the downlink became free. */
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

  /** Delivers a block and the messages behind it, up to the next block. */
  #finish(reader: Reader): void {
    this.#current = null
    const queue = this.#queues.get(reader)
    if (queue === undefined) return
    do {
      const [{ wireBytes, deliver }] = queue.waiting.splice(0, 1)
      queue.wireBytes -= wireBytes
      deliver()
      // The message may have ended the connection.
      if (this.#queues.get(reader) !== queue) return
    } while (queue.waiting.length > 0 && queue.waiting[0].wireBytes === 0)
    if (queue.waiting.length > 0) this.#turns.add(reader)
    this.#updatePause(reader, queue)
  }

  #updatePause(reader: Reader, queue: ReceiveQueue): void {
    const isFull =
      queue.wireBytes >= WINDOW_BYTES || this.#pendingWriteBytes > this.#mostPendingWriteBytes
    if (isFull === queue.isPaused) return
    queue.isPaused = isFull
    if (isFull) reader.pause()
    else reader.resume()
  }
}
