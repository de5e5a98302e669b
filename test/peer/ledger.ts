import type { Geometry } from '../../src/peer/geometry.js'
import type { PeerSettings } from '../../src/peer/settings.js'
import { blockOf } from './messages.js'

/** The state of the messages between one peer and one neighbour. */
interface Account {
  /** Whether the neighbour chokes the peer, as far as the peer has received. */
  choking: boolean
  /** Whether the peer has sent that it is interested. */
  interested: boolean
  /** Whether the peer unchokes the neighbour, and the neighbour has sent that it is interested. */
  unchoked: boolean
  wants: boolean
  readonly theirs: Set<number>
  /** Pieces that the neighbour allows although it chokes the peer. */
  readonly allowed: Set<number>
  readonly asked: Set<string>
}

/**
 * An independent record of one peer's downloads, built from its messages alone. It fails the test
 * at any message that a peer must never send.
 */
export class Ledger {
  /** Blocks received of pieces that are not verified yet. */
  readonly here = new Set<string>()
  readonly whole = new Set<number>()
  /** Payload bytes received, and how many of them were here already. */
  heardBytes = 0
  againBytes = 0
  readonly #geometry: Geometry
  readonly #most: number
  readonly #accounts = new Map<number, Account>()

  constructor(geometry: Geometry, { pipeline }: PeerSettings, holds: readonly number[]) {
    this.#geometry = geometry
    const { mode, depth, most } = pipeline
    this.#most = mode === 'spread' ? 1 : mode === 'fixed' ? depth : Math.max(depth, most)
    for (const piece of holds) this.whole.add(piece)
  }

  /** Records that a link opened. */
  opened(link: number): void {
    const [theirs, allowed] = [new Set<number>(), new Set<number>()]
    const asked = new Set<string>()
    const door = { choking: true, interested: false, unchoked: false, wants: false }
    this.#accounts.set(link, { ...door, theirs, allowed, asked })
  }

  /** Records that a link closed. */
  closed(link: number): void {
    this.#accounts.delete(link)
  }

  /** Returns the blocks that the peer waits for on the link, oldest first. */
  asked(link: number): string[] {
    return [...(this.#accounts.get(link)?.asked ?? [])]
  }

  /** Number of neighbours that unchoke the peer and have what it wants. */
  get openDoors(): number {
    const accounts = [...this.#accounts.values()]
    return accounts.filter(({ choking, interested }) => !choking && interested).length
  }

  /** Number of neighbours that the peer unchokes and that want something from it. */
  get served(): number {
    return [...this.#accounts.values()].filter(({ unchoked, wants }) => unchoked && wants).length
  }

  /** Whether all pieces are here. */
  get complete(): boolean {
    return this.whole.size === this.#geometry.pieceCount
  }

  /** Records a message that the peer sent. */
  sent(link: number, line: string): void {
    const [verb, block, ...rest] = line.split(' ')
    const account = this.#at(link, line)
    const { asked } = account
    if (verb === 'interested' || verb === 'notInterested') {
      if (account.interested === (verb === 'interested')) fault(line, 'sent twice')
      account.interested = verb === 'interested'
    }
    if (verb === 'choke' || verb === 'unchoke') account.unchoked = verb === 'unchoke'
    if (verb === 'request') {
      this.#mayAsk(account, block, line)
      if (rest.length > 0) fault(line, 'not a whole block')
      asked.add(block)
    }
    if (verb === 'cancel' && !asked.delete(block)) fault(line, 'never asked for')
    if (verb === 'close') this.closed(link)
  }

  /** Records a message from the neighbour, before the peer receives it. */
  heard(link: number, line: string): void {
    const [verb, ...rest] = line.split(' ')
    const account = this.#at(link, line)
    if (line === 'choke') account.asked.clear()
    if (verb === 'reject') account.asked.delete(rest[0])
    if (verb === 'allowedFast') account.allowed.add(Number(rest[0]))
    if (verb === 'choke' || verb === 'unchoke') account.choking = verb === 'choke'
    if (verb === 'interested' || verb === 'notInterested') account.wants = verb === 'interested'
    if (verb === 'have' || verb === 'bitfield') {
      for (const piece of rest.filter(Boolean)) account.theirs.add(Number(piece))
    }
    if (verb === 'piece') {
      const [piece, , bytes] = blockOf(rest[0], this.#geometry)
      this.heardBytes += bytes
      if (this.whole.has(piece) || this.here.has(rest[0])) this.againBytes += bytes
      else this.here.add(rest[0])
      account.asked.delete(rest[0])
    }
    if (verb === 'close') this.closed(link)
  }

  /** Records the result of a piece's hash check. */
  checked(piece: number, ok: boolean): void {
    if (this.whole.has(piece)) fault(`check ${piece}`, 'it was whole before')
    for (let block = 0; block < this.#geometry.blocksIn(piece); block++) {
      if (!this.here.delete(`${piece}.${block}`)) fault(`check ${piece}`, `block ${block} lacks`)
    }
    if (ok) this.whole.add(piece)
  }

  #at(link: number, line: string): Account {
    return this.#accounts.get(link) ?? fault(line, `link ${link} is gone`)
  }

  #mayAsk(account: Account, block: string, line: string): void {
    const { choking, interested, theirs, allowed, asked } = account
    const piece = Number(block.split('.')[0])
    if (!(piece >= 0 && piece < this.#geometry.pieceCount)) fault(line, 'beyond the torrent')
    if (choking && !allowed.has(piece)) fault(line, 'while choked')
    if (!interested) fault(line, 'without interest')
    if (!theirs.has(piece)) fault(line, 'of one that does not hold it')
    if (asked.has(block)) fault(line, 'twice of the same neighbour')
    if (this.whole.has(piece) || this.here.has(block)) fault(line, 'it is here')
    if (asked.size === this.#most) fault(line, `more than ${this.#most} requests outstanding`)
  }
}

function fault(line: string, why: string): never {
  throw new Error(`A peer must not say "${line}": ${why}`)
}
