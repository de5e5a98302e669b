import type { UplinkShares } from '../../peer/uplink-shares.js'
import type { Cancel, Clock } from '../common/wall-clock.js'

/** Bytes of a block's message before its payload (BEP 3). */
export const BLOCK_HEADER_BYTES = 13

/** A link that may have blocks to send. */
export interface Sender {
  /** Its row in the peer; -1 if it has none. */
  readonly row: number
  /** Starts sending a block if it can; returns the payload bytes, or 0. */
  sendBlock(): number
}

/** The rate limit and overhead of the uplink. */
export interface Uplink {
  /** Infinity for no limit. */
  readonly bytesPerSecond: number
  /** The bytes that a message takes on the uplink, headers included. */
  wireBytes(messageBytes: number): number
  /** The bytes that acknowledging a received block with this much payload takes. */
  ackBytes(payloadBytes: number): number
}

/**
 * Sends blocks: links take turns, a block each. With a rate limit a block is written to its socket
 * when its last byte would have left the uplink. A choker with bandwidth shares decides the turns.
 */
export class UploadScheduler {
  /** All bytes sent that were not block payload, headers included. */
  overheadBytes = 0
  /** Writes the current block to its socket; set during `sendBlock`. */
  writeBlock: () => void = () => undefined
  readonly #clock: Clock
  readonly #uplink: Uplink
  readonly #shares: () => UplinkShares | undefined
  /** In order of turns. */
  readonly #senders = new Set<Sender>()
  /** The link whose block occupies the uplink; it rejoins the turns afterwards. */
  #current: Sender | null = null
  #isWaiting = false
  /** When everything sent so far will have left the uplink. */
  #freeAt = Number.NEGATIVE_INFINITY
  /** Bytes of messages sent while a block occupies the uplink; they leave after it. */
  #queuedOverheadBytes = 0
  #cancel: Cancel = () => undefined
  #isServing = false

  /** `shares` returns the current bandwidth shares, or undefined for equal turns. */
  constructor(clock: Clock, uplink: Uplink, shares: () => UplinkShares | undefined) {
    this.#clock = clock
    this.#uplink = uplink
    this.#shares = shares
  }

  /** Adds a link that may have something to send. */
  join(sender: Sender): void {
    this.#senders.add(sender)
    // Sending a block may drain a socket at once, which calls this again.
    if (this.#isWaiting || this.#isServing) return
    this.#serve(Math.max(this.#freeAt, this.#clock.now()))
  }

  leave(sender: Sender): void {
    this.#senders.delete(sender)
    if (this.#current === sender) this.#current = null
  }

  /** Accounts for a message that was sent. */
  sentMessage(messageBytes: number): void {
    this.#charge(this.#uplink.wireBytes(messageBytes))
  }

  /** Accounts for the acknowledgement of a received block. */
  receivedBlock(payloadBytes: number): void {
    this.#charge(this.#uplink.ackBytes(payloadBytes))
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

  /** Sends blocks from the instant `from`, at which the uplink became free. */
  #serve(from: number): void {
    this.#freeAt = from
    this.#isServing = true
    for (let sender = this.#nextSender(); sender !== null; sender = this.#nextSender()) {
      this.#senders.delete(sender)
      const { row } = sender
      const payloadBytes = sender.sendBlock()
      if (payloadBytes === 0) continue
      this.#shares()?.tookTurn(row)
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

  /** Returns the link whose turn is next, or null if none has anything to send. */
  #nextSender(): Sender | null {
    const shares = this.#shares()
    let next: Sender | null = null
    for (const sender of this.#senders) {
      if (shares === undefined) return sender
      if (next === null || shares.due(sender.row) < shares.due(next.row)) next = sender
    }
    return next
  }

  /** Hands the current block to its socket; its link rejoins the turns. */
  #finish(): void {
    if (this.#current !== null) this.#senders.add(this.#current)
    this.#current = null
    this.writeBlock()
  }

  /** Waits for the uplink. Timers go off late, so the next block starts at `#freeAt`, not now. */
  #wait(): void {
    this.#isWaiting = true
    this.#cancel = this.#clock.after(this.#freeAt - this.#clock.now(), () => {
      this.#isWaiting = false
      this.#finish()
      this.#serve(this.#freeAt)
    })
  }
}
