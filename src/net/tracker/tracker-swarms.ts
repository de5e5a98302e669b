import type { Random } from '../../base/random.js'
import type { PeerAddress } from '../common/peer-address.js'
import type { AnnounceRequest, ScrapeAnswer } from './announcement.js'
import { TrackerError } from './tracker-error.js'

/** An announce as it arrived: the host is the sender's own, whatever the announce says of it. */
export interface Announced extends PeerAddress {
  /** In hex, as are the keys of `TrackerSwarms.all`. */
  readonly infoHash: string
  readonly id: Uint8Array
  /** Infinity if not said. */
  readonly leftBytes: number
  readonly event: AnnounceRequest['event']
  readonly want: number
}

/** A peer as the tracker remembers it. */
export interface SwarmPeer extends PeerAddress {
  readonly id: Uint8Array
  readonly leftBytes: number
  /** When it last announced, seconds on the tracker's clock. */
  readonly seenAt: number
}

/** Those who announced one torrent. */
export interface Swarm {
  seeders: number
  completed: number
  /** By address; who was silent longest comes first. */
  readonly peers: Map<string, SwarmPeer>
}

/**
 * How much is remembered: at about 430 bytes a peer, 86 MB. As many swarms again that nobody is in
 * are counts alone.
 */
export const TRACKER_LIMITS = { swarms: 20_000, peers: 200_000, peersOfSwarm: 5000 }

/**
 * Who is in which swarm. A peer is forgotten that was silent for `silenceSeconds`, a swarm with its
 * last peer, but for how often it was completed; what would go over the limits is refused, but in a
 * full swarm the newcomer takes the place of the one that was silent longest.
 */
export class TrackerSwarms {
  readonly #swarms = new Map<string, Swarm>()
  /** Downloads completed of swarms that nobody is in; who was left longest ago comes first. */
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

  /** Every swarm by its info hash in hex. */
  get all(): ReadonlyMap<string, Readonly<Swarm>> {
    return this.#swarms
  }

  /** How often was completed what nobody shares any more, by info hash; none is 0. */
  get past(): ReadonlyMap<string, number> {
    return this.#past
  }

  /** All peers of all swarms; one that is in two counts twice. */
  get peerCount(): number {
    return this.#peers
  }

  /** Takes note, and answers up to `want` others. Throws a TrackerError if there is no room. */
  announce(now: number, announced: Announced): SwarmPeer[] {
    const { infoHash, event, want } = announced
    this.#forgetSilent(now, infoHash)
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

  /** How a swarm stands; zeros for one that is not known. */
  scrape(now: number, infoHash: string): ScrapeAnswer {
    this.#forgetSilent(now, infoHash)
    const swarm = this.#swarms.get(infoHash)
    if (swarm === undefined) {
      return { seeders: 0, leechers: 0, completed: this.#past.get(infoHash) ?? 0 }
    }
    const { seeders, completed, peers } = swarm
    return { seeders, leechers: peers.size - seeders, completed }
  }

  /** Forgets who was silent too long, in every swarm. */
  sweep(now: number): void {
    for (const infoHash of [...this.#swarms.keys()]) this.#forgetSilent(now, infoHash)
  }

  #forgetSilent(now: number, infoHash: string) {
    const swarm = this.#swarms.get(infoHash)
    if (swarm === undefined) return
    for (const [key, { seenAt }] of swarm.peers) {
      if (seenAt >= now - this.#silenceSeconds) break
      this.#remove(infoHash, key)
    }
  }

  /** The swarm, perhaps new and not yet kept, with a place for `key`. */
  #swarmWithRoom(infoHash: string, key: string): Swarm {
    const { swarms, peers, peersOfSwarm } = this.#limits
    const swarm = this.#swarms.get(infoHash)
    if (swarm?.peers.has(key)) return swarm
    if (swarm === undefined && this.#swarms.size >= swarms) {
      throw new TrackerError('this tracker has no room for another torrent')
    }
    if (swarm !== undefined && swarm.peers.size >= peersOfSwarm) {
      const [silentLongest] = swarm.peers.keys()
      this.#remove(infoHash, silentLongest, swarm)
    } else if (this.#peers >= peers) {
      throw new TrackerError('this tracker has no room for another peer')
    }
    return swarm ?? { seeders: 0, completed: this.#past.get(infoHash) ?? 0, peers: new Map() }
  }

  #add(swarm: Swarm, key: string, { host, port, id, leftBytes }: Announced, now: number) {
    swarm.peers.set(key, { host, port, id, leftBytes, seenAt: now })
    if (leftBytes === 0) swarm.seeders++
    this.#peers++
  }

  /** `keep` is a swarm that goes on even without peers. */
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

  /** Nobody is in a swarm any more: a count is kept of it, perhaps in place of the oldest. */
  #retire(infoHash: string, { completed }: Swarm) {
    this.#swarms.delete(infoHash)
    if (completed === 0) return
    this.#past.set(infoHash, completed)
    if (this.#past.size <= this.#limits.swarms) return
    const [longestAgo] = this.#past.keys()
    this.#past.delete(longestAgo)
  }

  /** Each other peer with the same chance (reservoir sampling). */
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

/** Peers of one host differ in their ports; a client that restarts keeps its place. */
function keyOf({ host, port }: PeerAddress): string {
  return `${host} ${port}`
}
