import type { Geometry } from '../../src/peer/geometry.js'
import type { Peer } from '../../src/peer/peer.js'
import type { ServingListener } from '../../src/peer/serving.js'
import { Ledger } from './ledger.js'
import {
  type Cast,
  FOUR_BY_FOUR,
  type Home,
  makePeer,
  piecesOf,
  sharedStore,
  tuned,
} from './make-peer.js'
import { type Delivery, Scribe } from './messages.js'

/** A message: its text, time, sender and receiver. */
export interface Word {
  readonly at: number
  readonly from: string
  readonly to: string
  readonly line: string
}

/** Description of a member in a test. */
export interface MemberCast extends Cast {
  /** Seconds that its uplink needs for a block. */
  readonly blockSeconds?: number
  /** Seconds until a hash is checked; 0 = at once, while the last block is received. */
  readonly hashSeconds?: number
  /** When its uplink stops sending blocks for good; other messages still go out. */
  readonly silentFrom?: number
  /** Selects the blocks that it sends corrupted. */
  readonly spoils?: (block: string) => boolean
}

/** Times that hold for the whole bench, in seconds. */
interface BenchCast {
  readonly geometry?: Geometry
  readonly latencySeconds?: number
}

/** The most peers that fit on one bench. */
const MAX_MEMBERS = 8

interface Pending {
  readonly at: number
  readonly run: () => void
}

/**
 * Two or more linked peers on a simulated clock that the test drives. Messages arrive in order and
 * after the latency. An uplink sends one block at a time. Events at one instant run in the order of
 * scheduling, so a run can be repeated. The peers share one store, as in the simulator.
 */
export class Bench {
  now = 0
  readonly words: Word[] = []
  readonly members: Member[] = []
  readonly geometry: Geometry
  readonly latencySeconds: number
  readonly #pending: Pending[] = []
  readonly #store: Home['store']
  #joined = 0

  constructor({ geometry = FOUR_BY_FOUR, latencySeconds = 0.05 }: BenchCast = {}) {
    this.geometry = geometry
    this.latencySeconds = latencySeconds
    this.#store = sharedStore(MAX_MEMBERS, geometry)
  }

