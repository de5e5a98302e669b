/** Redis does not answer, or refuses; the message names it and says why. */
export class RedisError extends Error {
  override readonly name = 'RedisError'
}
