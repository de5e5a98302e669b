import { BitTable } from '../../base/bits.js'
import { HostOutput } from '../host-output.js'
import type { World } from '../peer-discovery.js'

/** Decides which of a host's pieces are announced to a neighbour. */
export interface HaveRule {
  /** Whether a piece is announced to the neighbour on a link. */
  allowsHave(link: number, piece: number): boolean
}

/** Announces only pieces that may flow to a neighbour, so that no others are requested. */
export class OverlayOutput extends HostOutput {
  override readonly announcesAll = false
  readonly #rule: HaveRule
  readonly #allowed: BitTable

  constructor(world: World, host: number, telling: HaveRule) {
    super(world.network, world, host)
    this.#rule = telling
    this.#allowed = new BitTable(1, world.network.geometry.pieceCount)
  }

  mayAnnounce(link: number, piece: number): boolean {
    return this.#rule.allowsHave(link, piece)
  }

  override have(now: number, link: number, index: number): void {
    if (this.#rule.allowsHave(link, index)) super.have(now, link, index)
  }

  override bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    const announced = this.#allowed
    announced.clear(0)
    let any = false
    for (let piece = pieces.nextSet(row, 0); piece >= 0; piece = pieces.nextSet(row, piece + 1)) {
      if (!this.#rule.allowsHave(link, piece)) continue
      announced.add(0, piece)
      any = true
    }
    if (any) super.bitfield(now, link, announced, 0)
  }
}
