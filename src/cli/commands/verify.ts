import type { Experiment } from '../../lab/run/experiment.js'
import type { LoadedScenario } from '../../lab/scenario/scenario.js'
import { fingerprint } from '../../machine/files/fingerprint.js'
import type { Command } from '../command.js'
import { DONE, FAILED } from '../exit-code.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { Stretches, TraceComparison } from '../run/divergence.js'
import { drive } from '../run/drive.js'
import { readCheckpoints } from '../run/kept-checkpoints.js'
import { type KeptManifest, readManifest } from '../run/kept-manifest.js'
import { useKeptPlugins } from '../run/kept-plugins.js'
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

/** Runs the scenario of a result again and says whether every word of it is the same. */
export const verify: Command<VerifyArgs> = {
  name: 'verify',
  operands: '<manifest>',
  about: 'Runs the scenario of a result again and says whether every word of it is the same',
  positionals: {
    manifest: { type: 'string', describe: "A run's folder, or the manifest.json in it" },
  },
  options: {
    ...POLICY_OPTIONS,
    quiet: { type: 'boolean', describe: 'Shows no progress' },
  },
  examples: [['sim verify results/flashcrowd/seed-1', 'exit code 1 if anything differs']],
  act: verifyResult,
}

async function verifyResult({ manifest: named, quiet = false }: VerifyArgs, terminal: Terminal) {
  // Loaded here, as the other commands do without.
  const { expandScenario } = await import('../../lab/scenario/scenario.js')
  const { manifest, file, folder } = readManifest(named)
  if (manifest.tcp !== undefined) {
    throw new UsageError(`${file}: a run on real sockets, of which no two are the same`)
  }
  const plugins = await useKeptPlugins(file, manifest.plugins)
  const stop = new StopSignal(terminal.stderr)
  try {
    terminal.stderr.write(plugins.changes)
    const scenario = expandScenario(manifest.scenario, file)
    reportHints([scenario], terminal.stderr)
    const again: Rerun = { scenario, manifest, quiet, terminal, stop }
    const { traceCheckpoints = { checkpoints: [], wordsPerCheckpoint: 65_536 } } = manifest
    const stretches = new Stretches(traceCheckpoints.wordsPerCheckpoint)
    const experiment = await rerun(again, {
      onWord: stretches.write,
      begun: ({ swarm }) => {
        stretches.trace = swarm.trace
      },
    })
    if (stop.received) return stop.exitCode ?? FAILED
    const { traceHash } = experiment.measurements()
    if (traceHash === manifest.traceHash) {
      terminal.stdout.write(`the same: trace ${traceHash} after ${experiment.events} events\n`)
      return DONE
    }
    terminal.stdout.write(
      `it differs: trace ${manifest.traceHash} was kept, now it is ${traceHash}\n` +
        provenance(manifest) +
        plugins.changes,
    )
    const trace = findTrace(folder)
    terminal.stdout.write(
      trace === undefined
        ? stretches.describe(readCheckpoints(traceCheckpoints.checkpoints)) + TRACE_HINT
        : await compareWith(trace, again),
    )
    return stop.exitCode ?? FAILED
  } finally {
    stop.close()
    plugins.remove()
  }
}

/** What it takes to run a kept scenario once more. */
interface Rerun {
  readonly scenario: LoadedScenario
  readonly manifest: KeptManifest
  readonly quiet: boolean
  readonly terminal: Terminal
  readonly stop: StopSignal
}

/** How one of the runs is listened to. */
interface Listening {
  readonly onWord: Stretches['write']
  readonly begun?: (experiment: Experiment) => void
  readonly enough?: () => boolean
  readonly afterSlice?: () => Promise<void>
}

async function rerun(
  { scenario: { name, settings }, manifest, quiet, terminal, stop }: Rerun,
  { onWord, begun, enough = () => false, afterSlice }: Listening,
): Promise<Experiment> {
  const { Experiment } = await import('../../lab/run/experiment.js')
  const experiment = new Experiment(settings, { onWord })
  begun?.(experiment)
  await drive(experiment, {
    progress: showProgress(name, settings.untilSeconds, terminal.stderr, quiet),
    stopped: () => stop.received || enough(),
    // What was interrupted then is verified as far as it went.
    untilEvents: manifest.ended === 'interrupted' ? manifest.events : undefined,
    afterSlice,
  })
  return experiment
}

async function compareWith(trace: string, again: Rerun): Promise<string> {
  const comparison = new TraceComparison(readTrace(trace))
  await rerun(again, {
    onWord: comparison.write,
    enough: () => comparison.parted,
    afterSlice: comparison.compare,
  })
  const difference = await comparison.finish()
  return difference || `Yet every word in ${trace} is said again: the manifest was changed.\n`
}

/** What names the very event: a run of the unchanged scenario that keeps its words. */
const TRACE_HINT =
  'A trace names the very event: "sim run SCENARIO --trace" where the run was made; verify that.\n'

/** Another engine may well say other words; then that is what to look at first. */
function provenance({ programVersion, node, scenario, scenarioFingerprint }: KeptManifest): string {
  const [kept, here] = [node, process.version].map((version) => version.split('.')[0])
  return [
    ...(programVersion === VERSION
      ? []
      : [`It was made by version ${programVersion}, this is ${VERSION}.`]),
    ...(kept === here ? [] : [`It was made on Node ${kept}, this is ${here}.`]),
    ...(scenarioFingerprint === undefined || scenarioFingerprint === fingerprint(scenario)
      ? []
      : ['The scenario in the manifest was changed since the run.']),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
