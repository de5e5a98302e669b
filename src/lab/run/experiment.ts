import { Geometry } from '../../peer/geometry.js'
import { PolicyFault } from '../../policy/guard/policy-fault.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { Swarm } from '../../sim/swarm.js'
import type { MessageListener } from '../../sim/trace.js'
import { refuseUnknownOptions } from '../scenario/suggestion.js'
import type { Measurements, Sample } from './measurements.js'
import { Metrics } from './metrics.js'
import { Prospects, type StuckReason } from './prospects.js'
import { firstStepSeconds, SampleTimes } from './sample-times.js'

/** The options of an experiment. */
export interface ExperimentOptions {
  /** Receives every message sent: the trace. It slows the run down. */
  readonly onMessage?: MessageListener
  /** Receives every sample as it is taken, before the series is thinned. */
  readonly onSample?: ((sample: Sample) => void) | undefined
}

const OPTIONS = { onMessage: true, onSample: true } as const satisfies Record<
  keyof ExperimentOptions,
  true
>

/** One run of a swarm, which the caller steps and which measures itself. */
export class Experiment {
  readonly swarm: Swarm
  readonly #metrics: Metrics
  readonly #settings: SwarmSettings
  readonly #sampleTimes: SampleTimes
  readonly #prospects: Prospects
  readonly #onSample: ExperimentOptions['onSample']
  #ended: Measurements['ended'] | null = null
  #endSeconds = 0
  #stuckReason: StuckReason | null = null
  /** The changes of the swarm that the prospects have seen. */
  #changesSeen = -1
  /** When what is on its way has arrived, after nobody seemed able to finish; else Infinity. */
  #settledAt = Number.POSITIVE_INFINITY

  constructor(settings: SwarmSettings, options: ExperimentOptions = {}) {
    refuseUnknownOptions('new Experiment', options, OPTIONS)
    this.#settings = settings
    this.#onSample = options.onSample
    const geometry = new Geometry(settings.sizeBytes, settings.pieceBytes)
    this.#metrics = new Metrics(geometry)
    this.swarm = new Swarm(settings, this.#metrics, options.onMessage ?? null)
    this.#metrics.watch(this.swarm)
    const firstStep = firstStepSeconds(this.swarm.population.count)
    this.#sampleTimes = new SampleTimes(settings.sampleSeconds, firstStep)
    this.#prospects = new Prospects(this.swarm, geometry.pieceCount)
  }

  /** Simulated time, seconds. */
  get now(): number {
    return this.swarm.simulation.now
  }

  /** Events so far. */
  get events(): number {
    return this.swarm.simulation.events
  }

  /** Leechers that have completed. */
  get completed(): number {
    return this.swarm.tally.done
  }

  /** Leechers that arrive before the end, without those that have given up. */
  get expected(): number {
    return this.swarm.tally.expected - this.swarm.tally.lost
  }

  /** Share of the missing pieces of these leechers that they have downloaded, 0 to 1. */
  get gainedShare(): number {
    return this.swarm.tally.gainedShare
  }

  /**
   * Steps through at most this many events; returns false when the run is over.
   * @throws PolicyFault if a plug-in fails; the run cannot go on then
   */
  step(events: number): boolean {
    try {
      return this.#step(events)
    } catch (error) {
      throw this.placed(error)
    }
  }

  /**
   * Adds the time and the peer's group to the fault of a plug-in; returns other errors as they are.
   */
  placed(error: unknown): unknown {
    if (!(error instanceof PolicyFault)) return error
    return error.withContext(this.now, (peer) => this.swarm.population.of(peer).name)
  }

  #step(events: number): boolean {
    const { simulation, tally } = this.swarm
    const { untilSeconds, stopWhenComplete } = this.#settings
    let left = events
    while (this.#ended === null && left > 0) {
      const until = Math.min(this.#sampleTimes.next, this.#settledAt, untilSeconds)
      if (stopWhenComplete && tally.over) this.#end('complete', this.now)
      else if (this.#changesSeen !== tally.changes) this.#look(this.now)
      else if (simulation.next <= until) left -= this.#advance(until, left)
      else if (until === Number.POSITIVE_INFINITY) this.#end('complete', this.now)
      else if (this.#settledAt <= until) this.#confirm()
      else if (this.#sampleTimes.next <= until) this.#sample()
      else this.#end(tally.over ? 'complete' : 'until', until)
    }
    return this.#ended === null
  }

  /** Ends the run here; its measurements say so. */
  interrupt(): void {
    this.#end('interrupted', Math.max(this.now, this.#metrics.sampledAt))
  }

  /** Returns everything measured so far. */
  measurements(): Measurements {
    const soFar = Math.max(this.now, this.#metrics.sampledAt)
    return this.#metrics.measurements(
      this.#ended ?? 'interrupted',
      this.#ended === null ? soFar : this.#endSeconds,
      this.#stuckReason,
    )
  }

  /** Steps up to an instant, or until a peer comes, completes or leaves; returns the events. */
  #advance(until: number, most: number): number {
    const { simulation, tally } = this.swarm
    let steps = 0
    while (steps < most && simulation.next <= until && tally.changes === this.#changesSeen) {
      simulation.step()
      steps++
    }
    return steps
  }

  #sample(): void {
    const at = this.#sampleTimes.next
    this.#metrics.sample(at)
    this.#onSample?.(this.#metrics.latest())
    this.#sampleTimes.advance()
    if (this.#settings.sampleSeconds === 0 && this.#metrics.halve()) this.#sampleTimes.double()
    this.#look(at)
  }

  /**
   * Looks whether anybody can still finish. Blocks on their way may still complete a piece, so the
   * answer is certain only when they have arrived.
   */
  #look(now: number): void {
    this.#changesSeen = this.swarm.tally.changes
    if (this.#prospects.reason === null) this.#settledAt = Number.POSITIVE_INFINITY
    else if (this.#settledAt === Number.POSITIVE_INFINITY)
      this.#settledAt = now + this.#prospects.settleSeconds
  }

  /** Ends the run if still nobody can finish, now that blocks on their way have arrived. */
  #confirm(): void {
    const at = this.#settledAt
    this.#settledAt = Number.POSITIVE_INFINITY
    const { reason } = this.#prospects
    if (reason === null) return
    const waitsUntil = this.#prospects.blocksWaitUntil(at)
    if (waitsUntil > 0) {
      this.#settledAt = waitsUntil
      return
    }
    this.#stuckReason = reason
    this.#end('stuck', at)
  }

  #end(ended: Measurements['ended'], at: number): void {
    if (this.#ended !== null) return
    this.#ended = ended
    this.#endSeconds = at
    if (this.#metrics.end(at)) this.#onSample?.(this.#metrics.latest())
  }
}
