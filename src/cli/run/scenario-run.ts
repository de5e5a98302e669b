import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pc from 'picocolors'
import { type Summary, summarise } from '../../lab/summary/summary.js'
import { fingerprint } from '../../machine/files/fingerprint.js'
import type { LoadedScenario } from '../../machine/input/scenario-file.js'
import type { Manifest } from '../../machine/output/manifest.js'
import { drawCharts, freshRunDirectory, writeResults } from '../../machine/output/results.js'
import { pluginsOf } from '../../machine/plugin/used-plugin.js'
import { DONE } from '../exit-code.js'
import { reportFailure } from '../failure.js'
import { showFile } from '../page/serve-page.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import { summaryText } from '../terminal/summary-text.js'
import type { Output, Terminal } from '../terminal/terminal.js'
import { PROGRAM, VERSION } from '../version.js'
import { measureOnSockets, measureSimulated } from './measured-run.js'
import { makeFolder, moveToFreshRun, removeIfEmpty, withOutFolder } from './out-folder.js'
import { RECORDING_NAME } from './recording-file.js'
import { stuckReason } from './stuck-reason.js'
import { TRACE_NAME } from './trace-file.js'

/** Where a run's results go, and what is shown. */
export interface RunOptions {
  readonly out: string
  readonly trace?: boolean
  readonly record?: boolean
  /** Whether to show the report in a browser. */
  readonly open?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
  readonly noCharts?: boolean
  readonly transport?: 'simulated' | 'tcp'
  /** On real sockets: how many times faster time runs. */
  readonly speedup?: number
}

/** The surroundings of a run: its terminal, its stop signal and its command line. */
export interface RunSetting {
  readonly terminal: Terminal
  readonly stop: StopSignal
  readonly argv: readonly string[]
}

/** Runs one scenario, writes and prints its results, and returns the exit code. */
export async function runScenario(
  scenario: LoadedScenario,
  options: RunOptions,
  setting: RunSetting,
): Promise<number> {
  const { stdout, stderr } = setting.terminal
  const { name, settings } = scenario
  // Results are renamed into place at the end, so a run's folder is complete or absent.
  const draft = join(options.out, `.unfinished-${process.pid}`)
  const parent = dirname(await freshRunDirectory(options.out, name, settings.seed))
  const discard = () => {
    rmSync(draft, { recursive: true, force: true })
    removeIfEmpty(parent)
  }
  setting.stop.beforeQuitting = discard
  try {
    makeFolder(parent)
    const { summary, stuck } = await measure(scenario, draft, options, setting)
    const folder = await moveToFreshRun(join(draft, 'run'), options.out, name, settings.seed)
    printSummary(summary, stuck, options, setting.terminal)
    if (!options.noCharts) await drawFor(folder, stderr)
    const kept = options.noCharts ? `results: ${folder}` : `report: ${join(folder, 'report.html')}`
    const isCut = summary.ended === 'interrupted'
    if (!options.json) stdout.write(`${isCut ? 'partial ' : ''}${kept}\n`)
    else if (isCut) stderr.write(`partial ${kept}\n`)
    if (options.open) await showFile(join(folder, 'report.html'), stderr)
    return DONE
  } catch (failure) {
    return reportFailure(withOutFolder(failure, options.out), stderr, settings.seed)
  } finally {
    discard()
    setting.stop.beforeQuitting = () => {}
  }
}

/** Draws after the results are written: a chart that fails must not cost the run. */
async function drawFor(folder: string, stderr: Output) {
  try {
    await drawCharts(folder)
  } catch (failure) {
    stderr.write(`results are in ${folder}; "sim chart ${folder}" draws the charts\n`)
    throw failure
  }
}

/** Runs the experiment and writes its tables, trace and recording, if wanted, into `draft`/run. */
async function measure(
  scenario: LoadedScenario,
  draft: string,
  { trace, record, quiet = false, transport, speedup = 1 }: RunOptions,
  { terminal, stop, argv }: RunSetting,
) {
  const { name, settings } = scenario
  mkdirSync(draft)
  const startedAt = new Date()
  const setting = { terminal, stop, quiet }
  const { measurements, cpuSeconds, kept } =
    transport === 'tcp'
      ? await measureOnSockets(scenario, speedup, setting)
      : await measureSimulated(scenario, { folder: draft, trace, record }, setting)
  const summary = summarise(name, settings.seed, settings, measurements, cpuSeconds)
  const manifest = { ...manifestOf(scenario, summary, argv, startedAt), ...kept }
  const run = join(draft, 'run')
  await writeResults(run, { manifest, summary, measurements, settings, charts: false })
  for (const name of [TRACE_NAME, RECORDING_NAME]) {
    // A recording that grew too large was dropped.
    if (existsSync(join(draft, name))) renameSync(join(draft, name), join(run, name))
  }
  return { summary, stuck: stuckReason(measurements) }
}

function manifestOf(
  { scenario, file, settings }: LoadedScenario,
  { seed, traceHash, events, ended, cpuSeconds }: Summary,
  argv: readonly string[],
  startedAt: Date,
): Manifest {
  const plugins = pluginsOf(settings.groups)
  return {
    version: 1,
    program: PROGRAM,
    programVersion: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    startedAt: startedAt.toISOString(),
    argv,
    scenario,
    scenarioFile: file,
    scenarioFingerprint: fingerprint(JSON.parse(JSON.stringify(scenario))),
    ...(plugins.length === 0 ? {} : { plugins }),
    seed,
    traceHash,
    events,
    ended,
    cpuSeconds,
    wallSeconds: (Date.now() - startedAt.getTime()) / 1000,
  }
}

function printSummary(
  summary: Summary,
  stuck: string,
  { json }: RunOptions,
  { stdout, stderr }: Terminal,
) {
  if (json) {
    stdout.write(`${JSON.stringify(summary)}\n`)
    stderr.write(stuck)
  } else {
    const isColoured = stdout.isTTY === true && pc.isColorSupported
    stdout.write(summaryText(summary, isColoured, stdout.columns))
    stdout.write(stuck)
  }
}
