import { Geometry } from '../../peer/geometry.js'
import { PolicyFault } from '../../policy/guard/policy-fault.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { Swarm } from '../../sim/swarm.js'
import type { MessageListener } from '../../sim/trace.js'
import { refuseUnknownOptions } from '../scenario/unknown-option.js'
import type { Measurements } from './measurements.js'
import { Metrics } from './metrics.js'

/** How a run is listened to. */
export interface ExperimentOptions {
  /** Hears every word that is said: the trace. It slows the run down. */
  readonly onWord?: MessageListener
}

const OPTIONS = { onWord: true } as const satisfies Record<keyof ExperimentOptions, true>

/** One run of one swarm, stepped by its caller, measured as it goes. */
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
    this.swarm = new Swarm(settings, this.#metrics, options.onWord ?? null)
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

  /** Peers that came incomplete and are complete. */
  get completed(): number {
    return this.swarm.tally.done
  }

  /** Peers that come incomplete before the end, less those that have given up. */
  get expected(): number {
    return this.swarm.tally.expected - this.swarm.tally.lost
  }

  /** Share of the pieces that those peers are to get that they have got, 0 to 1. */
  get gainedShare(): number {
    return this.swarm.tally.gainedShare
  }

  /**
   * Lets at most so many events happen; false when the run is over.
   * @throws PolicyFault if a plug-in fails; the run cannot go on then
   */
  step(events: number): boolean {
    try {
      return this.#step(events)
    } catch (error) {
      throw this.placed(error)
    }
  }

  /** A plug-in's fault with the time and the peer's group; what is none stays as it is. */
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

  /** What was measured so far. */
  measurements(): Measurements {
    const ended = this.#ended ?? 'interrupted'
    const atLimit = ended === 'until' && Number.isFinite(this.#settings.untilSeconds)
    // The last look may have come after the last event, where nothing happens any more.
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
    // What is on its way may still complete a piece: certain only if it was so a sample ago.
    const { stuck } = this.swarm.tally
    if (stuck && this.#stuckBefore) this.#end('stuck')
    this.#stuckBefore = stuck
  }

  #end(ended: Measurements['ended']): void {
    this.#ended ??= ended
  }
}
