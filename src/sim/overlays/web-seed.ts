import type { Geometry } from '../../peer/geometry.js'
import { Peer } from '../../peer/peer.js'
import type { PeerParts, PeerStore } from '../../peer/peer-parts.js'
import type { Choker, RechokeRound } from '../../peer/policy.js'
import type { PeerOutput } from '../../peer/wire.js'
import { Relay } from '../../policy/behaviours/relay.js'
import { explainTurns } from '../../policy/chokers/first-come.js'

/** An unchoked neighbour without a request loses its turn after this many seconds. */
const IDLE_SECONDS = 1

/**
 * A web seed as clients use it (BEP 19): a server that chokes nobody. It answers a limited number
 * of requests at a time, as web servers do, and queues the others. A request is for a piece, or for
 * the missing part of one. Its last block ends the turn; a client that wants more queues again.
 */
export class WebSeed extends Peer {
  readonly #choker: TurnChoker
  readonly #pieceEnds: PieceEndOutput
  readonly #store: PeerStore

  /** `places`: requests that are answered at a time. */
  constructor(now: number, parts: PeerParts, output: PeerOutput, places: number) {
    const turns = new TurnChoker(places)
    const pieceEnds = new PieceEndOutput(output, parts.store.columns.geometry)
    super(now, { ...parts, choker: turns, seedChoker: turns }, pieceEnds)
    this.#choker = turns
    this.#pieceEnds = pieceEnds
    this.#store = parts.store
  }

  override pull(now: number, link: number): boolean {
    this.#pieceEnds.reached = false
    if (!super.pull(now, link)) return false
    if (this.#pieceEnds.reached) {
      this.#choker.finished.add(link)
      this.serving.rechoke(now, false)
    }
    return true
  }

  override wake(now: number): void {
    const { first, end, unchoked, unchokedAt } = this.links
    const at = this.links.ownTime(now)
    for (let link = first; link < end; link++) {
      if (unchoked[link] === 0 || at - unchokedAt[link] < IDLE_SECONDS) continue
      if (this.#store.uploads.waiting(link) === 0) this.#choker.finished.add(link)
    }
    super.wake(now)
  }
}

/** Unchokes a limited number of links, each until its turn is over; the others queue. */
class TurnChoker implements Choker {
  /** Links whose turn is over since the last rechoke. */
  readonly finished = new Set<number>()
  readonly slots: number
  /** The queued links, in order. */
  readonly #waiting = new Set<number>()

  constructor(places: number) {
    this.slots = places
  }

  rechoke({ links, unchoked, recorder }: RechokeRound): void {
    const { first, end, interested } = links
    const line = this.#waiting
    let free = this.slots
    for (let link = first; link < end; link++) {
      const stays = interested[link] === 1 && links.unchoked[link] === 1 && !this.finished.has(link)
      unchoked[link] = stays ? 1 : 0
      free -= unchoked[link]
      if (interested[link] === 0 || stays) line.delete(link)
      else if (!this.finished.has(link)) line.add(link)
    }
    for (const link of this.finished) if (interested[link] === 1) line.add(link)
    this.finished.clear()
    for (const link of line) {
      if (free-- <= 0) break
      unchoked[link] = 1
      line.delete(link)
    }
    if (recorder !== null) explainTurns(links, unchoked, recorder)
  }
}

/** Records whether the last block sent ends its piece. */
class PieceEndOutput extends Relay {
  reached = false
  readonly #geometry: Geometry

  constructor(output: PeerOutput, geometry: Geometry) {
    super(output)
    this.#geometry = geometry
  }

  override piece(now: number, link: number, piece: number, begin: number, length: number): void {
    super.piece(now, link, piece, begin, length)
    this.reached = begin + length === this.#geometry.bytesOf(piece)
  }
}
