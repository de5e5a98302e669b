import type { Random } from '../base/random.js'
import type { AnnounceEvent } from '../peer/announcer.js'
import type { Peer } from '../peer/peer.js'
import type { TrackerSettings } from './settings.js'

/** Intervals without an announce after which a peer is dropped. */
const EXPIRY_INTERVALS = 2

/** A source of other peers' addresses, such as the tracker. */
export interface AddressSource {
  /** False while the source does not answer. */
  readonly up: boolean
  readonly settings: TrackerSettings
  /** Notes how much a peer has uploaded and downloaded, and what it has left. */
  note(host: number, peer: Peer): void
  /** Handles an announce: writes other addresses into `answer`, and returns how many. */
  announce(now: number, host: number, event: AnnounceEvent, answer: Int32Array): number
}

/** The tracker (BEP 3). It lists the swarm's peers and answers announces with a random few. */
export class Tracker implements AddressSource {
  /** False while the tracker is down: announces fail. */
  up = true
  readonly settings: TrackerSettings
  readonly #random: Random
  /** The listed hosts, in no order, and each host's position among them, or -1. */
  readonly #listed: Int32Array
  readonly #position: Int32Array
  readonly #announcedAt: Float64Array
  #count = 0
  /** How many `completed` announces have arrived. */
  downloads = 0
  /** Bytes uploaded, downloaded and left, as each host last announced them. */
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

  /** How many hosts are listed, and how many of them announced that nothing is left. */
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

  /** Handles an announce: writes random others into `answer`, and returns how many. */
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

  /** Tells whether one can use the other: two seeds, with nothing left, cannot. */
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
