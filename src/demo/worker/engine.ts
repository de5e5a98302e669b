import type { DemoScenario } from '../../replay/demo-scenario.js'
import type { ExplainedRound } from '../../replay/explain-round.js'
import { recordRun } from '../../replay/record-run.js'
import type { Recording } from '../../replay/recording.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { ChapterRun } from '../chapters/run.js'
import type { ChapterResult } from './chapter-engine.js'

/** What the page may ask of the worker. */
export interface Engine {
  /**
   * Runs a scenario with a random seed to its end. `report` receives the share of the missing
   * pieces that the leechers have so far, 0 to 1.
   */
  run(
    scenario: DemoScenario,
    seed: string,
    report: (gainedShare: number) => void,
  ): Promise<Recording>
  /** Repeats the run up to an instant; returns the last round of a host's choker until then. */
  explain(settings: SwarmSettings, host: number, seconds: number): Promise<ExplainedRound | null>
  /** Runs the settings of a chapter, for the stage and for the chapter's figures. */
  recordChapter(name: string, settings: SwarmSettings): Promise<ChapterResult>
  /** Runs the settings of a chapter for its figures alone. */
  measureChapter(settings: SwarmSettings): Promise<ChapterRun>
}

/** Runs a scenario as the command line would: the same engine, settings and trace hash. */
export function runScenario(
  { name, title, settings, result }: DemoScenario,
  seed: string,
  report: (gainedShare: number) => void,
): Recording {
  const seeded: SwarmSettings = { ...settings, seed }
  // A finished run that was interrupted is repeated as far as it went.
  const untilEvents = seed === settings.seed ? result?.untilEvents : null
  return recordRun({ name, title, settings: seeded, untilEvents }, (share) => {
    report(share)
    return true
  })
}
