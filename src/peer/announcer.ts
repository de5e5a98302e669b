import type { PeerSettings } from './settings.js'

/** The events of an announce (BEP 3); `periodic` stands for an announce without one. */
export const ANNOUNCE_EVENTS = ['periodic', 'started', 'completed', 'stopped'] as const

/** The event of one announce. */
export type AnnounceEvent = (typeof ANNOUNCE_EVENTS)[number]

/** Seconds until the first retry of a failed announce; each further failure doubles them. */
const FIRST_RETRY_SECONDS = 15

/**
 * Decides when to announce: `started` at once, then every interval, and `completed` on completion.
 * It announces earlier for more addresses while links are few, and retries after a failure. It has
 * no clock: the caller passes the time, and calls `due` again at `wakeAt`.
 */
export class Announcer {
  /** When to call `due` next, seconds. */
  wakeAt: number
  readonly #settings: PeerSettings
  /** The event of the next announce, or of the one under way. */
  #event: AnnounceEvent = 'started'
  #announcedAt = Number.NEGATIVE_INFINITY
  #minIntervalSeconds = 0
  #failures = 0
  /** Whether the peer is complete and has not announced it yet. */
  #completed = false
  /** Whether an announce is under way. */
  #waiting = false

  constructor(now: number, settings: PeerSettings) {
    this.wakeAt = now
    this.#settings = settings
  }

  /** Returns what to announce now, or null. The caller reports `answered` or `failed` later. */
  due(now: number): AnnounceEvent | null {
    if (this.#waiting || now < this.wakeAt) return null
    this.#waiting = true
    this.#announcedAt = now
    if (this.#event === 'completed') this.#completed = false
    return this.#event
  }

  /** The tracker answered: announce after the interval, never before the minimum interval. */
  answered(now: number, intervalSeconds: number, minIntervalSeconds: number): void {
    this.#waiting = false
    this.#failures = 0
    // The peer may have completed meanwhile: announce that next.
    this.#event = this.#completed ? 'completed' : 'periodic'
    this.#minIntervalSeconds = minIntervalSeconds
    this.wakeAt = this.#completed ? now : now + intervalSeconds
  }

  /** The tracker did not answer. */
  failed(now: number): void {
    this.#waiting = false
    this.wakeAt = now + FIRST_RETRY_SECONDS * 2 ** Math.min(this.#failures++, 7)
  }

  /** Below `reannounceBelowLinks` links, announces as soon as the tracker permits. */
  onLinkCount(now: number, links: number): void {
    if (this.#waiting || this.#failures > 0 || this.#event !== 'periodic') return
    if (links >= this.#settings.reannounceBelowLinks) return
    const soonest = Math.max(now, this.#announcedAt + this.#minIntervalSeconds)
    this.wakeAt = Math.min(this.wakeAt, soonest)
  }

  /** The peer is complete: announces it at once. */
  completed(now: number): void {
    this.#completed = true
    // Wait until the tracker has received `started`.
    if (this.#event !== 'periodic') return
    this.#event = 'completed'
    this.wakeAt = Math.min(this.wakeAt, now)
  }
}
