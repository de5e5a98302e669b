import type { BitTable } from '../../base/bits.js'
import type { Geometry } from '../../peer/geometry.js'
import type { PlaybackSettings } from '../../sim/settings.js'

/** The columns for the results of players, a row per peer. */
export interface PlaybackColumns {
  readonly startUpSeconds: Float64Array
  readonly latePieces: Float64Array
}

/**
 * Computes how players would play what the peers download. A player needs a piece whole when it
 * gets to its first byte. For each peer there are two metrics. `startUpSeconds` is the shortest
 * delay of a player that never stalls. `latePieces` counts the pieces that are late for a player
 * that starts when the settings say and skips missing pieces (Vlavianos et al. 2006 count those in
 * time).
 */
export class Playback {
  readonly #settings: PlaybackSettings
  readonly #geometry: Geometry
  /** The largest delay of a piece so far, for a player that starts on arrival. */
  readonly #lagSeconds: Float64Array
  readonly #late: Float64Array

  /** Makes a playback for this many peers. */
  constructor(settings: PlaybackSettings, geometry: Geometry, peers: number) {
    this.#settings = settings
    this.#geometry = geometry
    this.#lagSeconds = new Float64Array(peers)
    this.#late = new Float64Array(peers)
  }

  /** Counts a piece that the peer has this many seconds after its arrival. */
  gained(host: number, piece: number, seconds: number): void {
    const lag = seconds - this.#neededSeconds(piece)
    if (lag > this.#lagSeconds[host]) this.#lagSeconds[host] = lag
    if (lag > this.#settings.startUpSeconds) this.#late[host]++
  }

  /**
   * Records the results of a peer after this many seconds with these pieces. A missing piece is
   * late if the player needed it by now. Only a complete peer has a known start-up delay.
   */
  recordFinal(
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

  /** Returns when a player that starts on arrival needs the piece. */
  #neededSeconds(piece: number): number {
    return (piece * this.#geometry.pieceBytes) / this.#settings.bytesPerSecond
  }
}
