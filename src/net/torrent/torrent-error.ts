/** A torrent or magnet link cannot be used; the message is complete and for the user. */
export class TorrentError extends Error {
  override readonly name = 'TorrentError'

  /** `place` is where the error is, such as `info.pieces`; the others are noun phrases. */
  constructor(
    readonly place: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${place}: expected ${expected}, found ${found}`)
  }

  /** Returns the same error with a file's path in front. */
  within(file: string): TorrentError {
    return new TorrentError(`${file}: ${this.place}`, this.expected, this.found)
  }
}
