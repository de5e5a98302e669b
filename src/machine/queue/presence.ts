import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { PREFIX } from './run-queue.js'

/** A process that uses a Redis: it either hands out runs or executes them. */
export interface Participant {
  readonly role: 'sweep' | 'worker'
  /** The program, its version and its code. */
  readonly program: string
  /** Host and process. */
  readonly name: string
  /** The number of runs it executes at a time; 0 for a sweep. */
  readonly threads: number
}

/** Seconds between two heartbeats of a participant. */
const HEARTBEAT_SECONDS = 2
/** A participant without a heartbeat for this long counts as gone, seconds. */
const EXPIRY_SECONDS = 10

// Programs of other versions read and write these keys too: that is how they notice each other.
const IDS_KEY = `${PREFIX}:attendants`
const keyOf = (id: string) => `${PREFIX}:attendant:${id}`

/** Announces this process at a Redis by heartbeats, and lists the others. */
export class Presence {
  readonly #id = randomUUID()
  #heartbeatSeconds = Number.NEGATIVE_INFINITY

  constructor(
    readonly redis: Redis,
    readonly own: Participant,
  ) {}

  /** Sends a heartbeat if one is due and returns the others; undefined if none was due. */
  async refresh(): Promise<readonly Participant[] | undefined> {
    const seconds = performance.now() / 1000
    if (seconds - this.#heartbeatSeconds < HEARTBEAT_SECONDS) return undefined
    await this.redis.set(keyOf(this.#id), JSON.stringify(this.own), 'EX', EXPIRY_SECONDS)
    await this.redis.sadd(IDS_KEY, this.#id)
    this.#heartbeatSeconds = seconds
    const ids = (await this.redis.smembers(IDS_KEY)).filter((id) => id !== this.#id).sort()
    if (ids.length === 0) return []
    const texts = await this.redis.mget(ids.map(keyOf))
    const gone = ids.filter((_, i) => texts[i] === null)
    if (gone.length > 0) await this.redis.srem(IDS_KEY, ...gone)
    return texts.filter((text) => text !== null).map((text) => JSON.parse(text) as Participant)
  }

  /** Removes this process from the list. */
  async leave(): Promise<void> {
    await this.redis.del(keyOf(this.#id))
    await this.redis.srem(IDS_KEY, this.#id)
  }
}
