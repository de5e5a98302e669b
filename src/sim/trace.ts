import { Digest } from '../base/digest.js'

/** Everything that can be said or befall a peer, by the number that the trace knows it by. */
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
export type WordListener = (
  index: number,
  time: number,
  host: number,
  verb: string,
  to: number,
  a: number,
  b: number,
) => void

/** The fingerprint of a run: a digest over every word that every peer says, in order. */
export class Trace {
  /** Words so far. */
  words = 0
  /** The first 8 hex digits of the digest after every `wordsPerCheckpoint` words. */
  readonly checkpoints: string[] = []
  readonly wordsPerCheckpoint = 65536
  readonly #digest = new Digest()
  readonly #listener: WordListener | null

  constructor(listener: WordListener | null) {
    this.#listener = listener
  }

  /** Host `host` says `verb` to `to` about `a` and `b`. */
  word(now: number, host: number, verb: number, to: number, a: number, b: number): void {
    const digest = this.#digest
    digest.float(now)
    // A verb has 5 bits; the other 27 can tell more hosts than any machine has room for.
    digest.pair((host << 5) | verb, to)
    digest.pair(a, b)
    if (this.#listener !== null) this.#listener(this.words, now, host, VERBS[verb], to, a, b)
    this.words++
    if (this.words % this.wordsPerCheckpoint === 0) {
      this.checkpoints.push(digest.hex().slice(0, 8))
    }
  }

  /** 16 hex digits. */
  get hash(): string {
    return this.#digest.hex()
  }
}
