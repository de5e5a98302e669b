import { BitTable } from '../../base/bits.js'
import { Peer } from '../../peer/peer.js'
import type { PeerColumns } from '../../peer/peer-columns.js'
import type { PeerParts } from '../../peer/peer-parts.js'
import type { PeerOutput } from '../../peer/wire.js'
import { Relay } from './relay.js'

/**
 * A peer that announces pieces which it lacks (Liogkas, Nelson, Kohler and Zhang 2006, "Exploiting
 * BitTorrent for fun (but not profit)", advertising false pieces; Konrath, Barcellos and Mansilha
 * 2007, "Attacking a swarm with a band of liars", piece lying). The false pieces are chosen once,
 * each with the same probability, and sent to every neighbour after the handshake.
 *
 * Unlike the liar of 2006 it sends no garbage for what it lacks: such requests go unanswered, or a
 * transport that can rejects them. Seeds disconnect from seeds, so there is one piece that it never
 * announces until it is complete. A super-seed believes the liar and shows it nothing that it
 * claims to have.
 */
export class HaveLiar extends Peer {
  readonly #output: LyingOutput

  /** Announces a piece falsely with probability `share`, 0 to 1. */
  constructor(now: number, parts: PeerParts, output: PeerOutput, share: number) {
    const lying = new LyingOutput(parts, output, share)
    super(now, parts, lying)
    this.#output = lying
  }

  override handshake(now: number, link: number, torrent: string, id: string): void {
    super.handshake(now, link, torrent, id)
    // A peer with pieces has sent a bitfield, which includes the false ones.
    if (this.requests.ownCount === 0) this.#output.sendLies(now, link)
  }
}

/** Sends `have` and `bitfield` with the false pieces. */
class LyingOutput extends Relay {
  readonly #columns: PeerColumns
  /** The peer's own row of holdings. */
  readonly #ownRow: number
  readonly #lies: BitTable
  readonly #claimed: BitTable
  /** The piece that is never announced. */
  readonly #secret: number

  constructor({ store, number, random }: PeerParts, output: PeerOutput, share: number) {
    super(output)
    this.#columns = store.columns
    this.#ownRow = store.columns.ownRow(number)
    const { pieceCount } = store.columns.geometry
    this.#lies = new BitTable(1, pieceCount)
    this.#claimed = new BitTable(1, pieceCount)
    this.#secret = random.below(pieceCount)
    for (let piece = 0; piece < pieceCount; piece++) {
      if (random.next() < share && piece !== this.#secret) this.#lies.add(0, piece)
    }
  }

  get #isComplete(): boolean {
    return this.#columns.holdings.count(this.#ownRow) === this.#columns.geometry.pieceCount
  }

  /** Announces all false pieces, one by one. */
  sendLies(now: number, link: number): void {
    const lies = this.#lies
    for (let piece = lies.nextSet(0, 0); piece >= 0; piece = lies.nextSet(0, piece + 1)) {
      super.have(now, link, piece)
    }
  }

  override have(now: number, link: number, piece: number): void {
    if (piece !== this.#secret && !this.#lies.has(0, piece)) super.have(now, link, piece)
    if (this.#isComplete) super.have(now, link, this.#secret)
  }

  override bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    const claimed = this.#claimed
    claimed.copy(0, pieces, row)
    if (!this.#isComplete) {
      const lies = this.#lies
      for (let piece = lies.nextSet(0, 0); piece >= 0; piece = lies.nextSet(0, piece + 1)) {
        claimed.add(0, piece)
      }
      claimed.remove(0, this.#secret)
    }
    super.bitfield(now, link, claimed, 0)
  }
}
