/** A file or folder cannot be used; the message begins with its path. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  /** The file or folder. */
  readonly path: string
  /** The system's error code, such as `ENOSPC`, if the system caused the error. */
  readonly code: string | undefined

  constructor(path: string, text: string, cause?: unknown) {
    super(`${path}: ${text}`, { cause })
    this.path = path
    this.code = codeOf(cause)
  }
}

/** Returns the code of a system error, or undefined. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

/** Turns a system error into a StoreError for that path; returns other errors unchanged. */
export function storeErrorAt(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error
  return new StoreError(path, error.message, error)
}
