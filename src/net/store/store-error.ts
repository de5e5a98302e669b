/** What a store says of a file or folder that it cannot use; the message begins with its path. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  /** The file or folder. */
  readonly path: string
  /** The system's name of its refusal, for instance `ENOSPC`; undefined if it refused nothing. */
  readonly code: string | undefined

  constructor(path: string, words: string, cause?: unknown) {
    super(`${path}: ${words}`, { cause })
    this.path = path
    this.code = codeOf(cause)
  }
}

/** The system's name of an error, undefined if it is none of the system's. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

/** The error as one of the store: a refusal of the system gets the path it belongs to. */
export function storeErrorAt(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error
  return new StoreError(path, error.message, error)
}
