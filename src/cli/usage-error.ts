/** Wrong use of the command line. The message says where, what was found and what is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
