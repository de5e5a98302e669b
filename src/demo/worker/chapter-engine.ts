import { Experiment } from '../../lab/run/experiment.js'
import { Recorder } from '../../replay/recorder.js'
import type { Recording } from '../../replay/recording.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { type ChapterRun, chapterRun, NoteTaker } from '../chapters/run.js'

/** A run of a chapter: for the stage, and for the chapter's figures. */
export interface ChapterResult {
  readonly recording: Recording
  readonly run: ChapterRun
}

/** Events between two looks at whether the run is over. */
const EVENTS_PER_STEP = 100_000

/** Runs settings once, both recorded and noted. The trace hash is that of `sim run`. */
export function recordChapter(name: string, settings: SwarmSettings): ChapterResult {
  const noteTaker = new NoteTaker()
  const experiment = new Experiment(settings, { onMessage: noteTaker.onMessage })
  noteTaker.watch(experiment)
  const recorder = new Recorder(experiment)
  while (experiment.step(EVENTS_PER_STEP));
  const recording = recorder.finish({ name, title: name })
  return { recording, run: chapterRun(settings, experiment, noteTaker) }
}

/** Runs settings for their figures alone, which is faster. */
export function measureChapter(settings: SwarmSettings): ChapterRun {
  const noteTaker = new NoteTaker()
  const experiment = new Experiment(settings, { onMessage: noteTaker.onMessage })
  noteTaker.watch(experiment)
  while (experiment.step(EVENTS_PER_STEP));
  return chapterRun(settings, experiment, noteTaker)
}
