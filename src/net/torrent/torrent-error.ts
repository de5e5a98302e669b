/** A torrent or a magnet link cannot be used. The message is complete and for the user. */
export class TorrentError extends Error {
  override readonly name = 'TorrentError'

  /** `place` is where it is wrong: `info.pieces`; the other two are noun phrases. */
  constructor(
    readonly place: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${place}: expected ${expected}, found ${found}`)
  }

  /** The same of a file, whose path comes first. */
  within(file: string): TorrentError {
    return new TorrentError(`${file}: ${this.place}`, this.expected, this.found)
  }
}
