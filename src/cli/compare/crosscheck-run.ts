import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crosscheckChart } from '../../lab/charts/crosscheck.js'
import {
  agreement,
  type Crosscheck,
  type CrosscheckRuns,
  withoutLatency,
} from '../../lab/compare/crosscheck.js'
import { crosscheckNotes, crosscheckTables } from '../../lab/compare/crosscheck-table.js'
import type { Measurements } from '../../lab/run/measurements.js'
import { type LoadedScenario, loadScenario } from '../../machine/input/scenario-file.js'
import { loadRenderer } from '../../machine/output/render.js'
import { pluginsOf } from '../../machine/plugin/used-plugin.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { DONE } from '../exit-code.js'
import { type MeasuringSetting, measureOnSockets, measureSimulated } from '../run/measured-run.js'
import { prepareOutFolder } from '../run/out-folder.js'
import { reportHints } from '../run/scenario-hints.js'
import { refuseSimulatedOnly } from '../run/simulated-only.js'
import { reportUnused } from '../run/unused-plugins.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { drawTable } from '../terminal/text-table.js'
import { UsageError } from '../usage-error.js'

/** The arguments of `sim crosscheck`. */
export interface CrosscheckArgs {
  readonly file: string
  readonly set?: readonly string[]
  readonly seed?: string
  readonly speedup: number
  readonly replications: number
  readonly out: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/**
 * Simulates a scenario, runs it on sockets, saves and prints the comparison; returns the exit code.
 */
export async function runCrosscheck(args: CrosscheckArgs, terminal: Terminal): Promise<number> {
  const { file, set, seed, speedup, replications, quiet, json } = args
  if (!(speedup > 0 && speedup <= 100)) {
    throw new UsageError(`--speedup: expected a number above 0 and at most 100, found ${speedup}`)
  }
  if (!(Number.isInteger(replications) && replications >= 1 && replications <= 1000)) {
    throw new UsageError(
      `--replications: expected a whole number from 1 to 1000, found ${replications}`,
    )
  }
  const scenario = loadScenario(file, { set, seed })
  reportHints([scenario], terminal.stderr)
  refuseSimulatedOnly(scenario)
  reportUnused(scenario.settings.groups, terminal.stderr)
  const discard = prepareOutFolder(args.out)
  const stop = new StopSignal(terminal.stderr)
  stop.outcome = () => 'nothing is kept'
  stop.beforeQuitting = discard
  try {
    const setting = { terminal, stop, quiet: quiet === true || json === true }
    const { result, chart } = await crosscheck(scenario, { speedup, replications }, setting)
    if (stop.received) {
      terminal.stderr.write('stopped before there was anything to compare\n')
      return stop.exitCode ?? DONE
    }
    const plugins = pluginsOf(scenario.settings.groups)
    const kept = plugins.length === 0 ? result : { ...result, plugins }
    const folder = await save(join(args.out, scenario.name), kept, chart)
    terminal.stdout.write(json ? `${JSON.stringify(result)}\n` : crosscheckText(result))
    if (!json) terminal.stdout.write(`results: ${folder}\n`)
    return DONE
  } finally {
    stop.close()
    discard()
  }
}

async function crosscheck(
  { name, settings: given }: LoadedScenario,
  { speedup, replications }: Pick<CrosscheckArgs, 'speedup' | 'replications'>,
  setting: MeasuringSetting,
) {
  const settings = withoutLatency(given)
  const { seed } = settings
  const simulated: Measurements[] = []
  const otherSeeds: Measurements[] = []
  const tcp: Measurements[] = []
  let latestSeconds = 0
  for (let r = 1; r <= replications && !setting.stop.received; r++) {
    const seeded = { ...settings, seed: r === 1 ? seed : `${seed}/${r}` }
    const other = { ...settings, seed: `${seeded.seed}, another` }
    const nameOf = (kind: string) => `${name} ${r}/${replications}, ${kind}`
    const simulate = (kind: string, of: SwarmSettings) =>
      measureSimulated({ name: nameOf(kind), title: '', settings: of }, undefined, setting)
    simulated.push((await simulate('simulated', seeded)).measurements)
    otherSeeds.push((await simulate('another seed', other)).measurements)
    const real = { name: nameOf('real sockets'), settings: seeded }
    const { measurements, kept } = await measureOnSockets(real, speedup, setting)
    tcp.push(measurements)
    latestSeconds = Math.max(latestSeconds, kept.tcp?.latestSeconds ?? 0)
  }
  const runs: CrosscheckRuns = { simulated, otherSeeds, tcp }
  const result: Crosscheck = {
    name,
    seed,
    replications,
    speedup,
    latestSeconds,
    ...agreement(runs),
  }
  return { result, chart: crosscheckChart(name, settings, runs) }
}

/** Writes the comparison and its chart into a new folder, which appears only when complete. */
async function save(parent: string, result: Crosscheck, chart: ReturnType<typeof crosscheckChart>) {
  const draft = join(parent, `.unfinished-${process.pid}`)
  mkdirSync(draft, { recursive: true })
  try {
    const renderer = await loadRenderer()
    const svg = await renderer.svg(chart.spec)
    writeFileSync(join(draft, 'crosscheck.json'), `${JSON.stringify(result, null, 2)}\n`)
    writeFileSync(join(draft, 'crosscheck.vl.json'), `${JSON.stringify(chart.spec, null, 2)}\n`)
    writeFileSync(join(draft, 'crosscheck.svg'), `${svg}\n`)
    writeFileSync(join(draft, 'crosscheck.png'), renderer.png(svg))
    const folder = join(parent, freeName(parent, `crosscheck-seed-${result.seed}`))
    renameSync(draft, folder)
    return folder
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function freeName(parent: string, wish: string): string {
  const safe = wish.replace(/[^\w.-]/g, '_')
  for (let n = 1; ; n++) {
    const name = n === 1 ? safe : `${safe}-${n}`
    if (!existsSync(join(parent, name))) return name
  }
}

function crosscheckText(result: Crosscheck): string {
  return [
    `${result.name}, seed ${result.seed}\n`,
    ...crosscheckTables(result).map((table) => drawTable(table)),
    `${crosscheckNotes(result).join('\n')}\n`,
  ].join('\n')
}
