/** The user asked for something that cannot be; the message says what and, if known, what can. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
