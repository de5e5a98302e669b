import type { Random } from '../../base/random.js'
import type { PeerAddress } from '../common/peer-address.js'
import type { AnnounceRequest, ScrapeAnswer } from './announcement.js'
import { TrackerError } from './tracker-error.js'

/** A received announce; its host is the sender's address, whatever the announce contains. */
export interface Announced extends PeerAddress {
  /** In hex, as are the keys of `TrackerSwarms.all`. */
  readonly infoHash: string
  readonly id: Uint8Array
  /** Infinity if the announce has no `left`. */
  readonly leftBytes: number
  readonly event: AnnounceRequest['event']
  readonly want: number
}

/** A peer as the tracker stores it. */
export interface SwarmPeer extends PeerAddress {
  readonly id: Uint8Array
  readonly leftBytes: number
  /** The time of its last announce, in seconds on the tracker's clock. */
  readonly seenAt: number
}

/** The peers that announced one torrent. */
export interface Swarm {
  seeders: number
  completed: number
  /** By address; the least recent announce comes first. */
  readonly peers: Map<string, SwarmPeer>
}

/**
 * How much is stored: at about 430 bytes per peer, 86 MB. For as many swarms without peers, only
 * the count of completed downloads is kept.
 */
export const TRACKER_LIMITS = { swarms: 20_000, peers: 200_000, peersOfSwarm: 5000 }

/**
 * The peers of each swarm. A peer is removed after `silenceSeconds` without an announce. A swarm
 * without peers keeps its count of completed downloads only. Announces beyond the limits are
 * refused; in a full swarm a new peer replaces the one whose last announce is oldest.
 */
export class TrackerSwarms {
  readonly #swarms = new Map<string, Swarm>()
  /** Completed downloads of swarms without peers; the one left longest ago comes first. */
  readonly #past = new Map<string, number>()
  readonly #silenceSeconds: number
  readonly #random: Pick<Random, 'below'>
  readonly #limits: typeof TRACKER_LIMITS
  #peers = 0

  constructor(silenceSeconds: number, random: Pick<Random, 'below'>, limits = TRACKER_LIMITS) {
    this.#silenceSeconds = silenceSeconds
    this.#random = random
    this.#limits = limits
  }

  /** All swarms, by info hash in hex. */
  get all(): ReadonlyMap<string, Readonly<Swarm>> {
    return this.#swarms
  }

  /** Completed downloads of swarms without peers, by info hash; none is 0. */
  get past(): ReadonlyMap<string, number> {
    return this.#past
  }

  /** The number of peers in all swarms; a peer in two swarms counts twice. */
  get peerCount(): number {
    return this.#peers
  }

  /**
   * Records an announce and returns up to `want` other peers.
   * @throws TrackerError if the tracker is full
   */
  announce(now: number, announced: Announced): SwarmPeer[] {
    const { infoHash, event, want } = announced
    this.#removeSilent(now, infoHash)
    const key = keyOf(announced)
    if (event === 'stopped') {
      this.#remove(infoHash, key)
      return []
    }
    const swarm = this.#swarmWithRoom(infoHash, key)
    const before = this.#remove(infoHash, key, swarm)
    if (event === 'completed' && (before?.leftBytes ?? 0) > 0) swarm.completed++
    this.#add(swarm, key, announced, now)
    this.#swarms.set(infoHash, swarm)
    this.#past.delete(infoHash)
    return this.#someOthers(swarm, key, want)
  }

  /** Returns a swarm's counts; zeros if it is unknown. */
  scrape(now: number, infoHash: string): ScrapeAnswer {
    this.#removeSilent(now, infoHash)
    const swarm = this.#swarms.get(infoHash)
    if (swarm === undefined) {
      return { seeders: 0, leechers: 0, completed: this.#past.get(infoHash) ?? 0 }
    }
    const { seeders, completed, peers } = swarm
    return { seeders, leechers: peers.size - seeders, completed }
  }

  /** Removes silent peers from every swarm. */
  sweep(now: number): void {
    for (const infoHash of [...this.#swarms.keys()]) this.#removeSilent(now, infoHash)
  }

  #removeSilent(now: number, infoHash: string) {
    const swarm = this.#swarms.get(infoHash)
    if (swarm === undefined) return
    for (const [key, { seenAt }] of swarm.peers) {
      if (seenAt >= now - this.#silenceSeconds) break
      this.#remove(infoHash, key)
    }
  }

  /** Returns the swarm, perhaps a new one that is not stored yet, with room for `key`. */
  #swarmWithRoom(infoHash: string, key: string): Swarm {
    const { swarms, peers, peersOfSwarm } = this.#limits
    const swarm = this.#swarms.get(infoHash)
    if (swarm?.peers.has(key)) return swarm
    if (swarm === undefined && this.#swarms.size >= swarms) {
      throw new TrackerError('this tracker is full: it takes no more torrents')
    }
    if (swarm !== undefined && swarm.peers.size >= peersOfSwarm) {
      const [oldest] = swarm.peers.keys()
      this.#remove(infoHash, oldest, swarm)
    } else if (this.#peers >= peers) {
      throw new TrackerError('this tracker is full: it takes no more peers')
    }
    return swarm ?? { seeders: 0, completed: this.#past.get(infoHash) ?? 0, peers: new Map() }
  }

  #add(swarm: Swarm, key: string, { host, port, id, leftBytes }: Announced, now: number) {
    swarm.peers.set(key, { host, port, id, leftBytes, seenAt: now })
    if (leftBytes === 0) swarm.seeders++
    this.#peers++
  }

  /** Removes a peer; `keep` is a swarm that stays even without peers. */
  #remove(infoHash: string, key: string, keep?: Swarm): SwarmPeer | undefined {
    const swarm = keep ?? this.#swarms.get(infoHash)
    const peer = swarm?.peers.get(key)
    if (swarm === undefined || peer === undefined) return undefined
    swarm.peers.delete(key)
    if (peer.leftBytes === 0) swarm.seeders--
    this.#peers--
    if (swarm.peers.size === 0 && keep === undefined) this.#retire(infoHash, swarm)
    return peer
  }

  /** Removes a swarm without peers but keeps its count, if need be in place of the oldest. */
  #retire(infoHash: string, { completed }: Swarm) {
    this.#swarms.delete(infoHash)
    if (completed === 0) return
    this.#past.set(infoHash, completed)
    if (this.#past.size <= this.#limits.swarms) return
    const [longestAgo] = this.#past.keys()
    this.#past.delete(longestAgo)
  }

  /** Draws other peers with equal probability (reservoir sampling). */
  #someOthers(swarm: Swarm, own: string, want: number): SwarmPeer[] {
    const chosen: SwarmPeer[] = []
    let seen = 0
    if (want === 0) return chosen
    for (const [key, peer] of swarm.peers) {
      if (key === own) continue
      const place = this.#random.below(++seen)
      if (chosen.length < want) chosen.push(peer)
      else if (place < want) chosen[place] = peer
    }
    return chosen
  }
}

/** The address identifies a peer, so a client that restarts replaces its old entry. */
function keyOf({ host, port }: PeerAddress): string {
  return `${host} ${port}`
}
