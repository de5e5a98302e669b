/** The part of a link's capacity that is taken, from one position to another. */
interface Span {
  readonly start: number
  readonly end: number
}

/** A link remembers this many spans; older ones count as free. */
const MOST_SPANS = 500

/**
 * One direction of a host's access link, as its capacity alone describes it. A position is the
 * number of bytes that the link can have carried by some time. So 100 bytes that begin at position
 * 500 end at 600, whatever the rate does meanwhile.
 */
export class Carrier {
  /** When the rate last changed, seconds. */
  sinceSeconds = 0
  #position = 0
  #rate = 0
  readonly #taken: Span[] = []
  /** Where the messages that were given to the link end. */
  messagesEnd = 0
  /** Where all that has left the link, or waits for it as a message, would end. */
  end = 0

  /** Changes the rate, which is 0 while the host is silent. */
  setRate(now: number, bytesPerSecond: number): void {
    this.#position = this.position(now)
    this.sinceSeconds = now
    // A position must stay finite.
    this.#rate = Math.min(bytesPerSecond, 1e12)
  }

  get rate(): number {
    return this.#rate
  }

  /** Returns the position at a time since the last change of the rate. */
  position(now: number): number {
    return this.#position + Math.max(0, now - this.sinceSeconds) * this.#rate
  }

  /** Returns when a position since the last change of the rate is reached, if that stays. */
  secondsAt(position: number): number {
    const bytes = position - this.#position
    return bytes <= 0 ? this.sinceSeconds : this.sinceSeconds + bytes / this.#rate
  }

  /** Adds bytes to those that the link has to carry. */
  add(now: number, bytes: number): void {
    this.end = Math.max(this.end, this.position(now)) + bytes
  }

  /** Adds a message behind all earlier ones, and returns where it begins. */
  addMessage(now: number, bytes: number): number {
    this.add(now, bytes)
    const begin = Math.max(this.messagesEnd, this.position(now))
    this.messagesEnd = begin + bytes
    return begin
  }

  /** Takes the first free bytes from a position on, and returns where they end. */
  take(from: number, bytes: number): number {
    const taken = this.#taken
    let first = taken.length
    while (first > 0 && taken[first - 1].end >= from) first--
    let [start, end, left, next] = [from, from, bytes, first]
    for (; next < taken.length && taken[next].start < end + left; next++) {
      const span = taken[next]
      left -= Math.max(0, span.start - end)
      start = Math.min(start, span.start)
      end = Math.max(end, span.end)
    }
    end += left
    taken.splice(first, next - first, { start, end })
    if (taken.length > MOST_SPANS) taken.shift()
    return end
  }
}
