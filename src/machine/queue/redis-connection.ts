import { Redis, type RedisOptions } from 'ioredis'
import { RedisError } from './redis-error.js'

/** Limit for connecting, seconds. */
const CONNECT_SECONDS = 10

/** Limit for the answer to a sweep's command, seconds. */
const ANSWER_SECONDS = 5

/** Explains errors to somebody who does not know their names. */
const EXPLANATIONS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'connection refused; is redis-server running there?'],
  [/ENOTFOUND|EAI_AGAIN/, 'unknown host'],
  [/ETIMEDOUT|timed out/, 'no answer'],
  [/WRONGPASS|NOAUTH/, 'missing or wrong password; expected redis://USER:PASSWORD@HOST:PORT'],
  [/Unknown RESP type|Protocol error/, 'the server at this address is not a Redis'],
  [/writeable|Connection is closed|max retries|ECONNRESET|EPIPE/, 'connection lost'],
  [/max number of clients/, 'Redis accepts no more clients'],
  [/^OOM|used memory/, 'Redis is out of memory'],
  [/^LOADING/, 'Redis is still loading its data'],
  [/^MISCONF/, 'Redis cannot save its data; see its log'],
]

/**
 * How commands behave while Redis is away: those of a worker wait until it is back, those of a
 * sweep fail at once, so that the sweep can tell the user.
 */
export type RedisRole = 'sweep' | 'worker'

/**
 * Connects to a Redis, and reconnects whenever the connection is lost.
 * @throws RedisError if the first attempt fails
 */
export async function connectRedis(url: string, role: RedisRole): Promise<Redis> {
  const redis = new Redis(url, { ...OPTIONS, ...OPTIONS_BY_ROLE[role] })
  let cause: Error | undefined
  redis.on('error', (error: Error) => {
    cause ??= error
  })
  const timer = setTimeout(() => {
    cause ??= new Error('timed out')
    redis.disconnect()
  }, CONNECT_SECONDS * 1000)
  try {
    await redis.connect()
    await redis.ping()
    return redis
  } catch (error) {
    redis.disconnect()
    throw new RedisError(`${withoutPassword(url)}: ${explainRedisError(cause ?? error)}`)
  } finally {
    clearTimeout(timer)
  }
}

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  connectTimeout: CONNECT_SECONDS * 1000,
  retryStrategy: (times) => Math.min(2000, 100 * times),
}

const OPTIONS_BY_ROLE: Readonly<Record<RedisRole, RedisOptions>> = {
  sweep: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_SECONDS * 1000,
  },
  // BullMQ requires this: a worker's command may wait for the next run for a long time.
  worker: { maxRetriesPerRequest: null },
}

/** Returns a URL with its password masked. */
export function withoutPassword(url: string): string {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href
}

/** Explains in words why Redis failed. */
export function explainRedisError(error: unknown): string {
  const message = error instanceof Error ? `${error.message}` : String(error)
  return EXPLANATIONS.find(([pattern]) => pattern.test(message))?.[1] ?? message
}
