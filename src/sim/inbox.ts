import type { Peer } from '../peer/peer.js'
import { type Hosts, INBOX } from './hosts.js'

/** `have`s that one host's inbox can hold; when it is full they become events. */
const ROOM = 32

/**
 * `have`s that wait for their hearer's next decision instead of being events of their own.
 *
 * Exact, because a peer decides only when it is called, each call first hears every `have` that is
 * due, and a `have` that could move the peer by itself is an event: one on an eager link, which
 * `promote` finds when a link turns eager while a `have` is on its way.
 */
export class Inbox {
  readonly #hosts: Hosts
  readonly #at: Float64Array
  /** Each entry: the hearer's row, the piece. */
  readonly #entries: Int32Array

  constructor(hosts: Hosts) {
    this.#hosts = hosts
    this.#at = new Float64Array(hosts.count * ROOM)
    this.#entries = new Int32Array(hosts.count * ROOM * 2)
  }

  /** Leaves a `have` that is heard at `at`; false if the inbox is full. */
  leave(host: number, at: number, row: number, piece: number): boolean {
    const n = this.#hosts.ints[host * 8 + INBOX]
    if (n === ROOM) return false
    const entry = host * ROOM + n
    this.#at[entry] = at
    this.#entries[entry * 2] = row
    this.#entries[entry * 2 + 1] = piece
    this.#hosts.ints[host * 8 + INBOX] = n + 1
    return true
  }

  /** Lets the peer hear what is due. */
  hear(now: number, host: number, peer: Peer): void {
    const n = this.#hosts.ints[host * 8 + INBOX]
    const from = host * ROOM
    let kept = 0
    // Cut short first: hearing may lead back here, and must find nothing twice.
    this.#hosts.ints[host * 8 + INBOX] = 0
    for (let i = 0; i < n; i++) {
      const entry = from + i
      if (this.#at[entry] <= now) {
        peer.have(now, this.#entries[entry * 2], this.#entries[entry * 2 + 1])
      } else this.#keep(entry, from + kept++)
    }
    this.#hosts.ints[host * 8 + INBOX] = kept
  }

  /** Takes out what waits on rows that are eager now; `send` makes each an event. */
  promote(
    host: number,
    eager: Uint8Array,
    base: number,
    send: (endpoint: number, at: number, piece: number) => void,
  ): void {
    const n = this.#hosts.ints[host * 8 + INBOX]
    const from = host * ROOM
    let kept = 0
    for (let i = 0; i < n; i++) {
      const entry = from + i
      const row = this.#entries[entry * 2]
      if (eager[base + row] === 1) send(base + row, this.#at[entry], this.#entries[entry * 2 + 1])
      else this.#keep(entry, from + kept++)
    }
    this.#hosts.ints[host * 8 + INBOX] = kept
  }

  /** Forgets what waits on a row: its connection is gone. */
  forget(host: number, row: number): void {
    const n = this.#hosts.ints[host * 8 + INBOX]
    const from = host * ROOM
    let kept = 0
    for (let i = 0; i < n; i++) {
      if (this.#entries[(from + i) * 2] !== row) this.#keep(from + i, from + kept++)
    }
    this.#hosts.ints[host * 8 + INBOX] = kept
  }

  #keep(entry: number, to: number): void {
    if (entry === to) return
    this.#at[to] = this.#at[entry]
    this.#entries[to * 2] = this.#entries[entry * 2]
    this.#entries[to * 2 + 1] = this.#entries[entry * 2 + 1]
  }
}
