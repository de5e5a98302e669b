import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** One end of a connection in memory that delivers bytes in chunks of given lengths. */
class CableEnd extends Duplex {
  far: CableEnd | undefined
  readonly remoteAddress = '127.0.0.1'
  readonly remotePort = 6881
  readonly #cuts: readonly number[]
  #next = 0

  constructor(cuts: readonly number[]) {
    super({ allowHalfOpen: false })
    this.#cuts = cuts
  }

  setNoDelay(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    // Copies, since a receiver may decrypt in place; and later, as with a socket.
    const chunks: Buffer[] = []
    for (let at = 0; at < chunk.length; ) {
      const end = at + (this.#cuts[this.#next++ % this.#cuts.length] ?? chunk.length)
      chunks.push(Buffer.from(chunk.subarray(at, end)))
      at = end
    }
    setImmediate(() => {
      for (const piece of chunks) this.far?.push(piece)
      done()
    })
  }

  override _final(done: () => void): void {
    this.#hangUp()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#hangUp()
    done(error)
  }

  #hangUp(): void {
    this.far?.push(null)
    this.far = undefined
  }
}

/** Returns two ends of a connection in memory; all bytes arrive cut into chunks of `cuts` bytes. */
export function cable(cuts: readonly number[]): [Socket, Socket] {
  const near = new CableEnd(cuts)
  const far = new CableEnd(cuts)
  near.far = far
  far.far = near
  return [near as unknown as Socket, far as unknown as Socket]
}
