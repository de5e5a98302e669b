import type { RateLimit } from './rate-limit.js'

/**
 * A turn of one member: it may pass up to `bytes` and answers how many it did; 0 if it has nothing
 * to pass now.
 */
export type Turn<Member> = (member: Member, bytes: number) => number

/**
 * Shares a rate limit among connections: they take turns, each of the same number of bytes, and go
 * on where the last round stopped, so that no member comes twice before one who waits comes once.
 */
export class Rounds<Member> {
  readonly #limit: RateLimit
  readonly #turnBytes: number
  /** In order of turns: who comes next is first. */
  readonly #members = new Set<Member>()

  /** Turns of `turnBytes`, of the limit's burst at most. */
  constructor(limit: RateLimit, turnBytes: number) {
    this.#limit = limit
    this.#turnBytes = turnBytes
  }

  /** Takes in a member, whose turn is the last. */
  join(member: Member): void {
    this.#members.add(member)
  }

  /** Leaves a member out, also in the middle of its own turn. */
  leave(member: Member): void {
    this.#members.delete(member)
  }

  /**
   * Gives turns until the limit is used up or nobody passes anything. Answers in how many seconds
   * it is to be called again; Infinity if nobody has anything to pass.
   */
  serve(now: number, turn: Turn<Member>): number {
    let idle = 0
    while (idle < this.#members.size) {
      const seconds = this.#limit.whenSeconds(now, this.#turnBytes)
      if (seconds > 0) return seconds
      const [member] = this.#members
      this.#members.delete(member)
      this.#members.add(member)
      const bytes = turn(member, this.#turnBytes)
      this.#limit.spend(now, bytes)
      idle = bytes > 0 ? 0 : idle + 1
    }
    return Number.POSITIVE_INFINITY
  }
}
