/**
 * Bytes a row over a rolling window that advances in equal steps: the sum is exact at the instants
 * at which it is rolled, which is when rechokes read it.
 */
export class RollingBytes {
  readonly #steps: number
  #bytes: Float64Array
  #at = 0

  /** `steps` steps make the window. */
  constructor(rows: number, steps: number) {
    this.#steps = steps
    this.#bytes = new Float64Array(rows * steps)
  }

  /** Counts bytes of a row into the step that is running. */
  add(row: number, bytes: number): void {
    this.#bytes[row * this.#steps + this.#at] += bytes
  }

  /** Bytes of the row in the window: the running step and those before it. */
  sum(row: number): number {
    let total = 0
    const at = row * this.#steps
    for (let step = 0; step < this.#steps; step++) total += this.#bytes[at + step]
    return total
  }

  /** Begins a new step; the oldest one leaves the window. */
  roll(rows: number): void {
    this.#at = (this.#at + 1) % this.#steps
    for (let row = 0; row < rows; row++) this.#bytes[row * this.#steps + this.#at] = 0
  }

  /** Forgets a row. */
  clear(row: number): void {
    this.#bytes.fill(0, row * this.#steps, (row + 1) * this.#steps)
  }
}
