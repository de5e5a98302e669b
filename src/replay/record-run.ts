import { Experiment } from '../lab/run/experiment.js'
import type { SwarmSettings } from '../sim/settings.js'
import { Recorder } from './recorder.js'
import type { Recording } from './recording.js'

/** What to run: a scenario whose settings are expanded. */
export interface RecordedScenario {
  readonly name: string
  readonly title: string
  readonly settings: SwarmSettings
  /** Events after which it is interrupted; null or left out for none. */
  readonly untilEvents?: number | null
}

/** Events between two reports of the progress. */
const EVENTS_PER_REPORT = 50_000

/**
 * Runs a scenario to its end and returns the recording. `report` receives the share of the missing
 * pieces that the leechers have, 0 to 1, every so often; if it returns false, the run ends there.
 * @throws PolicyFault if a plug-in fails
 */
export function recordRun(
  { name, title, settings, untilEvents }: RecordedScenario,
  report: (gainedShare: number) => boolean = () => true,
): Recording {
  const experiment = new Experiment(settings)
  const recorder = new Recorder(experiment)
  const most = untilEvents ?? Number.POSITIVE_INFINITY
  const events = () => Math.min(EVENTS_PER_REPORT, most - experiment.events)
  while (events() > 0 && experiment.step(events())) {
    if (!report(experiment.gainedShare)) experiment.interrupt()
  }
  // Changes nothing if the run has ended by itself.
  experiment.interrupt()
  return recorder.finish({ name, title })
}
