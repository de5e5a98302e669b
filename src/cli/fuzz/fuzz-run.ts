import { existsSync } from 'node:fs'
import { ruleOf } from '../../lab/fuzz/fault.js'
import type { FuzzResult, FuzzTask } from '../../lab/fuzz/fuzz-task.js'
import { formatSeconds } from '../../lab/scenario/units.js'
import { numberText } from '../../lab/summary/metric-text.js'
import { fuzzOnThreads } from '../../machine/workers/fuzz-pool.js'
import { DONE, FAILED } from '../exit-code.js'
import type { PolicyArgs } from '../options/policy-options.js'
import { makeFolder, prepareOutFolder, removeIfEmpty } from '../run/out-folder.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Output, Terminal } from '../terminal/terminal.js'
import {
  claimFindingFile,
  type Finding,
  replayCommand,
  ruleText,
  writeFinding,
} from './finding-file.js'
import { FuzzProgress } from './fuzz-progress.js'

/** How long and where to look for faults. */
export interface FuzzPlan {
  readonly seed: string
  /** Scenarios are begun for this long, seconds of real time. */
  readonly forSeconds: number
  /** The most scenarios. */
  readonly runs: number
  readonly threads: number
  readonly out: string
  /** Rules that are not reported. */
  readonly ignore: readonly string[]
  readonly quiet: boolean
  /** The policies of the user's own that the scenarios use. */
  readonly policies: PolicyArgs
}

/** Checks random scenarios, and makes the first one that breaks a rule small. */
export async function runFuzz(plan: FuzzPlan, { stdout, stderr }: Terminal, stop: StopSignal) {
  const isNewFolder = !existsSync(plan.out)
  prepareOutFolder(plan.out)
  const session = new FuzzSession(plan, stderr)
  const abort = new AbortController()
  stop.onStop = () => abort.abort()
  try {
    await fuzzOnThreads(session, plan.threads, abort.signal)
  } finally {
    stop.onStop = () => {}
    if (isNewFolder) removeIfEmpty(plan.out)
  }
  stdout.write(session.report())
  return stop.exitCode ?? (session.findings.size > 0 ? FAILED : DONE)
}

class FuzzSession {
  /** The smallest scenario of each broken rule. */
  readonly findings = new Map<string, Finding & { readonly file: string }>()
  readonly #plan: FuzzPlan
  readonly #progress: FuzzProgress
  readonly #began = wallSeconds()
  /** Findings that are still to be made smaller. */
  readonly #large: FuzzTask[] = []
  /** For each rule: how many of the drawn scenarios break it. */
  readonly #broken = new Map<string, number>()
  #index = 0
  #checked = 0
  /** Smaller scenarios that were tried to shrink a finding. */
  #tried = 0
  #events = 0

  constructor(plan: FuzzPlan, stderr: Output) {
    this.#plan = plan
    this.#progress = new FuzzProgress(stderr, plan.quiet)
  }

  next(): FuzzTask | undefined {
    const large = this.#large.shift()
    if (large !== undefined) return large
    const { seed, runs, forSeconds } = this.#plan
    const isOver = this.#index >= runs || wallSeconds() - this.#began >= forSeconds
    return isOver ? undefined : { kind: 'check', seed, index: this.#index++ }
  }

  done(task: FuzzTask, { document, faults, scenarios, events }: FuzzResult): void {
    this.#events += events
    if (task.kind === 'check') this.#checked += scenarios
    else this.#tried += scenarios
    for (const fault of faults) {
      const { rule } = fault
      if (this.#plan.ignore.includes(ruleOf(rule))) continue
      if (task.kind === 'check') this.#broken.set(rule, (this.#broken.get(rule) ?? 0) + 1)
      const isSmaller = task.kind === 'shrink' && task.rule === rule
      if (!this.findings.has(rule)) {
        this.#large.push({ kind: 'shrink', document, rule })
        this.#progress.print(`found: ${ruleText(rule)}`)
      } else if (!isSmaller) continue
      this.#keep({ ...fault, document })
    }
    this.#progress.show(() => this.#status())
  }

  report(): string {
    this.#progress.end()
    const lines = [...this.findings.values()].flatMap(({ rule, what, file }) => {
      const times = this.#broken.get(rule) ?? 0
      const many = `${times} of ${this.#checked} scenarios`
      const replay = replayCommand(file, this.#plan.policies)
      return [`${ruleText(rule)}: broken in ${many}`, `  ${what}`, `  ${replay}`]
    })
    return `${[...lines, this.#status()].join('\n')}\n`
  }

  #keep(finding: Finding): void {
    const { out, policies } = this.#plan
    makeFolder(out)
    const file = this.findings.get(finding.rule)?.file ?? claimFindingFile(out, finding.rule)
    writeFinding(file, finding, policies)
    this.findings.set(finding.rule, { ...finding, file })
  }

  #status(): string {
    const found = this.findings.size === 1 ? '1 finding' : `${this.findings.size} findings`
    const took = formatSeconds(wallSeconds() - this.#began)
    const runs = this.#checked === 1 ? '1 scenario' : `${numberText(this.#checked)} scenarios`
    const tried = this.#tried === 0 ? '' : ` and ${numberText(this.#tried)} to shrink findings`
    const events = `${numberText(this.#events)} events`
    return `fuzz, seed ${this.#plan.seed}: ${runs}${tried}, ${events} in ${took}; ${found}`
  }
}

const wallSeconds = () => performance.now() / 1000
