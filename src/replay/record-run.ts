import { Experiment } from '../lab/run/experiment.js'
import type { SwarmSettings } from '../sim/settings.js'
import { Recorder } from './recorder.js'
import type { Recording } from './recording.js'

/** What to run: a scenario whose settings are expanded. */
export interface RecordedScenario {
  readonly name: string
  readonly title: string
  readonly settings: SwarmSettings
}

/** Events between two reports of the progress. */
const EVENTS_PER_REPORT = 50_000

/**
 * Runs a scenario to its end and returns the recording. `report` receives the share of the missing
 * pieces that the leechers have, 0 to 1, every so often; if it returns false, the run ends there.
 * @throws PolicyFault if a plug-in fails
 */
export function recordRun(
  { name, title, settings }: RecordedScenario,
  report: (gainedShare: number) => boolean = () => true,
): Recording {
  const experiment = new Experiment(settings)
  const recorder = new Recorder(experiment)
  while (experiment.step(EVENTS_PER_REPORT)) {
    if (!report(experiment.gainedShare)) experiment.interrupt()
  }
  return recorder.finish({ name, title })
}
