/** Redis does not answer, or refuses a command; the message names its URL and the reason. */
export class RedisError extends Error {
  override readonly name = 'RedisError'
}
