import { Experiment } from '../../lab/run/experiment.js'
import type { Measurements } from '../../lab/run/measurements.js'
import type { LoadedScenario } from '../../machine/input/scenario-file.js'
import type { Manifest } from '../../machine/output/manifest.js'
import { TcpExperiment } from '../../machine/tcp/experiment.js'
import { showProgress } from '../terminal/progress.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { drive } from './drive.js'
import { keptCheckpoints } from './kept-checkpoints.js'
import { TraceFile } from './trace-file.js'

/** What surrounds a measurement. */
export interface MeasuringSetting {
  readonly terminal: Terminal
  readonly stop: StopSignal
  readonly quiet: boolean
}

/** A run that is over. */
export interface MeasuredRun {
  readonly measurements: Measurements
  readonly cpuSeconds: number
  /** What the manifest keeps of how it ran. */
  readonly kept: Pick<Manifest, 'traceCheckpoints' | 'tcp'>
}

/** Simulates a scenario; every word goes into a file in `traceFolder`, if there is one. */
export async function measureSimulated(
  { name, settings }: Pick<LoadedScenario, 'name' | 'settings'>,
  traceFolder: string | undefined,
  { terminal, stop, quiet }: MeasuringSetting,
): Promise<MeasuredRun> {
  const words = traceFolder === undefined ? undefined : new TraceFile(traceFolder)
  const experiment = new Experiment(settings, { onWord: words?.write })
  let cpuSeconds: number
  try {
    cpuSeconds = await drive(experiment, {
      progress: showProgress(name, settings.untilSeconds, terminal.stderr, quiet),
      stopped: () => stop.received,
    })
  } finally {
    words?.close()
  }
  const kept = { traceCheckpoints: keptCheckpoints(experiment.swarm.trace) }
  return { measurements: experiment.measurements(), cpuSeconds, kept }
}

/** Runs a scenario on real sockets, with time `speedup` times as fast. */
export async function measureOnSockets(
  { name, settings }: Pick<LoadedScenario, 'name' | 'settings'>,
  speedup: number,
  { terminal, stop, quiet }: MeasuringSetting,
): Promise<MeasuredRun> {
  const before = process.cpuUsage()
  const experiment = new TcpExperiment(settings, speedup)
  const progress = showProgress(name, settings.untilSeconds, terminal.stderr, quiet)
  try {
    await experiment.run(() => {
      progress.update(experiment)
      return !stop.received
    })
  } finally {
    progress.end(experiment)
  }
  const { user, system } = process.cpuUsage(before)
  const { latestSeconds, measurements } = experiment
  if (latestSeconds > LATE_SECONDS) {
    terminal.stderr.write(
      `the machine was up to ${latestSeconds.toFixed(1)} s of the scenario late: ` +
        'a lower --speedup would be truer\n',
    )
  }
  const kept = { tcp: { speedup, latestSeconds } }
  return { measurements, cpuSeconds: (user + system) / 1e6, kept }
}

/** Later than this, a rechoke comes at a time of its own. */
const LATE_SECONDS = 2
