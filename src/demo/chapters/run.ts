import type { Experiment } from '../../lab/run/experiment.js'
import type { Measurements } from '../../lab/run/measurements.js'
import { type Summary, summarise } from '../../lab/summary/summary.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { type MessageListener, VERB, VERBS } from '../../sim/trace.js'

/** A run of a variant, with everything that a chapter computes from. */
export interface ChapterRun {
  readonly settings: SwarmSettings
  readonly measurements: Measurements
  readonly summary: Summary
  readonly notes: Notes
}

/** A run of each variant of a chapter, by its id; all with the same random seed. */
export type Runs = Readonly<Record<string, ChapterRun>>

/** Rows of numbers: `stride` of them belong together. */
export interface Rows {
  readonly values: number[]
  readonly stride: number
}

/** What the messages of a run tell beyond its measurements. Times are in seconds. */
export interface Notes {
  /** Rows of time, host, piece: a peer has a new piece, with the right hash. */
  readonly gains: Rows
  /** Rows of time, from, to, 1 for an unchoke or 0 for a choke. */
  readonly chokes: Rows
  /** Rows of time, from, to, piece: a block starts on its way. */
  readonly blocks: Rows
  /** Rows of time, host: a peer asks the tracker. */
  readonly announces: Rows
}

/**
 * Takes notes of a run. `onMessage` is for the experiment, alone or with another listener. Call
 * `watch` before the first step.
 */
export class NoteTaker {
  readonly notes: Notes = {
    gains: { values: [], stride: 3 },
    chokes: { values: [], stride: 4 },
    blocks: { values: [], stride: 4 },
    announces: { values: [], stride: 2 },
  }

  readonly onMessage: MessageListener = (_index, time, host, verb, to, a) => {
    const { chokes, blocks, announces } = this.notes
    if (verb === PIECE) blocks.values.push(time, host, to, a)
    else if (verb === UNCHOKE) chokes.values.push(time, host, to, 1)
    else if (verb === CHOKE) chokes.values.push(time, host, to, 0)
    else if (verb === ANNOUNCE) announces.values.push(time, host)
  }

  /** Notes the new pieces, of which some models send no message. */
  watch({ swarm }: Experiment): void {
    const { tally, simulation } = swarm
    const gained = tally.gained.bind(tally)
    tally.gained = (host, piece) => {
      this.notes.gains.values.push(simulation.now, host, piece)
      gained(host, piece)
    }
  }
}

const PIECE = VERBS[VERB.piece]
const UNCHOKE = VERBS[VERB.unchoke]
const CHOKE = VERBS[VERB.choke]
const ANNOUNCE = VERBS[VERB.announce]

/** Makes the run of a chapter from an experiment that is over. */
export function chapterRun(
  settings: SwarmSettings,
  experiment: Experiment,
  { notes }: NoteTaker,
): ChapterRun {
  const measurements = experiment.measurements()
  // The chapters show no processor time, which would differ from machine to machine.
  const summary = summarise('chapter', settings.seed, settings, measurements, Number.NaN)
  return { settings, measurements, summary, notes }
}
