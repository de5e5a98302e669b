import { setImmediate } from 'node:timers/promises'
import type { Experiment } from '../../lab/run/experiment.js'
import { stepWatched } from '../../machine/plugin/decision-budget.js'
import type { Progress } from '../terminal/progress.js'

const MAX_EVENTS = 20_000
const FEWEST_EVENTS = 200
/** Signals wait for the end of a slice, so slices are short enough for Ctrl-C to feel prompt. */
const SLICE_SECONDS = 0.05

/** How an experiment is driven: what it shows, and what stops it. */
export interface Drive {
  readonly progress: Progress
  /** Called between slices; the experiment is interrupted once it returns true. */
  readonly stopped: () => boolean
  /** Stops after this many events even if the run could go on. */
  readonly untilEvents?: number | undefined
  /** Awaited after each slice. */
  readonly afterSlice?: (() => Promise<void>) | undefined
}

/** Steps an experiment to its end in slices and returns the CPU seconds it took. */
export async function drive(experiment: Experiment, options: Drive): Promise<number> {
  const before = process.cpuUsage()
  try {
    await stepToEnd(experiment, options)
  } finally {
    // Also after an error: the bar must go, and the simulated time helps to find the cause.
    options.progress.end(experiment)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

async function stepToEnd(experiment: Experiment, options: Drive) {
  const { progress, stopped, untilEvents = Number.POSITIVE_INFINITY, afterSlice } = options
  let slice = MAX_EVENTS
  let lastYield = performance.now()
  let going = true
  while (going && !stopped() && experiment.events < untilEvents) {
    const began = performance.now()
    going = stepWatched(experiment, Math.min(slice, untilEvents - experiment.events))
    const now = performance.now()
    slice = nextSlice(slice, (now - began) / 1000)
    progress.update(experiment)
    await afterSlice?.()
    if (now - lastYield >= (1000 * SLICE_SECONDS) / 2) {
      await setImmediate()
      lastYield = performance.now()
    }
  }
  // Changes nothing if the run has ended by itself.
  experiment.interrupt()
}

function nextSlice(slice: number, tookSeconds: number) {
  if (tookSeconds > SLICE_SECONDS / 2) return Math.max(FEWEST_EVENTS, Math.floor(slice / 2))
  if (tookSeconds < SLICE_SECONDS / 8) return Math.min(MAX_EVENTS, slice * 2)
  return slice
}
