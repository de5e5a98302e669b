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

/** The surroundings of a measurement: its terminal and its stop signal. */
export interface MeasuringSetting {
  readonly terminal: Terminal
  readonly stop: StopSignal
  readonly quiet: boolean
}

/** A finished run. */
export interface MeasuredRun {
  readonly measurements: Measurements
  readonly cpuSeconds: number
  /** What the manifest records about how it ran. */
  readonly kept: Pick<Manifest, 'traceCheckpoints' | 'tcp'>
}

/** Simulates a scenario; every message goes into a file in `traceFolder`, if given. */
export async function measureSimulated(
  { name, settings }: Pick<LoadedScenario, 'name' | 'settings'>,
  traceFolder: string | undefined,
  { terminal, stop, quiet }: MeasuringSetting,
): Promise<MeasuredRun> {
  const trace = traceFolder === undefined ? undefined : new TraceFile(traceFolder)
  const experiment = new Experiment(settings, { onMessage: trace?.write })
  let cpuSeconds: number
  try {
    cpuSeconds = await drive(experiment, {
      progress: showProgress(name, settings.untilSeconds, terminal.stderr, { quiet }),
      stopped: () => stop.received,
    })
  } finally {
    trace?.close()
  }
  const kept = { traceCheckpoints: keptCheckpoints(experiment.swarm.trace) }
  return { measurements: experiment.measurements(), cpuSeconds, kept }
}

/** Runs a scenario on real sockets, with time `speedup` times faster. */
export async function measureOnSockets(
  { name, settings }: Pick<LoadedScenario, 'name' | 'settings'>,
  speedup: number,
  { terminal, stop, quiet }: MeasuringSetting,
): Promise<MeasuredRun> {
  const before = process.cpuUsage()
  const experiment = new TcpExperiment(settings, speedup)
  const progress = showProgress(name, settings.untilSeconds, terminal.stderr, {
    quiet,
    onSockets: true,
  })
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
      `the machine fell up to ${latestSeconds.toFixed(1)} s of scenario time behind; ` +
        'use a lower --speedup for accurate times\n',
    )
  }
  const kept = { tcp: { speedup, latestSeconds } }
  return { measurements, cpuSeconds: (user + system) / 1e6, kept }
}

/** A longer delay than this moves rechokes noticeably. */
const LATE_SECONDS = 2
