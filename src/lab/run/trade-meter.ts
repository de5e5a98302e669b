import type { Peer } from '../../peer/peer.js'
import { improvingPairs, NO_PAIR, unboundedReason } from './improving-pairs.js'
import type { MeasuredSwarm } from './measured-swarm.js'
import { tradingGraphOf } from './swarm-graph.js'
import { TradingGraph } from './trading-graph.js'

/**
 * Measures the share of improving pairs at samples of the swarm, but no more than once a choking
 * round (10 s): each peer has rechoked in the meantime. Samples in between repeat the last share.
 */
export class TradeMeter {
  readonly #swarm: MeasuredSwarm
  readonly #graph: TradingGraph
  /** A group whose leechers have any number of slots; null for none. */
  #unboundedGroup: string | null = null
  readonly #roundSeconds: number
  /** When the share was last measured, and the share; NaN if there was none. */
  #measuredAt = 0
  #share = Number.NaN
  #hasShare = false

  constructor(swarm: MeasuredSwarm) {
    this.#swarm = swarm
    const rounds = swarm.settings.groups.map(({ peer }) => peer.rechokeSeconds)
    this.#roundSeconds = Math.min(...rounds)
    this.#graph = new TradingGraph(swarm.population.count)
  }

  /** Notes whether the measure applies to a peer that arrives. */
  arrived(host: number, peer: Peer): void {
    if (peer.complete || peer.serving.regularSlots !== undefined) return
    this.#unboundedGroup ??= this.#swarm.population.of(host).name
  }

  /** Returns the share of improving pairs in the current round; NaN if there is none. */
  share(now: number): number {
    if (this.#unboundedGroup !== null) return Number.NaN
    const isSameRound = now - this.#measuredAt < this.#roundSeconds
    if (isSameRound && !Number.isNaN(this.#share)) return this.#share
    this.#measuredAt = now
    this.#share = improvingPairs(tradingGraphOf(this.#swarm, this.#graph)).share ?? Number.NaN
    if (!Number.isNaN(this.#share)) this.#hasShare = true
    return this.#share
  }

  /** Why the run has no share; null if it has one. */
  get reason(): string | null {
    if (this.#unboundedGroup !== null) return unboundedReason(`group “${this.#unboundedGroup}”`)
    if (this.#swarm.traceHash === '') return 'it is measured in simulations only'
    return this.#hasShare ? null : NO_PAIR
  }
}
