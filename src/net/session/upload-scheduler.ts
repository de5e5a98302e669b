import type { UplinkShares } from '../../peer/uplink-shares.js'
import type { Cancel, Clock } from '../common/wall-clock.js'

/** Bytes of a block's message before its payload (BEP 3). */
export const BLOCK_HEADER_BYTES = 13

/** One who may have blocks to send. */
export interface Sender {
  /** Its row in the peer; -1 if it has none. */
  readonly row: number
  /** Begins to send a block, if there is one and room for it, and answers its payload, or 0. */
  sendBlock(): number
}

/** What we send over. */
export interface Uplink {
  /** Infinity for no limit. */
  readonly bytesPerSecond: number
  /** What a message of so many bytes takes of it, with the headers that carry it. */
  wireBytes(messageBytes: number): number
  /** What the acknowledgements of a block take of it. */
  readonly ackBytes: number
}

/**
 * Sends blocks, a block a turn of each link that has some. With a limit a block is given to its
 * socket when its last byte would have left an uplink of that rate, as it would arrive there.
 * A peer whose choker has shares gives its turns by them.
 */
export class UploadScheduler {
  /** All bytes of the uplink that were no payload of blocks, headers included. */
  overheadBytes = 0
  /** Gives the block of the turn to its socket; set during `sendOne`. */
  hand: () => void = () => undefined
  readonly #clock: Clock
  readonly #uplink: Uplink
  readonly #shares: () => UplinkShares | undefined
  /** In order of turns. */
  readonly #senders = new Set<Sender>()
  /** Whose block is on its way; its next turn comes after those who wait by then. */
  #current: Sender | null = null
  #isWaiting = false
  /** When all that was said has left, as far as it is known. */
  #freeAt = Number.NEGATIVE_INFINITY
  /** Bytes of words said while a block is on its way; they leave behind it. */
  #queuedOverheadBytes = 0
  #cancel: Cancel = () => undefined
  #isServing = false

  /** `shares` as they are at a turn; undefined for equal ones. */
  constructor(clock: Clock, uplink: Uplink, shares: () => UplinkShares | undefined) {
    this.#clock = clock
    this.#uplink = uplink
    this.#shares = shares
  }

  /** The sender may have something to send. */
  join(sender: Sender): void {
    this.#senders.add(sender)
    // A block sent may drain a socket at once, which leads back here.
    if (this.#isWaiting || this.#isServing) return
    this.#serve(Math.max(this.#freeAt, this.#clock.now()))
  }

  leave(sender: Sender): void {
    this.#senders.delete(sender)
    if (this.#current === sender) this.#current = null
  }

  /** A word was said: it takes its bytes from the uplink. */
  sentMessage(messageBytes: number): void {
    this.#charge(this.#uplink.wireBytes(messageBytes))
  }

  /** A block has come: it is acknowledged. */
  receivedBlock(): void {
    this.#charge(this.#uplink.ackBytes)
  }

  stop(): void {
    this.#cancel()
    this.#senders.clear()
  }

  #charge(bytes: number): void {
    const { bytesPerSecond } = this.#uplink
    this.overheadBytes += bytes
    if (bytesPerSecond === Number.POSITIVE_INFINITY) return
    if (this.#isWaiting) this.#queuedOverheadBytes += bytes
    else this.#freeAt = Math.max(this.#freeAt, this.#clock.now()) + bytes / bytesPerSecond
  }

  /** Gives turns from the instant on at which the uplink became free. */
  #serve(from: number): void {
    this.#freeAt = from
    this.#isServing = true
    for (let sender = this.#next(); sender !== null; sender = this.#next()) {
      this.#senders.delete(sender)
      const { row } = sender
      const payloadBytes = sender.sendBlock()
      if (payloadBytes === 0) continue
      this.#shares()?.took(row)
      const wireBytes = this.#uplink.wireBytes(payloadBytes + BLOCK_HEADER_BYTES)
      this.overheadBytes += wireBytes - payloadBytes
      this.#freeAt += (this.#queuedOverheadBytes + wireBytes) / this.#uplink.bytesPerSecond
      this.#queuedOverheadBytes = 0
      this.#current = sender
      if (this.#freeAt > this.#clock.now()) {
        this.#wait()
        break
      }
      this.#finish()
    }
    this.#isServing = false
  }

  /** Who has the next turn; null if nobody has anything to send. */
  #next(): Sender | null {
    const shares = this.#shares()
    let next: Sender | null = null
    for (const sender of this.#senders) {
      if (shares === undefined) return sender
      if (next === null || shares.due(sender.row) < shares.due(next.row)) next = sender
    }
    return next
  }

  /** The block has left. */
  #finish(): void {
    if (this.#current !== null) this.#senders.add(this.#current)
    this.#current = null
    this.hand()
  }

  /** Timers go off late: the next block is begun when this one has left, not when that is seen. */
  #wait(): void {
    this.#isWaiting = true
    this.#cancel = this.#clock.after(this.#freeAt - this.#clock.now(), () => {
      this.#isWaiting = false
      this.#finish()
      this.#serve(this.#freeAt)
    })
  }
}
