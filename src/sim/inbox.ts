import { EAGER_FOR_ALL, OWN, type PeerMemory } from '../peer/memory.js'
import type { Peer } from '../peer/peer.js'
import { type Hosts, INBOX } from './hosts.js'

/** `have`s that one host's inbox can hold; when it is full they become events. */
const ROOM = 32

/** Whether a `have` may move its hearer: what it has itself does not, however eager it is. */
export function mayMove(memory: PeerMemory, host: number, link: number, piece: number): boolean {
  const eager = memory.eager[link]
  if (eager === 0) return false
  return eager === EAGER_FOR_ALL || !memory.pieces.has(memory.pieceRow(host, OWN), piece)
}

/**
 * `have`s that wait for their hearer's next decision instead of being events of their own.
 *
 * A peer decides only when it is called, each call first hears every `have` that is due, and a
 * `have` that could move the peer by itself is an event: one on an eager link of a piece that the
 * hearer lacks, which `promote` finds when a link turns eager while a `have` is on its way. So not
 * one word changes, but for two hearers at the very same instant (equal latencies), who may swap
 * turns, and but for suspects, whom any `have` may give something to ask.
 */
export class Inbox {
  readonly #hosts: Hosts
  /** Each entry: when it is heard; the hearer's link, the piece. One buffer under two views. */
  readonly #at: Float64Array
  readonly #entries: Int32Array

  constructor(hosts: Hosts) {
    this.#hosts = hosts
    this.#at = new Float64Array(hosts.count * ROOM * 2)
    this.#entries = new Int32Array(this.#at.buffer)
  }

  /** Leaves a `have` that is heard at `at`; false if the inbox is full. */
  leave(host: number, at: number, link: number, piece: number): boolean {
    const n = this.#hosts.ints[host * 8 + INBOX]
    if (n === ROOM) return false
    const entry = host * ROOM + n
    this.#at[entry * 2] = at
    this.#entries[entry * 4 + 2] = link
    this.#entries[entry * 4 + 3] = piece
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
    for (let entry = from; entry < from + n; entry++) {
      if (this.#at[entry * 2] <= now) {
        peer.have(now, this.#entries[entry * 4 + 2], this.#entries[entry * 4 + 3])
      } else this.#keep(entry, from + kept++)
    }
    this.#hosts.ints[host * 8 + INBOX] = kept
  }

  /** Takes out what may move the peer as it is now; `send` makes each an event. */
  promote(
    host: number,
    memory: PeerMemory,
    send: (link: number, at: number, piece: number) => void,
  ): void {
    const n = this.#hosts.ints[host * 8 + INBOX]
    const from = host * ROOM
    let kept = 0
    for (let entry = from; entry < from + n; entry++) {
      const link = this.#entries[entry * 4 + 2]
      const piece = this.#entries[entry * 4 + 3]
      if (mayMove(memory, host, link, piece)) send(link, this.#at[entry * 2], piece)
      else this.#keep(entry, from + kept++)
    }
    this.#hosts.ints[host * 8 + INBOX] = kept
  }

  /** Forgets what waits on a link: its connection is gone. */
  forget(host: number, link: number): void {
    const n = this.#hosts.ints[host * 8 + INBOX]
    const from = host * ROOM
    let kept = 0
    for (let entry = from; entry < from + n; entry++) {
      if (this.#entries[entry * 4 + 2] !== link) this.#keep(entry, from + kept++)
    }
    this.#hosts.ints[host * 8 + INBOX] = kept
  }

  #keep(entry: number, to: number): void {
    if (entry === to) return
    this.#at[to * 2] = this.#at[entry * 2]
    this.#entries[to * 4 + 2] = this.#entries[entry * 4 + 2]
    this.#entries[to * 4 + 3] = this.#entries[entry * 4 + 3]
  }
}
