/** What a test host is asked to do: run test files in this order, up to the first failure. */
export interface RunRequest {
  /** The paths of the test files from the root. */
  readonly files: readonly string[]
  /** A source file that is served with another text. */
  readonly replaced?: { readonly path: string; readonly text: string }
}

/** A test that failed, with the first line of its message. */
export interface Failure {
  readonly file: string
  readonly test: string
  readonly message: string
}

/** What a test host sends: that it is ready, that a file begins or ends, or the result of a run. */
export type HostMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'begin'; readonly file: string }
  | { readonly type: 'end'; readonly file: string; readonly seconds: number }
  | { readonly type: 'done'; readonly failures: readonly Failure[] }