  /** Adds a peer without links. */
  join(id: string, cast: MemberCast = {}): Member {
    const number = this.#joined++
    const home = { store: this.#store, number, firstLink: number * 80 }
    const member = new Member(this, { ...cast, id, geometry: this.geometry, home })
    this.members.push(member)
    return member
  }

  /** Disconnects a member from all others and removes it. */
  leave(member: Member): void {
    member.peer.leave(this.now)
    this.members.splice(this.members.indexOf(member), 1)
  }

  /** Connects two members, unless one has left or one end of an old connection is still open. */
  link(a: Member, b: Member): void {
    if (a.endTo(b) !== undefined || b.endTo(a) !== undefined) return
    if (!this.members.includes(a) || !this.members.includes(b)) return
    const [mine, theirs] = [new End(a, b), new End(b, a)]
    mine.other = theirs
    theirs.other = mine
    a.opens(mine)
    b.opens(theirs)
  }

  /** Breaks a connection: both sides see it close at once, and messages in transit are lost. */
  cut(a: Member, b: Member): void {
    const end = a.endTo(b)
    end?.hears('close', (to, at, link) => to.close(at, link))
    const other = b.endTo(a)
    other?.hears('close', (to, at, link) => to.close(at, link))
  }

  /** Runs a function after so many seconds. */
  after(seconds: number, run: () => void): void {
    const at = this.now + seconds
    let place = this.#pending.length
    while (place > 0 && this.#pending[place - 1].at > at) place--
    this.#pending.splice(place, 0, { at, run })
  }

  /** Runs until all members are complete; returns false if that takes longer than `seconds`. */
  completes(seconds: number): boolean {
    const until = this.now + seconds
    while (this.members.some(({ peer }) => !peer.complete)) if (!this.#step(until)) return false
    return true
  }

  /** Runs for so many seconds. */
  run(seconds: number): void {
    const until = this.now + seconds
    while (this.#step(until));
    this.#advance(until)
  }

  /** Returns the messages that one member sent to another. */
  sent(from: Member, to: Member): string[] {
    const words = this.words.filter((word) => word.from === from.id && word.to === to.id)
    return words.map(({ line }) => line)
  }

  #step(until: number): boolean {
    const sleeper = this.members.reduce((a, b) => (b.peer.wakeAt < a.peer.wakeAt ? b : a))
    const next = this.#pending[0]?.at ?? Number.POSITIVE_INFINITY
    const at = Math.min(next, sleeper.peer.wakeAt)
    if (at > until) return false
    this.#advance(at)
    if (next <= sleeper.peer.wakeAt) this.#pending.shift()?.run()
    else sleeper.peer.wake(at)
    return true
  }

  #advance(at: number): void {
    for (const member of this.members) member.passes(at - this.now)
    this.now = at
  }
}

/** One end of a connection: the row that a member keeps for another. */
export class End {
  link = -1
  open = true
  other: End | null = null
  readonly owner: Member
  readonly to: Member
  /** When the last message sent here arrives; no message overtakes another. */
  arrivesAt = 0

  constructor(owner: Member, to: Member) {
    this.owner = owner
    this.to = to
  }

  /** Delivers a message to the owner, unless it has disconnected. */
  hears(line: string, deliver: Delivery): void {
    const { owner, link } = this
    if (!this.open) return
    owner.ledger.heard(link, line)
    if (line === 'close') owner.closes(this)
    deliver(owner.peer, owner.bench.now, link)
    if (line.startsWith('request')) owner.sends()
  }
}

/** One peer on the bench, with its uplink and its store. */
export class Member implements ServingListener {
  readonly id: string
  readonly bench: Bench
  readonly peer: Peer
  readonly ledger: Ledger
  readonly ends: End[] = []
  /** Bytes that it lacked when it joined. */
  readonly lackedBytes: number
  /**
   * Seconds in which it was incomplete, and how many of them no useful neighbour unchoked it.
   */
  leechingSeconds = 0
  shutOutSeconds = 0
  /**
   * Seconds in which it served a neighbour, summed over neighbours: by its ledger, and by the
   * peer's own reports.
   */
  servedSeconds = 0
  toldSeconds = 0
  #toldLinks = 0
  readonly #joinedAt: number
  readonly #cast: MemberCast
  /** Stored blocks that are corrupt. */
  readonly #wrong = new Set<string>()
  #arriving: End | null = null
  #busyUntil = 0
  /** The next link to use the uplink. */
  #turn = 0

  constructor(bench: Bench, cast: MemberCast & { readonly id: string }) {
    this.bench = bench
    this.id = cast.id
    this.#cast = cast
    const { geometry } = bench
    this.ledger = new Ledger(geometry, tuned(cast.tuning), piecesOf(cast.holds ?? [], geometry))
    const scribe = new Scribe(geometry, {
      word: (_now, link, line, deliver) => this.#says(link, line, deliver),
      check: (_now, piece) => this.#checks(piece),
    })
    this.peer = makePeer(scribe, cast, bench.now)
    this.peer.serving.listener = this
    this.lackedBytes = this.peer.leftBytes
    this.#joinedAt = bench.now
  }

  /** When it became complete; now if it is not. */
  get completedAt(): number {
    return this.#joinedAt + this.leechingSeconds
  }

  served(now: number, _peer: number, _link: number, change: 1 | -1): void {
    if (now !== this.bench.now) throw new Error(`${this.id} tells at ${now}, not ${this.bench.now}`)
    this.#toldLinks += change
  }

  /** Adds time without events to the counters. */
  passes(seconds: number): void {
    const { ledger } = this
    this.servedSeconds += ledger.served * seconds
    this.toldSeconds += this.#toldLinks * seconds
    if (ledger.complete) return
    this.leechingSeconds += seconds
    if (ledger.openDoors === 0) this.shutOutSeconds += seconds
  }

  /** Returns the end of the connection to another member, if there is one. */
  endTo(other: Member): End | undefined {
    return this.ends.find(({ to }) => to === other)
  }

  /** Adds a connection. */
  opens(end: End): void {
    this.ends.push(end)
    this.#arriving = end
    this.peer.connected(this.bench.now)
    this.#arriving = null
  }

  /** Removes a connection on this member's side. */
  closes(end: End): void {
    end.open = false
    this.ends.splice(this.ends.indexOf(end), 1)
  }

  /** Sends a block if the uplink is free; waiting neighbours take turns. */
  sends(): void {
    const { bench, ends } = this
    if (bench.now < this.#busyUntil) return
    if (bench.now >= (this.#cast.silentFrom ?? Number.POSITIVE_INFINITY)) return
    for (let i = 0; i < ends.length; i++) {
      const { link } = ends[(this.#turn + i) % ends.length]
      if (!this.peer.pull(bench.now, link)) continue
      this.#turn = (this.#turn + i + 1) % ends.length
      this.#busyUntil = bench.now + this.#blockSeconds
      bench.after(this.#blockSeconds, () => this.sends())
      return
    }
  }

  get #blockSeconds(): number {
    return this.#cast.blockSeconds ?? 0.1
  }

  #says(link: number, line: string, deliver: Delivery): void {
    const { bench } = this
    if (this.#arriving !== null && line === 'handshake') {
      this.#arriving.link = link
      this.ledger.opened(link)
    }
    const end = this.ends.find((one) => one.link === link)
    if (end === undefined) throw new Error(`${this.id} says "${line}" to nobody`)
    this.ledger.sent(link, line)
    bench.words.push({ at: bench.now, from: this.id, to: end.to.id, line })
    if (line === 'close') this.closes(end)
    const travels = bench.latencySeconds + (line.startsWith('piece') ? this.#blockSeconds : 0)
    end.arrivesAt = Math.max(end.arrivesAt, bench.now + travels)
    const { other } = end
    const wrong = line.startsWith('piece') && this.#cast.spoils?.(line.slice(6)) === true
    bench.after(end.arrivesAt - bench.now, () => {
      if (other?.open && line.startsWith('piece')) other.owner.#stores(line.slice(6), wrong)
      other?.hears(line, deliver)
    })
  }

  /** Stores the first copy of an incoming block. */
  #stores(block: string, wrong: boolean): void {
    if (this.ledger.here.has(block)) return
    if (wrong) this.#wrong.add(block)
    else this.#wrong.delete(block)
  }

  #checks(piece: number): void {
    const seconds = this.#cast.hashSeconds ?? 0
    const check = () => {
      if (!this.bench.members.includes(this)) return
      const blocks = Array.from({ length: this.bench.geometry.blocksIn(piece) }, (_, i) => i)
      const ok = !blocks.some((block) => this.#wrong.has(`${piece}.${block}`))
      this.ledger.checked(piece, ok)
      this.peer.verified(this.bench.now, piece, ok)
    }
    if (seconds === 0) check()
    else this.bench.after(seconds, check)
  }
}
