import type { Random } from '../base/random.js'
import type { AnnounceEvent } from '../peer/announcer.js'
import type { Peer } from '../peer/peer.js'
import type { TrackerSettings } from './settings.js'

/** A peer that is not heard of for so many intervals is dropped. */
const EXPIRY_INTERVALS = 2

/** Where peers hear of others. */
export interface AddressSource {
  /** False while it does not answer. */
  readonly up: boolean
  readonly settings: TrackerSettings
  /** A peer tells how much it has moved, and what it has left. */
  note(host: number, peer: Peer): void
  /** Hears an announce and writes others into `answer`; returns how many. */
  announce(now: number, host: number, event: AnnounceEvent, answer: Int32Array): number
}

/** The tracker (BEP 3): who is in the swarm, and a random few of them for each who announces. */
export class Tracker implements AddressSource {
  /** False while it is down: announces fail. */
  up = true
  readonly settings: TrackerSettings
  readonly #random: Random
  /** Those listed, in no order, and where each host stands among them, or -1. */
  readonly #listed: Int32Array
  readonly #position: Int32Array
  readonly #announcedAt: Float64Array
  #count = 0
  /** How many have announced that they completed. */
  downloads = 0
  /** Bytes that each host last said it had uploaded, downloaded and left. */
  readonly uploaded: Float64Array
  readonly downloaded: Float64Array
  readonly left: Float64Array

  constructor(hosts: number, settings: TrackerSettings, random: Random) {
    this.settings = settings
    this.#random = random
    this.#listed = new Int32Array(hosts)
    this.#position = new Int32Array(hosts).fill(-1)
    this.#announcedAt = new Float64Array(hosts)
    this.uploaded = new Float64Array(hosts)
    this.downloaded = new Float64Array(hosts)
    this.left = new Float64Array(hosts)
  }

  /** How many are listed, and how many of them said that nothing is left. */
  get swarm(): { listed: number; complete: number } {
    let complete = 0
    for (let i = 0; i < this.#count; i++) if (this.left[this.#listed[i]] === 0) complete++
    return { listed: this.#count, complete }
  }

  note(host: number, peer: Peer): void {
    this.uploaded[host] = peer.stats.uploadedBytes
    this.downloaded[host] = peer.stats.downloadedBytes
    this.left[host] = peer.leftBytes
  }

  /** Hears an announce and writes random others into `answer`; returns how many. */
  announce(now: number, host: number, event: AnnounceEvent, answer: Int32Array): number {
    if (event === 'stopped') {
      this.#drop(host)
      return 0
    }
    if (this.#position[host] < 0) {
      this.#position[host] = this.#count
      this.#listed[this.#count++] = host
    }
    this.#announcedAt[host] = now
    if (event === 'completed') this.downloads++
    return this.#sample(now, host, Math.min(answer.length, this.settings.peersPerAnnounce)).reduce(
      (n, other) => {
        answer[n] = other
        return n + 1
      },
      0,
    )
  }

  #sample(now: number, host: number, most: number): number[] {
    const found: number[] = []
    const listed = this.#listed
    for (let drawn = 0; drawn < this.#count && found.length < most; drawn++) {
      const at = drawn + this.#random.below(this.#count - drawn)
      const other = listed[at]
      this.#put(at, listed[drawn])
      this.#put(drawn, other)
      const expired =
        now - this.#announcedAt[other] > EXPIRY_INTERVALS * this.settings.intervalSeconds
      if (expired) {
        this.#drop(other)
        drawn--
      } else if (other !== host && this.#usefulTo(host, other)) found.push(other)
    }
    return found
  }

  /** Two seeds have nothing for each other: the tracker knows what each has left. */
  #usefulTo(host: number, other: number): boolean {
    return this.left[host] > 0 || this.left[other] > 0
  }

  #put(at: number, host: number): void {
    this.#listed[at] = host
    this.#position[host] = at
  }

  #drop(host: number): void {
    const at = this.#position[host]
    if (at < 0) return
    this.#put(at, this.#listed[--this.#count])
    this.#position[host] = -1
  }
}
