import { Digest } from '../base/digest.js'

/** What the trace records: messages, and events of a peer. Its index is its number. */
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

/** Receives each recorded message; `to` is -1 if no neighbour or every one receives it. */
export type MessageListener = (
  index: number,
  time: number,
  host: number,
  verb: string,
  to: number,
  a: number,
  b: number,
) => void

/** Where a run was after some number of messages. */
export interface Checkpoint {
  /** The first 8 hex digits of the digest so far. */
  readonly digest: string
  /** The number of the event that sent the last message, from 1. */
  readonly event: number
  /** When the last message was sent, simulated seconds. */
  readonly seconds: number
}

/** The trace halves its checkpoints at this many, and takes further ones half as often. */
const MAX_CHECKPOINTS = 256

/** The fingerprint of a run: a digest of every message of every peer, in order. */
export class Trace {
  /** How many messages were recorded. */
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

  /** One checkpoint after every `messagesPerCheckpoint` messages. */
  get checkpoints(): readonly Checkpoint[] {
    return this.#checkpoints
  }

  /** Messages between two checkpoints: a power of two, which grows with the run. */
  get messagesPerCheckpoint(): number {
    return this.#messagesPerCheckpoint
  }

  /** Records that `host` sends `verb` with the arguments `a` and `b` to `to`. */
  record(now: number, host: number, verb: number, to: number, a: number, b: number): void {
    const digest = this.#digest
    digest.float(now)
    // A verb has 5 bits; the other 27 number more hosts than fit into any machine.
    digest.pair((host << 5) | verb, to)
    digest.pair(a, b)
    if (this.#listener !== null) this.#listener(this.messages, now, host, VERBS[verb], to, a, b)
    if (++this.messages === this.#nextCheckpoint) this.#keepCheckpoint(now)
  }

  /** The digest so far, in 16 hex digits. */
  get hash(): string {
    return this.#digest.hex()
  }

  /** Returns where the run is after the last message, which was sent at `now`. */
  checkpoint(now: number): Checkpoint {
    return { digest: this.hash.slice(0, 8), event: this.#clock.events, seconds: now }
  }

  #keepCheckpoint(now: number): void {
    this.#checkpoints.push(this.checkpoint(now))
    if (this.#checkpoints.length === MAX_CHECKPOINTS) {
      this.#checkpoints = this.#checkpoints.filter((_, i) => i % 2 === 1)
      this.#messagesPerCheckpoint *= 2
    }
    this.#nextCheckpoint = this.messages + this.#messagesPerCheckpoint
  }
}
