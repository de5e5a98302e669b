import { setTimeout as pause } from 'node:timers/promises'
import type { RunListener } from '../workers/run-engine.js'
import { refusal, shownUrl } from './redis-connection.js'
import { RedisError } from './redis-error.js'

/** Seconds between two attempts. */
const AGAIN_SECONDS = 0.5

/** Asks Redis again while it is away, up to a bound, and says so. */
export class Reconnect {
  constructor(
    readonly url: string,
    readonly seconds: number,
    readonly listener: RunListener,
  ) {}

  /**
   * Asks until there is an answer; what is asked may be asked again. Undefined if the listener has
   * had enough.
   * @throws RedisError if there is no answer for too long
   */
  async ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    const { signal, warn } = this.listener
    const name = shownUrl(this.url)
    let lostSeconds: number | undefined
    while (signal?.aborted !== true) {
      try {
        const answer = await this.#unlessEnough(question())
        if (signal?.aborted) return undefined
        if (lostSeconds !== undefined) warn?.(`${name}: answers again`)
        return answer as T
      } catch (error) {
        const now = performance.now() / 1000
        const why = refusal(error)
        if (lostSeconds === undefined) {
          lostSeconds = now
          warn?.(`${name}: ${why}; trying for ${this.seconds} s, Ctrl-C keeps what is finished`)
        } else if (now - lostSeconds > this.seconds) {
          throw new RedisError(`${name}: ${why}; what is finished is kept`)
        }
      }
      await pause(AGAIN_SECONDS * 1000, undefined, { signal }).catch(() => {})
    }
    return undefined
  }

  /** Does not wait for the answer once the listener has had enough. */
  #unlessEnough<T>(answer: Promise<T>): Promise<T | undefined> {
    const { signal } = this.listener
    return new Promise((resolve, reject) => {
      const enough = () => resolve(undefined)
      signal?.addEventListener('abort', enough)
      answer.then(resolve, reject).finally(() => signal?.removeEventListener('abort', enough))
    })
  }
}
