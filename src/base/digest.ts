/**
 * A running 64-bit fingerprint of a sequence of words (two lanes of murmur3's mixing).
 * Not cryptographic: it tells two runs apart, it does not keep an enemy out.
 */
export class Digest {
  #high = 0x9e3779b9
  #low = 0x85ebca6b
  readonly #float = new Float64Array(1)
  readonly #halves = new Int32Array(this.#float.buffer)

  /** Takes in a number of any kind. */
  float(value: number): void {
    this.#float[0] = value
    this.int(this.#halves[0])
    this.int(this.#halves[1])
  }

  /** Takes in a whole number of 32 bits. */
  int(value: number): void {
    let k = Math.imul(value, 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    const low = this.#low ^ k
    this.#low = (Math.imul((low << 13) | (low >>> 19), 5) + 0xe6546b64) | 0
    this.#high = Math.imul(this.#high ^ this.#low, 0xc2b2ae35)
  }

  /** 16 hex digits of what was taken in so far. */
  hex(): string {
    return hex(this.#high ^ (this.#low >>> 16)) + hex(this.#low)
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
