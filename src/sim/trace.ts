import { Digest } from '../base/digest.js'

/** Every message and event of a trace, in the order of its number. */
export const VERBS = [
  'handshake',
  'choke',
  'unchoke',
  'interested',
  'not-interested',
  'have',
  'bitfield',
  'request',
  'piece',
  'cancel',
  'close',
  'arrive',
  'depart',
  'complete',
  'announce',
  'dial',
] as const

/** The numbers of `VERBS`, by name. */
export const VERB = Object.fromEntries(VERBS.map((verb, i) => [verb, i])) as Record<
  (typeof VERBS)[number],
  number
>

/** Hears each word; `to` is -1 where it has no hearer or all neighbours hear it. */
export type MessageListener = (
  index: number,
  time: number,
  host: number,
  verb: string,
  to: number,
  a: number,
  b: number,
) => void

/** Where a run was when so many words had been said. */
export interface Checkpoint {
  /** The first 8 hex digits of the digest so far. */
  readonly digest: string
  /** The number of the event in which the last of them was said, from 1. */
  readonly event: number
  /** When it was said, simulated seconds. */
  readonly seconds: number
}

/** More checkpoints than this are never kept: every other one goes, and they come half as often. */
const MOST_CHECKPOINTS = 256

/** The fingerprint of a run: a digest over every word that every peer says, in order. */
export class Trace {
  /** Words so far. */
  messages = 0
  readonly #digest = new Digest()
  readonly #clock: { readonly events: number }
  readonly #listener: MessageListener | null
  #checkpoints: Checkpoint[] = []
  #messagesPerCheckpoint = 256
  #nextCheckpoint = this.#messagesPerCheckpoint

  /** `clock` counts the events of the run. */
  constructor(clock: { readonly events: number }, listener: MessageListener | null) {
    this.#clock = clock
    this.#listener = listener
  }

  /** One after every `wordsPerCheckpoint` words. */
  get checkpoints(): readonly Checkpoint[] {
    return this.#checkpoints
  }

  /** A power of two; it grows with the run. */
  get messagesPerCheckpoint(): number {
    return this.#messagesPerCheckpoint
  }

  /** Host `host` says `verb` to `to` about `a` and `b`. */
  record(now: number, host: number, verb: number, to: number, a: number, b: number): void {
    const digest = this.#digest
    digest.float(now)
    // A verb has 5 bits; the other 27 can tell more hosts than any machine has room for.
    digest.pair((host << 5) | verb, to)
    digest.pair(a, b)
    if (this.#listener !== null) this.#listener(this.messages, now, host, VERBS[verb], to, a, b)
    if (++this.messages === this.#nextCheckpoint) this.#keepCheckpoint(now)
  }

  /** 16 hex digits. */
  get hash(): string {
    return this.#digest.hex()
  }

  /** Where the run is after the last word, which was said at `now`. */
  checkpoint(now: number): Checkpoint {
    return { digest: this.hash.slice(0, 8), event: this.#clock.events, seconds: now }
  }

  #keepCheckpoint(now: number): void {
    this.#checkpoints.push(this.checkpoint(now))
    if (this.#checkpoints.length === MOST_CHECKPOINTS) {
      this.#checkpoints = this.#checkpoints.filter((_, i) => i % 2 === 1)
      this.#messagesPerCheckpoint *= 2
    }
    this.#nextCheckpoint = this.messages + this.#messagesPerCheckpoint
  }
}
