import { BitTable } from '../../base/bits.js'
import { HostOutput } from '../host-output.js'
import type { World } from '../peer-discovery.js'

/** What of a host's pieces a neighbour is told of. */
export interface Telling {
  /** Whether the neighbour on a link is told of a piece. */
  tells(link: number, piece: number): boolean
}

/** A host that tells its neighbours only of what is to flow to them, and is asked for no more. */
export class OverlayOutput extends HostOutput {
  override readonly tellsAll = false
  readonly #telling: Telling
  readonly #told: BitTable

  constructor(world: World, host: number, telling: Telling) {
    super(world.network, world, host)
    this.#telling = telling
    this.#told = new BitTable(1, world.network.geometry.pieceCount)
  }

  override have(now: number, link: number, index: number): void {
    if (this.#telling.tells(link, index)) super.have(now, link, index)
  }

  override bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    const told = this.#told
    told.clear(0)
    let any = false
    for (let piece = pieces.nextSet(row, 0); piece >= 0; piece = pieces.nextSet(row, piece + 1)) {
      if (!this.#telling.tells(link, piece)) continue
      told.add(0, piece)
      any = true
    }
    if (any) super.bitfield(now, link, told, 0)
  }
}
