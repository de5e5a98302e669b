import type { Random } from '../base/random.js'
import type { Geometry } from '../peer/geometry.js'
import type { Peer } from '../peer/peer.js'
import * as K from './event-kinds.js'
import type { Network } from './network.js'
import type { Population } from './population.js'
import type { Simulation } from './simulation.js'

/** Why a peer leaves: it is done, it gives up, or it is done and has served what it accepted. */
const DONE = 0
const ABORTED = 1
const SERVED = 2

/** Seconds between two looks at a leaving peer whose neighbours' windows are full. */
const LOOK_SECONDS = 1

/** Schedules when peers leave by themselves: as their group's rule says, or as they give up. */
export class Leaving {
  readonly #simulation: Simulation
  readonly #population: Population
  readonly #network: Network
  readonly #sizeBytes: number
  readonly #pieceCount: number
  readonly #random: Random

  constructor(
    simulation: Simulation,
    population: Population,
    network: Network,
    geometry: Geometry,
    random: Random,
  ) {
    this.#simulation = simulation
    this.#population = population
    this.#network = network
    this.#sizeBytes = geometry.sizeBytes
    this.#pieceCount = geometry.pieceCount
    this.#random = random
  }

  /** A peer has arrived, maybe with enough; a group's peers may give up at a constant rate. */
  arrived(now: number, host: number, peer: Peer): void {
    const { abortPerSecond, leaving } = this.#population.of(host)
    if (leaving.kind === 'after-uploads') this.#network.stopsAccepting[host] = 1
    if (peer.complete) this.completed(now, host, peer)
    else this.gained(now, host, peer)
    if (abortPerSecond === 0) return
    this.#schedule(now + this.#random.exponential(1 / abortPerSecond), host, ABORTED)
  }

  /** A peer is complete: it leaves at once or later, if its group fixes the time. */
  completed(now: number, host: number, peer: Peer): void {
    const { leaving } = this.#population.of(host)
    if (leaving.kind === 'on-completion' || leaving.kind === 'share') {
      this.#schedule(now, host, DONE)
    } else if (leaving.kind === 'linger') {
      this.#schedule(now + this.#random.exponential(leaving.meanSeconds), host, DONE)
    } else if (leaving.kind === 'linger-fixed') {
      this.#schedule(now + leaving.seconds, host, DONE)
    } else if (leaving.kind === 'after-uploads') {
      peer.serving.mostWaiting = 0
      this.#schedule(now, host, SERVED)
    }
  }

  /** An incomplete peer has arrived or has a piece more: it leaves if its group needs no more. */
  gained(now: number, host: number, peer: Peer): void {
    const { leaving } = this.#population.of(host)
    if (leaving.kind !== 'share') return
    const enough = leaving.share * this.#pieceCount
    if (peer.requests.ownCount >= enough) this.#schedule(now, host, DONE)
  }

  /** A peer has sent all that its group's peers send. */
  exhausted(at: number, host: number): void {
    this.#schedule(at, host, DONE)
  }

  /** Tells whether a complete peer has uploaded the ratio after which its group's peers leave. */
  hasReachedRatio(host: number, peer: Peer): boolean {
    const { leaving } = this.#population.of(host)
    if (leaving.kind !== 'ratio' || !peer.complete) return false
    return peer.stats.uploadedBytes >= leaving.ratio * this.#sizeBytes
  }

  /**
   * Tells whether a peer leaves at its `DEPART` event. A complete one does not give up; one that
   * still serves what it accepted is looked at again.
   */
  isDue(now: number, host: number, peer: Peer, reason: number): boolean {
    if (reason === ABORTED) return !peer.complete
    if (reason === DONE) return true
    const doneAt = this.#network.uplinks.busyUntil(host)
    if (doneAt <= now && !peer.serving.isAwaited) return true
    this.#schedule(doneAt > now ? doneAt : now + LOOK_SECONDS, host, SERVED)
    return false
  }

  #schedule(at: number, host: number, reason: number): void {
    this.#simulation.schedule(at, K.DEPART, host, reason)
  }
}
