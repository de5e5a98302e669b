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
import { RunRecorder } from './recording-file.js'
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

/** Files of a simulated run that are written only if wanted. */
export interface WantedFiles {
  /** Where they go. */
  readonly folder: string
  readonly trace?: boolean | undefined
  readonly record?: boolean | undefined
}

/** Simulates a scenario, and writes its messages and its recording into a folder if wanted. */
export async function measureSimulated(
  { name, title, settings }: Pick<LoadedScenario, 'name' | 'title' | 'settings'>,
  wanted: WantedFiles | undefined,
  { terminal, stop, quiet }: MeasuringSetting,
): Promise<MeasuredRun> {
  const trace = wanted?.trace ? new TraceFile(wanted.folder) : undefined
  const experiment = new Experiment(settings, { onMessage: trace?.write })
  const recorder = wanted?.record ? new RunRecorder(experiment, terminal.stderr) : undefined
  let cpuSeconds: number
  try {
    cpuSeconds = await drive(experiment, {
      progress: showProgress(name, settings.untilSeconds, terminal.stderr, { quiet }),
      stopped: () => stop.received,
      afterSlice: recorder?.check,
    })
  } finally {
    trace?.close()
  }
  if (wanted !== undefined) await recorder?.save(wanted.folder, { name, title })
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
