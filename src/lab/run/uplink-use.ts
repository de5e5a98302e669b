import { HOST_STRIDE, UP } from '../../sim/hosts.js'
import type { MeasuredSwarm } from './measured-swarm.js'
import type { PeerTable } from './peer-table.js'
import type { Series } from './series.js'

/**
 * Compares what has left each uplink with what it could have sent, over the same time: bytes count
 * when they leave the uplink, also those of a block that is partly sent. The use is then at most 1
 * over any interval.
 *
 * The peers' table counts all bytes from arrival to departure, or until every expected leecher was
 * done or gone. The series counts payload since the previous sample.
 */
export class UplinkUse {
  readonly #swarm: MeasuredSwarm
  readonly #table: PeerTable
  readonly #series: Series
  /** For each host: up to when its bytes are counted, and its payload until then. */
  readonly #countedAt: Float64Array
  readonly #payloadBytes: Float64Array
  /** Whether every expected leecher is done or gone. */
  #isOver = false

  constructor(swarm: MeasuredSwarm, table: PeerTable, series: Series) {
    this.#swarm = swarm
    this.#table = table
    this.#series = series
    this.#countedAt = new Float64Array(swarm.population.count)
    this.#payloadBytes = new Float64Array(swarm.population.count)
  }

  /** Begins to count a peer that arrives. */
  arrived(now: number, host: number): void {
    this.#countedAt[host] = now
  }

  /** Counts what a present peer has sent until `now`, as a seed or as a leecher. */
  count(now: number, host: number, isSeed: boolean): void {
    const before = this.#countedAt[host]
    if (!(now > before)) return
    const { reals } = this.#swarm.population.hosts
    const capacityBytes = reals[host * HOST_STRIDE + UP] * (now - before)
    const payloadBytes = this.#swarm.sentPayloadBytes(host, now)
    this.#series.sent(isSeed, payloadBytes - this.#payloadBytes[host], capacityBytes)
    this.#payloadBytes[host] = payloadBytes
    this.#countedAt[host] = now
    if (this.#isOver) return
    this.#table.capacityBytes[host] += capacityBytes
    this.#table.sentBytes[host] = this.#swarm.sentBytes(host, now)
  }

  /** Notes that every expected leecher is done or gone; all present peers are counted. */
  over(): void {
    this.#isOver = true
  }

  get isOver(): boolean {
    return this.#isOver
  }
}
