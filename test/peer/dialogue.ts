import { BitTable } from '../../src/base/bits.js'
import type { Geometry } from '../../src/peer/geometry.js'
import type { Peer } from '../../src/peer/peer.js'
import { Ledger } from './ledger.js'
import { type Cast, FOUR_BY_FOUR, makePeer, piecesOf, tuned } from './make-peer.js'
import { blockOf, Scribe } from './messages.js'

/** A peer, how its hashes are checked, and what is called when it resumes a link's blocks. */
interface Script extends Cast {
  readonly hashes?: 'right' | 'by hand'
  readonly resume?: (link: number) => void
}

/** One peer whose neighbours send what the test tells them to. */
export class Dialogue {
  now = 0
  readonly peer: Peer
  readonly geometry: Geometry
  readonly ledger: Ledger
  /** Pieces whose hash check the test still has to complete. */
  readonly checks: number[] = []
  readonly #byHand: boolean
  readonly #neighbours = new Map<number, Neighbour>()
  #arriving: Neighbour | null = null

  /** With hashes `by hand` the test calls `verifies`; otherwise every hash is right at once. */
  constructor(cast: Script = {}) {
    this.geometry = cast.geometry ?? FOUR_BY_FOUR
    this.#byHand = cast.hashes === 'by hand'
    const holds = piecesOf(cast.holds ?? [], this.geometry)
    this.ledger = new Ledger(this.geometry, tuned(cast.tuning), holds)
    const scribe = new Scribe(this.geometry, {
      word: (_now, link, line) => this.#take(link, line),
      check: (_now, piece) => this.#check(piece),
      resume: (_now, link) => cast.resume?.(link),
    })
    this.peer = makePeer(scribe, cast)
  }

  /** Returns a neighbour that has connected and sent no message. */
  stranger(id: string): Neighbour {
    const neighbour = new Neighbour(this, id)
    this.#arriving = neighbour
    const link = this.peer.connected(this.now)
    this.#arriving = null
    if (link < 0) neighbour.link = -1
    return neighbour
  }

  /** Returns a neighbour that has sent its handshake and announced its pieces. */
  neighbour(id: string, holds: 'all' | readonly number[] = 'all'): Neighbour {
    const neighbour = this.stranger(id)
    neighbour.greets()
    if (holds === 'all' || holds.length > 0) neighbour.holds(holds)
    return neighbour
  }

  /** Lets time pass and wakes the peer when it wants to be woken. */
  wait(seconds: number): void {
    const until = this.now + seconds
    while (this.peer.wakeAt <= until) {
      this.now = this.peer.wakeAt
      this.peer.wake(this.now)
    }
    this.now = until
  }

  /** Answers the oldest `check`: the piece's hash is right or wrong. */
  verifies(ok: boolean): void {
    const piece = this.checks.shift()
    if (piece === undefined) throw new Error('no hash waits to be checked')
    this.ledger.checked(piece, ok)
    this.peer.verified(this.now, piece, ok)
  }

  #take(link: number, line: string): void {
    if (line === 'handshake' && this.#arriving !== null) {
      this.#arriving.link = link
      this.#neighbours.set(link, this.#arriving)
      this.ledger.opened(link)
    }
    this.ledger.sent(link, line)
    this.#neighbours.get(link)?.lines.push(line)
  }

  #check(piece: number): void {
    this.checks.push(piece)
    if (!this.#byHand) this.verifies(true)
  }
}

/** A neighbour driven by the test; its verbs are the messages that it sends to the peer. */
export class Neighbour {
  link = -1
  readonly id: string
  /** Messages from the peer that `heard` has not returned yet. */
  readonly lines: string[] = []
  readonly #talk: Dialogue

  constructor(talk: Dialogue, id: string) {
    this.#talk = talk
    this.id = id
  }

  /** Returns the peer's messages since the last call. */
  heard(): string[] {
    return this.lines.splice(0)
  }

  /** Blocks that the peer has requested from this neighbour, oldest first. */
  get owed(): string[] {
    return this.#talk.ledger.asked(this.link)
  }

  greets(torrent = 'the torrent', id = this.id): void {
    this.#talk.peer.handshake(this.#talk.now, this.link, torrent, id)
  }

  /** Sends a bitfield. */
  holds(holds: 'all' | readonly number[]): void {
    const { geometry, peer, now } = this.#talk
    const pieces = piecesOf(holds, geometry)
    const table = new BitTable(2, geometry.pieceCount)
    for (const piece of pieces) table.add(1, piece)
    this.#says(`bitfield ${pieces.join(' ')}`)
    peer.bitfield(now, this.link, table, 1)
  }

  has(piece: number): void {
    this.#says(`have ${piece}`)
    this.#talk.peer.have(this.#talk.now, this.link, piece)
  }

  /** With `answersAll` it still answers each request, with the block or a reject (BEP 6). */
  chokes(answersAll = false): void {
    this.#says(answersAll ? 'choke answering' : 'choke')
    this.#talk.peer.choke(this.#talk.now, this.link, answersAll)
  }

  unchokes(): void {
    this.#says('unchoke')
    this.#talk.peer.unchoke(this.#talk.now, this.link)
  }

  isInterested(): void {
    this.#says('interested')
    this.#talk.peer.interested(this.#talk.now, this.link)
  }

  losesInterest(): void {
    this.#says('notInterested')
    this.#talk.peer.notInterested(this.#talk.now, this.link)
  }

  /** Requests blocks by name. */
  asksFor(...blocks: string[]): void {
    for (const block of blocks) {
      const [piece, begin, length] = blockOf(block, this.#talk.geometry)
      this.#talk.peer.request(this.#talk.now, this.link, piece, begin, length)
    }
  }

  cancels(block: string): void {
    const [piece, begin, length] = blockOf(block, this.#talk.geometry)
    this.#talk.peer.cancel(this.#talk.now, this.link, piece, begin, length)
  }

  /** Pulls one block; returns whether the peer sent one. */
  pulls(): boolean {
    return this.#talk.peer.pull(this.#talk.now, this.link)
  }

  /** Sends blocks by name, requested or not. */
  brings(...blocks: string[]): void {
    for (const block of blocks) {
      const [piece, begin, length] = blockOf(block, this.#talk.geometry)
      this.#says(`piece ${block}`)
      this.#talk.peer.piece(this.#talk.now, this.link, piece, begin, length)
    }
  }

  /** Rejects these blocks (BEP 6), requested or not. */
  rejects(...blocks: string[]): void {
    for (const block of blocks) {
      const [piece, begin, length] = blockOf(block, this.#talk.geometry)
      this.#says(`reject ${block}`)
      this.#talk.peer.reject(this.#talk.now, this.link, piece, begin, length)
    }
  }

  /** Allows pieces although it chokes the peer (BEP 6). */
  allows(...pieces: number[]): void {
    for (const piece of pieces) {
      this.#says(`allowedFast ${piece}`)
      this.#talk.peer.allowedFast(this.#talk.now, this.link, piece)
    }
  }

  /** Sends all requested blocks in order, including those requested meanwhile. */
  bringsAll(): void {
    for (let block = this.owed[0]; block !== undefined; block = this.owed[0]) this.brings(block)
  }

  /** Disconnects. */
  leaves(): void {
    this.#says('close')
    this.#talk.peer.close(this.#talk.now, this.link)
  }

  #says(line: string): void {
    this.#talk.ledger.heard(this.link, line)
  }
}
