import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { PREFIX } from './run-queue.js'

/** Who is at a Redis: a process that has cells run, or one that runs them. */
export interface Attendee {
  readonly role: 'sweep' | 'worker'
  /** The program, its version and its code. */
  readonly program: string
  /** Host and process. */
  readonly name: string
  /** How many cells it runs at a time; 0 of a sweep. */
  readonly threads: number
}

/** How often one signs, and how long a signature is good for. */
const SIGN_SECONDS = 2
const GOOD_SECONDS = 10

const LIST = `${PREFIX}:attendants`

/** A list of who is there, which whoever is gone without a word drops out of. */
export class Presence {
  readonly #id = randomUUID()
  #signedSeconds = Number.NEGATIVE_INFINITY

  constructor(
    readonly redis: Redis,
    readonly own: Attendee,
  ) {}

  /** Signs if it is time to, and answers the others; undefined if it was not. */
  async attend(): Promise<readonly Attendee[] | undefined> {
    const seconds = performance.now() / 1000
    if (seconds - this.#signedSeconds < SIGN_SECONDS) return undefined
    await this.redis.set(keyOf(this.#id), JSON.stringify(this.own), 'EX', GOOD_SECONDS)
    await this.redis.sadd(LIST, this.#id)
    this.#signedSeconds = seconds
    const ids = (await this.redis.smembers(LIST)).filter((id) => id !== this.#id).sort()
    if (ids.length === 0) return []
    const texts = await this.redis.mget(ids.map(keyOf))
    const gone = ids.filter((_, i) => texts[i] === null)
    if (gone.length > 0) await this.redis.srem(LIST, ...gone)
    return texts.filter((text) => text !== null).map((text) => JSON.parse(text) as Attendee)
  }

  /** Takes its own name off. */
  async leave(): Promise<void> {
    await this.redis.del(keyOf(this.#id))
    await this.redis.srem(LIST, this.#id)
  }
}

function keyOf(id: string): string {
  return `${PREFIX}:attendant:${id}`
}
