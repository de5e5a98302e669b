import type { ServingListener } from '../../peer/serving.js'
import type { MeasuredSwarm } from './measured-swarm.js'

/**
 * Measures for how long peers of one group had interested peers of another group unchoked. It
 * counts such links at each change and integrates the count over time.
 */
export class UnchokedTime implements ServingListener {
  readonly #swarm: MeasuredSwarm
  readonly #groups: number
  // A row per ordered pair of groups: sender x groups + receiver.
  readonly #links: Int32Array
  readonly #seconds: Float64Array
  /** The time up to which the seconds are summed. */
  readonly #until: Float64Array

  constructor(swarm: MeasuredSwarm) {
    const groups = swarm.settings.groups.length
    this.#swarm = swarm
    this.#groups = groups
    this.#links = new Int32Array(groups * groups)
    this.#seconds = new Float64Array(groups * groups)
    this.#until = new Float64Array(groups * groups)
  }

  served(now: number, peer: number, link: number, change: 1 | -1): void {
    const { group } = this.#swarm.population
    const pair = group[peer] * this.#groups + group[this.#swarm.neighbourAt(link)]
    this.#seconds[pair] += this.#links[pair] * (now - this.#until[pair])
    this.#until[pair] = now
    this.#links[pair] += change
  }

  /** Returns the seconds of each pair of groups, summed over links, up to now. */
  secondsByPair(now: number): Float64Array {
    return this.#seconds.map((sum, pair) => sum + this.#links[pair] * (now - this.#until[pair]))
  }
}
