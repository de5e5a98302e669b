/**
 * A running 64-bit fingerprint of a sequence of numbers: two lanes of 32 bits, stirred by odd
 * multipliers and each other's turns (as murmur3 does). Each step is a permutation of the state for
 * a given input and of the input for a given state, so two sequences that differ in one number
 * never agree. Not cryptographic: it tells two runs apart, it does not keep an enemy out.
 */
export class Digest {
  /** A double and its halves; behind them the two lanes. */
  readonly #float = new Float64Array(2)
  readonly #words = new Int32Array(this.#float.buffer)

  constructor() {
    this.#words[2] = 0x85ebca6b
    this.#words[3] = 0x9e3779b9
  }

  /** Takes in a number of any kind. */
  float(value: number): void {
    this.#float[0] = value
    this.pair(this.#words[0], this.#words[1])
  }

  /** Takes in a whole number of 32 bits. */
  int(value: number): void {
    this.pair(value, 0)
  }

  /** Takes in two whole numbers of 32 bits, at the cost of one. */
  pair(first: number, second: number): void {
    const words = this.#words
    const low = Math.imul(words[2] ^ first, 0xcc9e2d51)
    const high = Math.imul(words[3] ^ second, 0x1b873593) ^ ((low << 15) | (low >>> 17))
    words[2] = low + ((high << 13) | (high >>> 19))
    words[3] = high + 0xe6546b64
  }

  /** 16 hex digits of what was taken in so far. */
  hex(): string {
    const low = stirred(this.#words[2])
    const high = stirred(this.#words[3] ^ low)
    return hex(high) + hex(low ^ stirred(high))
  }
}

/** murmur3's finish: each bit in moves half of the bits out. */
function stirred(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
