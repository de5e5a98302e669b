import { Geometry } from '../../peer/geometry.js'
import { PolicyFault } from '../../policy/guard/policy-fault.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { Swarm } from '../../sim/swarm.js'
import type { MessageListener } from '../../sim/trace.js'
import { refuseUnknownOptions } from '../scenario/unknown-option.js'
import type { Measurements } from './measurements.js'
import { Metrics } from './metrics.js'

/** The options of an experiment. */
export interface ExperimentOptions {
  /** Receives every message sent: the trace. It slows the run down. */
  readonly onMessage?: MessageListener
}

const OPTIONS = { onMessage: true } as const satisfies Record<keyof ExperimentOptions, true>

/** One run of a swarm, which the caller steps and which measures itself. */
export class Experiment {
  readonly swarm: Swarm
  readonly #metrics: Metrics
  readonly #settings: SwarmSettings
  #nextSample: number
  #samples = 0
  #ended: Measurements['ended'] | null = null
  #stuckBefore = false

  constructor(settings: SwarmSettings, options: ExperimentOptions = {}) {
    refuseUnknownOptions('new Experiment', options, OPTIONS)
    this.#settings = settings
    this.#metrics = new Metrics(new Geometry(settings.sizeBytes, settings.pieceBytes))
    this.swarm = new Swarm(settings, this.#metrics, options.onMessage ?? null)
    this.#metrics.watch(this.swarm)
    this.#nextSample = settings.sampleSeconds
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
      if (stopWhenComplete && tally.over) this.#end('complete')
      else if (simulation.next > this.#nextSample) this.#sample()
      else if (simulation.next > untilSeconds) this.#end(tally.over ? 'complete' : 'until')
      else left -= this.#advance(Math.min(this.#nextSample, untilSeconds), left)
    }
    return this.#ended === null
  }

  /** Ends the run here; its measurements say so. */
  interrupt(): void {
    this.#ended ??= 'interrupted'
  }

  /** Returns everything measured so far. */
  measurements(): Measurements {
    const ended = this.#ended ?? 'interrupted'
    const atLimit = ended === 'until' && Number.isFinite(this.#settings.untilSeconds)
    // The last sample may be later than the last event.
    const seen = Math.max(this.now, this.#samples * this.#settings.sampleSeconds)
    return this.#metrics.measurements(ended, atLimit ? this.#settings.untilSeconds : seen)
  }

  /** Steps up to an instant or until all are complete; returns the events that happened. */
  #advance(until: number, most: number): number {
    const { simulation, tally } = this.swarm
    const { stopWhenComplete } = this.#settings
    let steps = 0
    while (steps < most && simulation.next <= until && !(stopWhenComplete && tally.over)) {
      simulation.step()
      steps++
    }
    return steps
  }

  #sample(): void {
    const { sampleSeconds, untilSeconds } = this.#settings
    if (this.#nextSample > untilSeconds) {
      this.#end(this.swarm.tally.over ? 'complete' : 'until')
      return
    }
    this.#metrics.sample(this.#nextSample, sampleSeconds)
    this.#nextSample = (++this.#samples + 1) * sampleSeconds
    // Blocks in flight may still complete a piece, so it must be stuck for a whole sample.
    const { stuck } = this.swarm.tally
    if (stuck && this.#stuckBefore) this.#end('stuck')
    this.#stuckBefore = stuck
  }

  #end(ended: Measurements['ended']): void {
    this.#ended ??= ended
  }
}
