/**
 * A running 64-bit fingerprint of a sequence of numbers. Two lanes of 32 bits are mixed by odd
 * multipliers and by each other's rotations, as in murmur3. For a given input a step permutes the
 * state, and for a given state the input, so two sequences that differ in one number never agree.
 * It is not cryptographic: it tells two runs apart, but is no defence against forgery.
 */
export class Digest {
  /** A double, seen as two words as well; the words after it are the two lanes. */
  readonly #float = new Float64Array(2)
  readonly #words = new Int32Array(this.#float.buffer)

  constructor() {
    this.#words[2] = 0x85ebca6b
    this.#words[3] = 0x9e3779b9
  }

  /** Adds a number of any kind. */
  float(value: number): void {
    this.#float[0] = value
    this.pair(this.#words[0], this.#words[1])
  }

  /** Adds a whole number of 32 bits. */
  int(value: number): void {
    this.pair(value, 0)
  }

  /** Adds two whole numbers of 32 bits, at the cost of one. */
  pair(first: number, second: number): void {
    const words = this.#words
    const low = Math.imul(words[2] ^ first, 0xcc9e2d51)
    const high = Math.imul(words[3] ^ second, 0x1b873593) ^ ((low << 15) | (low >>> 17))
    words[2] = low + ((high << 13) | (high >>> 19))
    words[3] = high + 0xe6546b64
  }

  /** Returns the fingerprint so far in 16 hex digits. */
  hex(): string {
    const low = finalized(this.#words[2])
    const high = finalized(this.#words[3] ^ low)
    return hex(high) + hex(low ^ finalized(high))
  }
}

/** murmur3's finalizer: each bit of the input changes half of the output's. */
function finalized(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
