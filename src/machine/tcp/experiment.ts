import type { Measurements } from '../../lab/run/measurements.js'
import { Metrics } from '../../lab/run/metrics.js'
import { Prospects } from '../../lab/run/prospects.js'
import { SampleTimes } from '../../lab/run/sample-times.js'
import { systemClock } from '../../net/common/wall-clock.js'
import { Geometry } from '../../peer/geometry.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { watchDecisions } from '../plugin/decision-budget.js'
import { scaledClock } from './scaled-clock.js'
import { TcpSwarm } from './swarm.js'

/** Real seconds between two checks whether the run is over. */
const LOOK_SECONDS = 0.05

/** Scenario seconds in which all blocks that were sent arrive. */
const STUCK_SECONDS = 10

/** Runs a scenario once on real sockets, with the measurements of a simulation. */
export class TcpExperiment {
  readonly swarm: TcpSwarm
  /** Real sockets have no simulated events. */
  readonly events = 0
  /** The largest delay of the machine, in scenario seconds: a bound on the accuracy of results. */
  latestSeconds = 0
  readonly #metrics: Metrics
  readonly #geometry: Geometry
  readonly #settings: SwarmSettings
  readonly #prospects: Prospects
  readonly #sampleTimes: SampleTimes
  /** Since when nobody seems able to finish, scenario seconds; else Infinity. */
  #stuckSince = Number.POSITIVE_INFINITY
  #ended: Measurements['ended'] | null = null
  #endSeconds = 0
  #failure: Error | null = null
  #result: Measurements | null = null

  /** Time runs `speedup` times as fast, and rates are that many times as high. */
  constructor(settings: SwarmSettings, speedup: number) {
    this.#settings = settings
    this.#geometry = new Geometry(settings.sizeBytes, settings.pieceBytes)
    this.#metrics = new Metrics(this.#geometry)
    const clock = scaledClock(systemClock, speedup)
    this.swarm = new TcpSwarm(settings, clock, this.#metrics, (error) => {
      this.#failure ??= error
    })
    this.#metrics.watch(this.swarm)
    this.#prospects = new Prospects(this.swarm, this.#geometry.pieceCount)
    this.#sampleTimes = new SampleTimes(settings.sampleSeconds, speedup * LOOK_SECONDS)
  }

  /** Scenario seconds since the start. */
  get now(): number {
    return this.swarm.clock.now()
  }

  get completed(): number {
    return this.swarm.tally.done
  }

  get expected(): number {
    return this.swarm.tally.expected - this.swarm.tally.lost
  }

  get gainedShare(): number {
    return this.swarm.tally.gainedShare
  }

  /**
   * Runs to the end; `look` is called regularly, and ends the run by returning false. Rejects with
   * the system's error (an address, a port, file handles), or with a PolicyFault if a plug-in
   * fails.
   */
  async run(look: () => boolean): Promise<void> {
    const unwatch = watchDecisions((fault) => {
      this.#failure ??= fault.withContext(this.now, (peer) => this.swarm.population.of(peer).name)
    })
    this.swarm.start()
    try {
      while (this.#ended === null) {
        await new Promise<void>((resolve) => {
          systemClock.after(LOOK_SECONDS, resolve)
        })
        if (this.#failure !== null) throw this.#failure
        this.#sample()
        if (!look()) this.#ended ??= 'interrupted'
      }
    } finally {
      this.#endSeconds = this.now
      this.#result = this.#measured()
      await this.swarm.stop()
      unwatch()
    }
  }

  /** The measurements, available after `run`. */
  get measurements(): Measurements {
    return this.#result as Measurements
  }

  #measured(): Measurements {
    this.#metrics.end(this.#endSeconds)
    const ended = this.#ended ?? 'interrupted'
    const reason = ended === 'stuck' ? this.#prospects.reason : null
    return this.#metrics.measurements(ended, this.#endSeconds, reason)
  }

  #sample(): void {
    const { sampleSeconds, untilSeconds, stopWhenComplete } = this.#settings
    const { tally } = this.swarm
    const due = this.#sampleTimes.next
    if (this.now >= due) {
      this.latestSeconds = Math.max(this.latestSeconds, this.now - due)
      this.#metrics.sample(due)
      this.#sampleTimes.advance()
      if (sampleSeconds === 0 && this.#metrics.halve()) this.#sampleTimes.double()
    }
    if (this.#isStuck()) this.#ended ??= 'stuck'
    if (stopWhenComplete && tally.over) this.#ended ??= 'complete'
    else if (this.now > untilSeconds) this.#ended ??= tally.over ? 'complete' : 'until'
  }

  /** Whether nobody has been able to finish for so long that no block is on its way. */
  #isStuck(): boolean {
    if (this.#prospects.reason === null) this.#stuckSince = Number.POSITIVE_INFINITY
    else if (this.#stuckSince === Number.POSITIVE_INFINITY) this.#stuckSince = this.now
    return this.now - this.#stuckSince > STUCK_SECONDS
  }
}
