import { computed, signal } from '@preact/signals'
import { Playhead } from '../../../replay/playhead.js'
import type { Chapter } from '../../chapters/chapter.js'
import type { ChapterScenario } from '../../chapters/chapter-settings.js'
import type { ChapterRun, Runs } from '../../chapters/run.js'
import { type EngineWorker, startEngine } from '../engine-client.js'
import { variantScenario } from './chapter-data.js'

/** A run of the chapter on the page. */
export interface Result {
  readonly playhead: Playhead
  readonly run: ChapterRun
  readonly scenario: ChapterScenario
}

/** The runs of the chapter that are there, by the id of their variant. */
export const results = signal<Readonly<Record<string, Result>>>({})

/** The runs of all variants, for figures; null until the last one is there. */
export const runs = signal<Runs | null>(null)

/** Why the runs failed; empty if they did not. */
export const failure = signal('')

/** How many runs are there. */
export const runCount = computed(() => Object.keys(results.value).length)

let worker: EngineWorker | null = null

/** Ends the worker and forgets all runs. */
export function stopRuns(): void {
  worker?.end()
  worker = null
  results.value = {}
  runs.value = null
  failure.value = ''
}

/**
 * Runs every variant of a chapter, those that are shown first before the others. `onResult` is
 * called after each.
 */
export async function runVariants(
  chapter: Chapter,
  seed: string,
  first: readonly string[],
  onResult: () => void,
): Promise<void> {
  stopRuns()
  const mine = startEngine()
  worker = mine
  const ids = chapter.variants.map(({ id }) => id)
  const order = [...new Set([...first, ...ids])]
  try {
    for (const id of order) {
      const result = await record(mine, chapter, variantScenario(chapter, id, seed))
      if (worker !== mine) return
      results.value = { ...results.value, [id]: result }
      onResult()
    }
    runs.value = Object.fromEntries(ids.map((id) => [id, results.value[id].run]))
    onResult()
  } catch (error) {
    if (worker === mine) failure.value = error instanceof Error ? error.message : String(error)
  }
}

/** Runs one more scenario of the chapter; null if the reader has left it meanwhile. */
export async function runScenario(
  chapter: Chapter,
  scenario: ChapterScenario,
): Promise<Result | null> {
  const mine = worker
  if (mine === null) return null
  const result = await record(mine, chapter, scenario)
  return worker === mine ? result : null
}

/** Measures a scenario without a recording; null if the reader has left the chapter meanwhile. */
export async function measureScenario(scenario: ChapterScenario): Promise<ChapterRun | null> {
  const mine = worker
  if (mine === null) return null
  const run = await Promise.race([mine.engine.measureChapter(scenario.settings), mine.failed])
  return worker === mine ? run : null
}

async function record(
  { engine, failed }: EngineWorker,
  { id }: Chapter,
  scenario: ChapterScenario,
): Promise<Result> {
  const made = engine.recordChapter(id, scenario.settings)
  const { recording, run } = await Promise.race([made, failed])
  return { playhead: new Playhead(recording), run, scenario }
}
