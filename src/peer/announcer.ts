import type { PeerSettings } from './settings.js'

/** What an announce tells the tracker besides the figures (BEP 3), `periodic` for nothing. */
export const ANNOUNCE_EVENTS = ['periodic', 'started', 'completed', 'stopped'] as const

/** One of those. */
export type AnnounceEvent = (typeof ANNOUNCE_EVENTS)[number]

/** The first wait after an announce that failed, doubled with each further one. */
const FIRST_RETRY_SECONDS = 15

/**
 * When to announce: `started` at once, then every interval, `completed` when complete, earlier for
 * more addresses while links are few, and again after a failure. It keeps no clock: it is told the
 * time and says when it wants to be asked again.
 */
export class Announcer {
  /** When `due` wants to be asked, seconds. */
  wakeAt: number
  readonly #settings: PeerSettings
  #event: AnnounceEvent = 'started'
  #announcedAt = Number.NEGATIVE_INFINITY
  #minIntervalSeconds = 0
  #failures = 0
  /** Complete, and not yet said so. */
  #completed = false
  #waiting = false

  constructor(now: number, settings: PeerSettings) {
    this.wakeAt = now
    this.#settings = settings
  }

  /** What to announce now, or null; a caller that gets an event must report how it went. */
  due(now: number): AnnounceEvent | null {
    if (this.#waiting || now < this.wakeAt) return null
    this.#waiting = true
    this.#announcedAt = now
    if (this.#event === 'completed') this.#completed = false
    return this.#event
  }

  /** The tracker answered: it wants to hear again after `interval`, not before `minInterval`. */
  answered(now: number, intervalSeconds: number, minIntervalSeconds: number): void {
    this.#waiting = false
    this.#failures = 0
    // What has happened meanwhile is still to be told.
    this.#event = this.#completed ? 'completed' : 'periodic'
    this.#minIntervalSeconds = minIntervalSeconds
    this.wakeAt = this.#completed ? now : now + intervalSeconds
  }

  /** The tracker did not answer. */
  failed(now: number): void {
    this.#waiting = false
    this.wakeAt = now + FIRST_RETRY_SECONDS * 2 ** Math.min(this.#failures++, 7)
  }

  /** Links are few (`reannounceBelowLinks`): the tracker is asked as soon as it permits. */
  onLinkCount(now: number, links: number): void {
    if (this.#waiting || this.#failures > 0 || this.#event !== 'periodic') return
    if (links >= this.#settings.reannounceBelowLinks) return
    const soonest = Math.max(now, this.#announcedAt + this.#minIntervalSeconds)
    this.wakeAt = Math.min(this.wakeAt, soonest)
  }

  /** The peer is complete: announced at once. */
  completed(now: number): void {
    this.#completed = true
    // Not before the tracker has heard of the start.
    if (this.#event !== 'periodic') return
    this.#event = 'completed'
    this.wakeAt = Math.min(this.wakeAt, now)
  }
}
