import type { Experiment } from '../../lab/run/experiment.js'
import type { LoadedScenario } from '../../lab/scenario/scenario.js'
import { numberText } from '../../lab/summary/metric-text.js'
import { fingerprint } from '../../machine/files/fingerprint.js'
import type { Command } from '../command.js'
import { DONE, FAILED } from '../exit-code.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { CheckpointComparison, TraceComparison } from '../run/divergence.js'
import { drive } from '../run/drive.js'
import { readCheckpoints } from '../run/kept-checkpoints.js'
import { type KeptManifest, readManifest } from '../run/kept-manifest.js'
import { useKeptPlugins } from '../run/kept-plugins.js'
import { findRecording, readRecording } from '../run/recording-file.js'
import { reportHints } from '../run/scenario-hints.js'
import { findTrace, readTrace } from '../run/trace-file.js'
import { showProgress } from '../terminal/progress.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'
import { VERSION } from '../version.js'

interface VerifyArgs {
  readonly manifest: string
  readonly quiet?: boolean
}

/** `sim verify`: repeats a run and checks that every message is the same. */
export const verify: Command<VerifyArgs> = {
  name: 'verify',
  operands: '<manifest>',
  about: 'Repeat a run and check that every message is the same',
  positionals: {
    manifest: { type: 'string', describe: 'Folder of a run, or its manifest.json' },
  },
  options: {
    ...POLICY_OPTIONS,
    quiet: { type: 'boolean', describe: 'Show no progress' },
  },
  examples: [
    [
      'sim verify results/flashcrowd/seed-1',
      'Exit code 0 if every message is the same, 1 if one differs',
    ],
    [
      'sim verify results/flashcrowd/seed-1 --policy moved/my-choker.ts',
      'Load the choker of that run from another file',
    ],
  ],
  act: verifyResult,
}

async function verifyResult({ manifest: named, quiet = false }: VerifyArgs, terminal: Terminal) {
  // Loaded here, since other commands do not need it.
  const { expandScenario } = await import('../../lab/scenario/scenario.js')
  const { manifest, file, folder } = readManifest(named)
  if (manifest.tcp !== undefined) {
    throw new UsageError(`${file}: only simulated runs can be verified, found one on real sockets`)
  }
  const plugins = await useKeptPlugins(file, manifest.plugins)
  const stop = new StopSignal(terminal.stderr)
  stop.outcome = () => 'the run stays unverified'
  try {
    terminal.stderr.write(plugins.changes)
    const scenario = expandScenario(manifest.scenario, file)
    reportHints([scenario], terminal.stderr)
    const again: Rerun = { scenario, manifest, quiet, terminal, stop }
    const { traceCheckpoints = { checkpoints: [], wordsPerCheckpoint: 65_536 } } = manifest
    const checkpoints = new CheckpointComparison(traceCheckpoints.wordsPerCheckpoint)
    const experiment = await rerun(again, {
      onMessage: checkpoints.write,
      begun: ({ swarm }) => {
        checkpoints.trace = swarm.trace
      },
    })
    if (stop.received) return stop.exitCode ?? FAILED
    const { traceHash } = experiment.measurements()
    if (traceHash === manifest.traceHash) {
      const recording = findRecording(folder)
      // It must be whole and of this run.
      if (recording !== undefined) readRecording(recording, manifest)
      const events = numberText(experiment.events)
      terminal.stdout.write(
        `Verified: every message is the same (trace ${traceHash}, ${events} events)\n`,
      )
      return DONE
    }
    terminal.stdout.write(
      `Different: the manifest has trace ${manifest.traceHash}, the repeated run ${traceHash}\n` +
        provenance(manifest) +
        plugins.changes,
    )
    const trace = findTrace(folder)
    terminal.stdout.write(
      trace === undefined
        ? checkpoints.describe(readCheckpoints(traceCheckpoints.checkpoints)) + TRACE_HINT
        : await compareWith(trace, again),
    )
    return stop.exitCode ?? FAILED
  } finally {
    stop.close()
    plugins.remove()
  }
}

/** A run that is repeated, and how it is shown. */
interface Rerun {
  readonly scenario: LoadedScenario
  readonly manifest: KeptManifest
  readonly quiet: boolean
  readonly terminal: Terminal
  readonly stop: StopSignal
}

/** What is done with the messages of a repeated run. */
interface Recording {
  readonly onMessage: CheckpointComparison['write']
  readonly begun?: (experiment: Experiment) => void
  readonly enough?: () => boolean
  readonly afterSlice?: () => Promise<void>
}

async function rerun(
  { scenario: { name, settings }, manifest, quiet, terminal, stop }: Rerun,
  { onMessage, begun, enough = () => false, afterSlice }: Recording,
): Promise<Experiment> {
  const { Experiment } = await import('../../lab/run/experiment.js')
  const experiment = new Experiment(settings, { onMessage })
  begun?.(experiment)
  await drive(experiment, {
    progress: showProgress(name, settings.untilSeconds, terminal.stderr, { quiet }),
    stopped: () => stop.received || enough(),
    // An interrupted run is verified as far as it went.
    untilEvents: manifest.ended === 'interrupted' ? manifest.events : undefined,
    afterSlice,
  })
  return experiment
}

async function compareWith(trace: string, again: Rerun): Promise<string> {
  const comparison = new TraceComparison(readTrace(trace))
  await rerun(again, {
    onMessage: comparison.write,
    enough: () => comparison.differs,
    afterSlice: comparison.compare,
  })
  const difference = await comparison.finish()
  return difference || `Every message in ${trace} is the same, so the manifest was changed.\n`
}

/** How to find the first message that differs: by a trace of the original run. */
const TRACE_HINT =
  'To find the exact message, use "sim run SCENARIO --trace" on the original machine and verify\n' +
  '  that run.\n'

/** What has changed since the run that could explain a difference: Node, for example. */
function provenance({ programVersion, node, scenario, scenarioFingerprint }: KeptManifest): string {
  const [kept, here] = [node, process.version].map((version) => version.split('.')[0])
  return [
    ...(programVersion === VERSION
      ? []
      : [`The run was made by version ${programVersion}; this is version ${VERSION}.`]),
    ...(kept === here ? [] : [`The run was made on Node ${kept}; this is Node ${here}.`]),
    ...(scenarioFingerprint === undefined || scenarioFingerprint === fingerprint(scenario)
      ? []
      : ['The scenario in the manifest was changed after the run.']),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
