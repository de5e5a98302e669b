import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Table from 'cli-table3'
import { crosscheckChart } from '../../lab/charts/crosscheck.js'
import { agreement, type Crosscheck, withoutLatency } from '../../lab/compare/crosscheck.js'
import type { Measurements } from '../../lab/run/measurements.js'
import { formatBytes, formatSeconds, formatShare } from '../../lab/scenario/units.js'
import { type LoadedScenario, loadScenario } from '../../machine/input/scenario-file.js'
import { loadRenderer } from '../../machine/output/render.js'
import { pluginsOf } from '../../machine/plugin/used-plugin.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { DONE } from '../exit-code.js'
import { type MeasuringSetting, measureOnSockets, measureSimulated } from '../run/measured-run.js'
import { prepareOutFolder } from '../run/out-folder.js'
import { refuseSimulatedOnly } from '../run/simulated-only.js'
import { reportUnused } from '../run/unused-plugins.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

/** What `sim crosscheck` is told. */
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

/** Runs a scenario in both worlds, keeps and tells the comparison, and answers the exit code. */
export async function check(args: CrosscheckArgs, terminal: Terminal): Promise<number> {
  const { file, set, seed, speedup, replications: runs, quiet, json } = args
  if (!(speedup > 0 && speedup <= 100)) {
    throw new UsageError(`--speedup: expected a number above 0, 100 at most, found ${speedup}`)
  }
  if (!(Number.isInteger(runs) && runs >= 1 && runs <= 1000)) {
    throw new UsageError(`--replications: expected a whole number from 1 to 1000, found ${runs}`)
  }
  const scenario = loadScenario(file, { set, seed })
  refuseSimulatedOnly(scenario)
  reportUnused(scenario.settings.groups, terminal.stderr)
  prepareOutFolder(args.out)
  const stop = new StopSignal(terminal.stderr)
  try {
    const setting = { terminal, stop, quiet: quiet === true || json === true }
    const { result, chart } = await compared(scenario, { speedup, runs }, setting)
    if (stop.received) {
      terminal.stderr.write('stopped: there is nothing to compare\n')
      return stop.exitCode ?? DONE
    }
    const plugins = pluginsOf(scenario.settings.groups)
    const kept = plugins.length === 0 ? result : { ...result, plugins }
    const folder = await keep(join(args.out, scenario.name), kept, chart)
    terminal.stdout.write(json ? `${JSON.stringify(result)}\n` : tableOf(result))
    if (!json) terminal.stdout.write(`results: ${folder}\n`)
    return DONE
  } finally {
    stop.close()
  }
}

async function compared(
  { name, settings: given }: LoadedScenario,
  { speedup, runs }: { speedup: number; runs: number },
  setting: MeasuringSetting,
) {
  const settings = withoutLatency(given)
  const all = { simulated: [], byChance: [], tcp: [] } as Record<string, Measurements[]>
  let latestSeconds = 0
  for (let run = 1; run <= runs && !setting.stop.received; run++) {
    const seeded = { ...settings, seed: run === 1 ? settings.seed : `${settings.seed}/${run}` }
    const other = { ...settings, seed: `${seeded.seed}, another` }
    const called = (kind: string) => `${name} ${run}/${runs}, ${kind}`
    const simulate = (kind: string, of: SwarmSettings) =>
      measureSimulated({ name: called(kind), settings: of }, undefined, setting)
    all.simulated.push((await simulate('simulated', seeded)).measurements)
    all.byChance.push((await simulate('another seed', other)).measurements)
    const real = { name: called('real sockets'), settings: seeded }
    const tcp = await measureOnSockets(real, speedup, setting)
    all.tcp.push(tcp.measurements)
    latestSeconds = Math.max(latestSeconds, tcp.kept.tcp?.latestSeconds ?? 0)
  }
  const { simulated, byChance, tcp } = all
  const compared = { simulated, byChance, tcp }
  const { seed } = settings
  const result: Crosscheck = { name, seed, runs, speedup, latestSeconds, ...agreement(compared) }
  return { result, chart: crosscheckChart(name, settings, compared) }
}

/** Writes the comparison and its picture; they appear all at once, over nothing that is there. */
async function keep(parent: string, result: Crosscheck, chart: ReturnType<typeof crosscheckChart>) {
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

function tableOf({ name, seed, runs, speedup, latestSeconds, groups, pairs }: Crosscheck): string {
  const seconds = (value: number | null) => (value === null ? '–' : formatSeconds(value))
  const share = (value: number | null) =>
    value === null ? '–' : `${value > 0 ? '+' : ''}${formatShare(value)}`
  const times = new Table({
    head: ['group', 'complete', 'simulated', 'sockets', 'error', 'KS distance', 'by chance'],
    style: { head: [], border: [] },
  })
  for (const one of groups) {
    times.push([
      one.group,
      `${one.completedSimulated} and ${one.completedTcp} of ${one.leechers}`,
      seconds(one.meanSimulatedSeconds),
      seconds(one.meanTcpSeconds),
      share(one.meanError),
      one.distance?.toFixed(3) ?? '–',
      one.distanceByChance?.toFixed(3) ?? '–',
    ])
  }
  const bytes = new Table({
    head: ['from', 'to', 'simulated', 'sockets', 'error, of all'],
    style: { head: [], border: [] },
  })
  for (const { from, to, simulatedBytes, tcpBytes, errorOfAll } of pairs) {
    if (simulatedBytes + tcpBytes === 0) continue
    bytes.push([from, to, formatBytes(simulatedBytes), formatBytes(tcpBytes), share(errorOfAll)])
  }
  return [
    `${name}, seed ${seed}, ${runs} runs of each kind: simulated without latency, and on sockets`,
    `at ${speedup} x speed (${formatSeconds(latestSeconds)} of the scenario late at most)`,
    '',
    'Mean time to download, and how far its distributions lie apart',
    times.toString(),
    'Payload from group to group, of a run in the mean',
    bytes.toString(),
    '',
  ].join('\n')
}
