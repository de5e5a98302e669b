import { Experiment } from '../../lab/run/experiment.js'
import { parseScenario } from '../../lab/scenario/scenario.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { Chapter } from './chapter.js'
import { type ChapterRun, chapterRun, NoteTaker, type Runs } from './run.js'

// The scenario language checks with zod, which is large: the page's bundle leaves this file out and
// gets expanded settings instead.

/** Returns the whole settings of a chapter's scenario with these values changed. */
export function settingsOf(chapter: Chapter, set: readonly string[], seed: string): SwarmSettings {
  const text = JSON.stringify(chapter.scenario)
  return parseScenario(text, chapter.id, { set, seed }).settings
}

/** Runs settings to their end. */
export function runSettings(settings: SwarmSettings): ChapterRun {
  const noteTaker = new NoteTaker()
  const experiment = new Experiment(settings, { onMessage: noteTaker.onMessage })
  noteTaker.watch(experiment)
  let isRunning = true
  while (isRunning) isRunning = experiment.step(100_000)
  return chapterRun(settings, experiment, noteTaker)
}

/** Runs every variant of a chapter with one random seed. */
export function runChapter(chapter: Chapter, seed: string): Runs {
  return Object.fromEntries(
    chapter.variants.map(({ id, set }) => [id, runSettings(settingsOf(chapter, set, seed))]),
  )
}
