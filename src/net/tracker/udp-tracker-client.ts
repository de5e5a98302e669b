import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { oneLine } from './announcement.js'
import { TrackerError } from './tracker-error.js'

/** The actions of BEP 15. */
export const ACTION = { connect: 0, announce: 1, scrape: 2, error: 3 } as const

/** The numbers of announce events in BEP 15. */
export const EVENTS = { '': 0, completed: 1, started: 2, stopped: 3 } as const

/** The connection id of a connect request. */
export const NO_CONNECTION = Uint8Array.from([0, 0, 4, 0x17, 0x27, 0x10, 0x19, 0x80])

/**
 * BEP 15 waits 15 s, 30 s, 60 s, ... for an answer, more than our time limit. The waits double here
 * too, and three of them fill the limit: 1/7, 2/7 and 4/7 of it.
 */
const FIRST_WAIT_SHARE = 1 / 7
const MAX_SENDS = 3

/** Sends requests to one UDP tracker on a socket of its own, until it is closed. */
export class UdpTrackerClient {
  readonly family: 4 | 6
  readonly #socket: Socket
  readonly #signal: AbortSignal
  readonly #firstWaitSeconds: number
  #connectionId: Uint8Array = NO_CONNECTION
  /** Describes the last invalid packet, for the message if no answer comes. */
  #lastInvalid = ''

  private constructor(family: 4 | 6, bounds: { signal: AbortSignal; seconds: number }) {
    this.family = family
    this.#socket = createSocket(family === 6 ? 'udp6' : 'udp4')
    this.#signal = bounds.signal
    this.#firstWaitSeconds = bounds.seconds * FIRST_WAIT_SHARE
  }

  /** Resolves the host and gets a connection id. `bounds.seconds` is when `signal` will abort. */
  static async connect(
    tracker: URL,
    bounds: { signal: AbortSignal; seconds: number },
  ): Promise<UdpTrackerClient> {
    const host = tracker.hostname.replace(/^\[|\]$/g, '')
    const { address, family } = await beforeAbort(bounds.signal, lookup(host))
    const client = new UdpTrackerClient(family === 6 ? 6 : 4, bounds)
    try {
      await client.#connect(Number(tracker.port), address)
      return client
    } catch (failure) {
      client.close()
      throw failure
    }
  }

  close() {
    this.#socket.close()
  }

  async #connect(port: number, address: string) {
    // A connected socket receives from that tracker only, and learns of a closed port.
    const connected = new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject)
      this.#socket.connect(port, address, resolve)
    })
    await beforeAbort(this.#signal, connected)
    // An error between two requests is ignored: the next request will fail.
    this.#socket.on('error', () => {})
    const answer = await this.request(ACTION.connect, new Uint8Array())
    if (answer.length < 8) throw new TrackerError('its connection id is too short')
    this.#connectionId = answer.slice(0, 8)
  }

  /** Sends a request until an answer comes; resolves to the bytes after its transaction id. */
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
        if (++sends < MAX_SENDS) timer = setTimeout(send, waitSeconds * 1000)
        waitSeconds *= 2
      }
      const end = (settle: () => void) => {
        clearTimeout(timer)
        this.#socket.off('message', receive).off('error', fail)
        this.#signal.removeEventListener('abort', late)
        settle()
      }
      const fail = (error: Error) => end(() => reject(error))
      const late = () => fail(new TrackerError(this.#signal.reason.message + this.#lastInvalid))
      const receive = (message: Buffer) => {
        try {
          const answer = this.#read(message, action, transaction)
          if (answer !== undefined) end(() => resolve(answer))
        } catch (error) {
          fail(error as Error)
        }
      }
      this.#socket.on('message', receive).on('error', fail)
      this.#signal.addEventListener('abort', late)
      if (this.#signal.aborted) late()
      else send()
    })
  }

  /**
   * Returns the bytes after the transaction id, or undefined for a packet that answers something
   * else. Anybody can forge such packets, so they are ignored.
   */
  #read(message: Buffer, action: number, transaction: number): Uint8Array | undefined {
    if (message.length < 8) {
      this.#lastInvalid = ', only packets that are too short'
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

/** Rejects when the signal aborts; the promise itself cannot be cancelled and is ignored. */
function beforeAbort<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(signal.reason)
    signal.addEventListener('abort', late)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', late))
  })
}
