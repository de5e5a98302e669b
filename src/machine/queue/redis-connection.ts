import { Redis, type RedisOptions } from 'ioredis'
import { RedisError } from './redis-error.js'

/** How long a Redis may take to let one in. */
const CONNECT_SECONDS = 10

/** How long it may take to answer. */
const ANSWER_SECONDS = 5

/** What went wrong, to somebody who does not know the names of it. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'nobody listens there; is redis-server running?'],
  [/ENOTFOUND|EAI_AGAIN/, 'there is no such host'],
  [/ETIMEDOUT|timed out/, 'it does not answer'],
  [/WRONGPASS|NOAUTH/, 'it wants a password, or another one: redis://USER:PASSWORD@HOST:PORT'],
  [/Unknown RESP type|Protocol error/, 'what answers there is no Redis'],
  [/writeable|Connection is closed|max retries|ECONNRESET|EPIPE/, 'the connection is lost'],
  [/max number of clients/, 'it has no room for another client'],
  [/^OOM|used memory/, 'its memory is used up'],
  [/^LOADING/, 'it is loading its data'],
  [/^MISCONF/, 'it cannot save its data; its own log says why'],
]

/**
 * Who asks may wait: a worker's commands wait until Redis is back, those of a sweep fail at once,
 * so that it can say so.
 */
export type RedisRole = 'sweep' | 'worker'

/**
 * Connects to a Redis, and again whenever the connection is lost.
 * @throws RedisError if that fails at first
 */
export async function connectRedis(url: string, role: RedisRole): Promise<Redis> {
  const redis = new Redis(url, { ...OPTIONS, ...BY_ROLE[role] })
  let cause: Error | undefined
  redis.on('error', (error: Error) => {
    cause ??= error
  })
  const late = setTimeout(() => {
    cause ??= new Error('timed out')
    redis.disconnect()
  }, CONNECT_SECONDS * 1000)
  try {
    await redis.connect()
    await redis.ping()
    return redis
  } catch (error) {
    redis.disconnect()
    throw new RedisError(`${shownUrl(url)}: ${refusal(cause ?? error)}`)
  } finally {
    clearTimeout(late)
  }
}

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  connectTimeout: CONNECT_SECONDS * 1000,
  retryStrategy: (times) => Math.min(2000, 100 * times),
}

const BY_ROLE: Readonly<Record<RedisRole, RedisOptions>> = {
  sweep: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_SECONDS * 1000,
  },
  // BullMQ asks for this: a command that waits for a cell may wait for long.
  worker: { maxRetriesPerRequest: null },
}

/** A URL without its password. */
export function shownUrl(url: string): string {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href
}

/** In words, why Redis does not do what it is asked for. */
export function refusal(error: unknown): string {
  const message = error instanceof Error ? `${error.message}` : String(error)
  return REFUSALS.find(([pattern]) => pattern.test(message))?.[1] ?? message
}
