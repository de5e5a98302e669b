import { setTimeout as pause } from 'node:timers/promises'
import type { RunListener } from '../workers/run-engine.js'
import { explainRedisError, withoutPassword } from './redis-connection.js'
import { RedisError } from './redis-error.js'

/** Seconds between two attempts. */
const RETRY_SECONDS = 0.5

/** Repeats commands while Redis is away, up to a time limit, and tells the user. */
export class Reconnect {
  constructor(
    readonly url: string,
    readonly limitSeconds: number,
    readonly listener: RunListener,
  ) {}

  /**
   * Repeats a command until Redis answers, so the command must bear repetition. Returns undefined
   * if the listener aborts.
   * @throws RedisError if Redis does not answer within the limit
   */
  async retry<T>(command: () => Promise<T>): Promise<T | undefined> {
    const { signal, warn } = this.listener
    const name = withoutPassword(this.url)
    let lostSeconds: number | undefined
    while (signal?.aborted !== true) {
      try {
        const answer = await this.#unlessAborted(command())
        if (signal?.aborted) return undefined
        if (lostSeconds !== undefined) warn?.(`${name}: connected again`)
        return answer as T
      } catch (error) {
        const now = performance.now() / 1000
        const reason = explainRedisError(error)
        const limit = `${this.limitSeconds} s`
        if (lostSeconds === undefined) {
          lostSeconds = now
          warn?.(`${name}: ${reason}; retrying for ${limit}, Ctrl-C keeps the finished runs`)
        } else if (now - lostSeconds > this.limitSeconds) {
          throw new RedisError(`${name}: ${reason}; gave up after ${limit}, finished runs are kept`)
        }
      }
      await pause(RETRY_SECONDS * 1000, undefined, { signal }).catch(() => {})
    }
    return undefined
  }

  /** Stops waiting for an answer once the listener aborts. */
  #unlessAborted<T>(answer: Promise<T>): Promise<T | undefined> {
    const { signal } = this.listener
    return new Promise((resolve, reject) => {
      const onAbort = () => resolve(undefined)
      signal?.addEventListener('abort', onAbort)
      answer.then(resolve, reject).finally(() => signal?.removeEventListener('abort', onAbort))
    })
  }
}
