import { execFileSync } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { completions, figuresOf, targets } from './figures.js'
import type { Measured } from './measure.js'
import { report } from './report.js'
import { WORKLOADS, type Workload } from './workloads.js'

const USAGE = 'npm run bench -- [workload ...] [--runs n] [--json]'

/** Compiled, as users run it: a TypeScript loader would add time and memory of its own. */
const script = fileURLToPath(new URL('dist/test/bench/measure.js', import.meta.url))

/** Measures one workload in a fresh process, or without arguments an empty process's memory. */
function inFreshProcess<T>(...args: string[]): T {
  return JSON.parse(execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' })) as T
}

function measured({ file, set }: Workload): Measured {
  const path = fileURLToPath(new URL(file, import.meta.url))
  return inFreshProcess(path, ...set)
}

/** Returns the workloads of these names; `growth` means both of its sizes. */
function chosen(names: readonly string[]): readonly Workload[] {
  if (names.length === 0) return WORKLOADS
  for (const name of names) {
    if (!WORKLOADS.some((workload) => matches(workload, name))) {
      const known = WORKLOADS.map((workload) => workload.name).join(', ')
      throw new Error(`no workload "${name}"; expected one of ${known}\n${USAGE}`)
    }
  }
  return WORKLOADS.filter((workload) => names.some((name) => matches(workload, name)))
}

function matches(workload: Workload, name: string): boolean {
  return workload.name === name || (name === 'growth' && workload.name.startsWith('growth'))
}

/** Runs all workloads in turn, several times, so that disturbances spread over all of them. */
function runAll(workloads: readonly Workload[], times: number): Map<Workload, Measured[]> {
  const runs = new Map(workloads.map((workload) => [workload, [] as Measured[]]))
  for (let time = 0; time < times; time++) {
    for (const [workload, done] of runs) {
      process.stderr.write(`${workload.name} ${time + 1}/${times}\n`)
      done.push(measured(workload))
    }
  }
  return runs
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  })
  const times = Number(values.runs)
  if (!Number.isInteger(times) || times < 1)
    throw new Error(`--runs: expected a whole number above 0, found "${values.runs}"\n${USAGE}`)
  const before = loadavg()[0]
  const { peakKib: emptyKib } = inFreshProcess<{ peakKib: number }>()
  const all = [...runAll(chosen(positionals), times)].map(([workload, runs]) =>
    figuresOf(workload, runs, emptyKib),
  )
  const machine = { node: process.version, cores: availableParallelism(), emptyKib, times }
  const load = { before, after: loadavg()[0] }
  if (values.json) {
    const json = {
      machine,
      load,
      figures: all,
      targets: targets(all),
      completions: completions(all),
    }
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
    return
  }
  const loads = `load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after`
  const where = `Node ${machine.node}, ${machine.cores} cores, ${loads}; medians of ${times}`
  process.stdout.write(report(all, where))
}

main()
