import type { BitTable } from '../../base/bits.js'
import type { Geometry } from '../../peer/geometry.js'
import type { PlaybackSettings } from '../../sim/settings.js'

/** The columns that a player's fate is written into, a row a peer. */
export interface PlaybackColumns {
  readonly startUpSeconds: Float64Array
  readonly latePieces: Float64Array
}

/**
 * How the players would fare that the peers feed. A piece is needed whole when the player comes to
 * its first byte. Two figures a peer, of two players: how late one must begin that never stalls
 * (`startUpSeconds`), and how many pieces are late for one that begins when the settings say and
 * skips what is not there (`latePieces`; Vlavianos et al. 2006 count those that are in time).
 */
export class Playback {
  readonly #settings: PlaybackSettings
  readonly #geometry: Geometry
  /** The latest that a piece so far came after the player would have needed it, begun at once. */
  readonly #lagSeconds: Float64Array
  readonly #late: Float64Array

  /** For so many peers. */
  constructor(settings: PlaybackSettings, geometry: Geometry, peers: number) {
    this.#settings = settings
    this.#geometry = geometry
    this.#lagSeconds = new Float64Array(peers)
    this.#late = new Float64Array(peers)
  }

  /** The peer has the piece so many seconds after its arrival. */
  gained(host: number, piece: number, seconds: number): void {
    const lag = seconds - this.#neededSeconds(piece)
    if (lag > this.#lagSeconds[host]) this.#lagSeconds[host] = lag
    if (lag > this.#settings.startUpSeconds) this.#late[host]++
  }

  /**
   * Writes down how the peer fares that is there for so many seconds and holds these pieces. What
   * it lacks is late if it was needed by now; only a complete one is known never to stall.
   */
  settle(
    host: number,
    seconds: number,
    pieces: BitTable,
    row: number,
    columns: PlaybackColumns,
  ): void {
    const { pieceCount } = this.#geometry
    let missing = 0
    let late = this.#late[host]
    for (let piece = 0; piece < pieceCount; piece++) {
      if (pieces.has(row, piece)) continue
      missing++
      if (seconds - this.#neededSeconds(piece) > this.#settings.startUpSeconds) late++
    }
    columns.startUpSeconds[host] = missing === 0 ? this.#lagSeconds[host] : Number.NaN
    columns.latePieces[host] = late
  }

  /** When a player that begins at once comes to the piece. */
  #neededSeconds(piece: number): number {
    return (piece * this.#geometry.pieceBytes) / this.#settings.bytesPerSecond
  }
}
