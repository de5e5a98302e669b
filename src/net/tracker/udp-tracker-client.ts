import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { oneLine } from './announcement.js'
import { TrackerError } from './tracker-error.js'

/** What a packet is (BEP 15). */
export const ACTION = { connect: 0, announce: 1, scrape: 2, error: 3 } as const

/** An announce's events as BEP 15 numbers them. */
export const EVENTS = { '': 0, completed: 1, started: 2, stopped: 3 } as const

/** The connection id of those who have none yet. */
export const NO_CONNECTION = Uint8Array.from([0, 0, 4, 0x17, 0x27, 0x10, 0x19, 0x80])

/**
 * BEP 15 waits 15 s, 30 s, 60 s, ... for an answer; we have a quarter of a minute in all. The waits
 * double here too, and three of them fill the time: 1/7, 2/7 and 4/7 of it.
 */
const FIRST_WAIT_SHARE = 1 / 7
const MOST_SENDS = 3

/** Talks with one tracker on a socket of its own, until closed. */
export class UdpTrackerClient {
  readonly family: 4 | 6
  readonly #socket: Socket
  readonly #signal: AbortSignal
  readonly #firstWaitSeconds: number
  #connectionId: Uint8Array = NO_CONNECTION
  /** What came that was no answer, for when none comes. */
  #lastInvalid = ''

  private constructor(family: 4 | 6, bounds: { signal: AbortSignal; seconds: number }) {
    this.family = family
    this.#socket = createSocket(family === 6 ? 'udp6' : 'udp4')
    this.#signal = bounds.signal
    this.#firstWaitSeconds = bounds.seconds * FIRST_WAIT_SHARE
  }

  /** Looks the host up and gets a connection id. `bounds.seconds` is when `signal` will abort. */
  static async connect(
    tracker: URL,
    bounds: { signal: AbortSignal; seconds: number },
  ): Promise<UdpTrackerClient> {
    const host = tracker.hostname.replace(/^\[|\]$/g, '')
    const { address, family } = await beforeAbort(bounds.signal, lookup(host))
    const conversation = new UdpTrackerClient(family === 6 ? 6 : 4, bounds)
    try {
      await conversation.#connect(Number(tracker.port), address)
      return conversation
    } catch (failure) {
      conversation.close()
      throw failure
    }
  }

  close() {
    this.#socket.close()
  }

  async #connect(port: number, address: string) {
    // A connected socket hears that tracker alone, and that nobody listens there.
    const connected = new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject)
      this.#socket.connect(port, address, resolve)
    })
    await beforeAbort(this.#signal, connected)
    // Between two questions an error has nobody to tell.
    this.#socket.on('error', () => {})
    const answer = await this.request(ACTION.connect, new Uint8Array())
    if (answer.length < 8) throw new TrackerError('its connection id is cut')
    this.#connectionId = answer.slice(0, 8)
  }

  /** Asks, again and again until an answer comes: what follows its transaction id. */
  request(action: number, body: Uint8Array): Promise<Uint8Array> {
    const transaction = randomInt(2 ** 32)
    const head = Buffer.alloc(16)
    head.set(this.#connectionId)
    head.writeUInt32BE(action, 8)
    head.writeUInt32BE(transaction, 12)
    const packet = Buffer.concat([head, body])
    return new Promise((resolve, reject) => {
      let waitSeconds = this.#firstWaitSeconds
      let sends = 0
      let timer: NodeJS.Timeout | undefined
      const send = () => {
        this.#socket.send(packet, (error) => error && end(() => reject(error)))
        if (++sends < MOST_SENDS) timer = setTimeout(send, waitSeconds * 1000)
        waitSeconds *= 2
      }
      const end = (tell: () => void) => {
        clearTimeout(timer)
        this.#socket.off('message', hear).off('error', fail)
        this.#signal.removeEventListener('abort', late)
        tell()
      }
      const fail = (error: Error) => end(() => reject(error))
      const late = () => fail(new TrackerError(this.#signal.reason.message + this.#lastInvalid))
      const hear = (message: Buffer) => {
        try {
          const answer = this.#read(message, action, transaction)
          if (answer !== undefined) end(() => resolve(answer))
        } catch (error) {
          fail(error as Error)
        }
      }
      this.#socket.on('message', hear).on('error', fail)
      this.#signal.addEventListener('abort', late)
      if (this.#signal.aborted) late()
      else send()
    })
  }

  /**
   * What follows the transaction id; undefined for a packet that answers something else. Such are
   * passed over, for anybody can forge them, and only remembered.
   */
  #read(message: Buffer, action: number, transaction: number): Uint8Array | undefined {
    if (message.length < 8) {
      this.#lastInvalid = ', only packets that are cut'
    } else if (message.readUInt32BE(4) !== transaction) {
      this.#lastInvalid = ', only packets with a wrong transaction id'
    } else if (message.readUInt32BE(0) === ACTION.error) {
      throw new TrackerError(`it refused: ${oneLine(message.subarray(8))}`)
    } else if (message.readUInt32BE(0) !== action) {
      this.#lastInvalid = ', only packets with a wrong action'
    } else return message.subarray(8)
    return undefined
  }
}

/** A promise that cannot be called off, left alone when its time is up. */
function beforeAbort<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(signal.reason)
    signal.addEventListener('abort', late)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', late))
  })
}
