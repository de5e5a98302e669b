import { BLOCK_BYTES } from '../peer/geometry.js'
import type { Peer } from '../peer/peer.js'
import { DONE_AT, HOST_STRIDE, SENDING } from '../sim/hosts.js'
import type { Swarm } from '../sim/swarm.js'
import { ColumnTable } from './column-table.js'
import { OUTCOME } from './event-kind.js'
import type { BlockColumns } from './recording.js'

const NONE = -1

/**
 * Records the blocks of a swarm. The blocks of one connection arrive in the order in which they
 * were sent, so a queue for each receiving end finds the row of a block that arrives.
 */
export class BlockLog {
  readonly #swarm: Swarm
  readonly #table = new ColumnTable<BlockColumns>({
    from: new Uint16Array(),
    to: new Uint16Array(),
    start: new Float64Array(),
    end: new Float64Array(),
    piece: new Int32Array(),
    index: new Uint16Array(),
    outcome: new Uint8Array(),
  })
  /** For each link's row with a connection: the blocks on their way to it, oldest first. */
  readonly #queues: (number[] | null)[]
  /** For each host: the last block on its uplink, the link it was for, and the queue it is in. */
  readonly #last: Int32Array
  readonly #lastLink: Int32Array
  readonly #lastTo: Int32Array
  /** Whether the block that is being delivered is corrupt. */
  #isCorrupt = false
  #isAbandoned = false

  constructor(swarm: Swarm) {
    const { count, endpoints } = swarm.population
    this.#swarm = swarm
    this.#queues = new Array(endpoints.count).fill(null)
    this.#last = new Int32Array(count).fill(NONE)
    this.#lastLink = new Int32Array(count).fill(NONE)
    this.#lastTo = new Int32Array(count).fill(NONE)
    const delivered = swarm.delivered.bind(swarm)
    swarm.delivered = (now, from, to, piece, bytes, spoils) => {
      this.#isCorrupt = spoils
      delivered(now, from, to, piece, bytes, spoils)
    }
  }

  /** The bytes of the blocks recorded so far. */
  get bytes(): number {
    return this.#table.bytes
  }

  /** Drops what was recorded, and records no more. */
  abandon(): void {
    this.#isAbandoned = true
    this.#table.clear()
  }

  /** Records what this peer receives. */
  watch(host: number, peer: Peer): void {
    const receive = peer.piece.bind(peer)
    peer.piece = (now, link, piece, begin, length) => {
      if (this.#isAbandoned) return receive(now, link, piece, begin, length)
      const row = this.#arrived(now, host, link, piece, begin / BLOCK_BYTES)
      const isCorrupt = this.#isCorrupt
      const before = peer.stats.duplicateBytes
      receive(now, link, piece, begin, length)
      const isDuplicate = peer.stats.duplicateBytes > before
      const outcome = isDuplicate ? OUTCOME.duplicate : OUTCOME.useful
      this.#table.columns.outcome[row] = isCorrupt ? OUTCOME.corrupt : outcome
    }
  }

  /** A link has a connection. */
  linked(link: number): void {
    this.#queues[link] = []
  }

  /** Tells whether a link has a connection. */
  isLinked(link: number): boolean {
    return this.#queues[link] !== null
  }

  /** The uplink of a host has begun a block. */
  sent(now: number, host: number, link: number, piece: number, index: number): void {
    if (this.#isAbandoned) return
    const { columns } = this.#table
    const at = this.#table.count
    columns.from[at] = host
    columns.to[at] = this.#swarm.neighbourAt(link)
    columns.start[at] = now
    columns.end[at] = Number.POSITIVE_INFINITY
    columns.piece[at] = piece
    columns.index[at] = index
    columns.outcome[at] = OUTCOME.underway
    const to = this.#swarm.network.endpoints.other[link]
    const queue = to < 0 ? null : this.#queues[to]
    if (queue === null) {
      // Nobody is there any more: the block ends with the uplink's time for it.
      columns.end[at] = this.#doneAt(host)
      columns.outcome[at] = OUTCOME.lost
    } else queue.push(at)
    this.#last[host] = at
    this.#lastLink[host] = link
    this.#lastTo[host] = to
    this.#table.append()
  }

  /** A host has closed its end of a connection: what was on its way to it is lost. */
  closed(now: number, host: number, link: number): void {
    if (this.#isAbandoned) return
    const { from } = this.#table.columns
    for (const row of this.#queues[link] ?? []) {
      const isOnUplink = this.#last[from[row]] === row && this.#isSending(from[row])
      // The sender does not know, and sends the rest of it to nobody.
      this.#lose(isOnUplink ? Math.max(now, this.#doneAt(from[row])) : now, row)
    }
    this.#queues[link] = null
    this.#cutOff(now, host, link)
  }

  /** Returns the blocks recorded. */
  finish(): BlockColumns {
    return this.#table.trimmed()
  }

  /** Ends the block that was still on the host's uplink for a link that it closes. */
  #cutOff(now: number, host: number, link: number): void {
    const row = this.#last[host]
    if (!this.#isSending(host) || this.#lastLink[host] !== link) return
    if (this.#table.columns.end[row] <= now) return
    const queue = this.#queues[this.#lastTo[host]] ?? []
    const place = queue.lastIndexOf(row)
    if (place >= 0) queue.splice(place, 1)
    this.#lose(now, row)
  }

  /** Tells whether the host's uplink is at its last block. */
  #isSending(host: number): boolean {
    return this.#swarm.population.hosts.ints[host * HOST_STRIDE + SENDING] !== NONE
  }

  /** Returns when the uplink will be done with its block, as far as is known, seconds. */
  #doneAt(host: number): number {
    return this.#swarm.population.hosts.reals[host * HOST_STRIDE + DONE_AT]
  }

  #lose(now: number, row: number): void {
    this.#table.columns.end[row] = now
    this.#table.columns.outcome[row] = OUTCOME.lost
  }

  /** Takes the oldest block on its way to a link, which is the one that arrives. */
  #arrived(now: number, host: number, link: number, piece: number, index: number): number {
    const { columns } = this.#table
    const row = this.#queues[link]?.shift()
    if (row === undefined || columns.piece[row] !== piece || columns.index[row] !== index) {
      throw new Error(`block ${index} of piece ${piece} reaches peer ${host} out of turn`)
    }
    columns.end[row] = now
    return row
  }
}
