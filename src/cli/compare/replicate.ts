import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'
import type { Variant, VariantRuns } from '../../lab/batch/variant-runs.js'
import type { FailedRun, RunEngine } from '../../machine/workers/run-engine.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { runWork } from '../batch/run-work.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Output } from '../terminal/terminal.js'

/** A variant with its settings. */
export interface RunnableVariant extends Variant {
  readonly settings: SwarmSettings
}

/** The replications of each variant, their seeds, and the engine that makes the runs. */
export interface Replication {
  /** Replication r of each variant has the random seed `<seed>/<r>`, counted from 1. */
  readonly seed: string
  readonly replications: number
  readonly engine: RunEngine
  readonly quiet: boolean
  readonly stderr: Output
  readonly stop: StopSignal
  /** Says what becomes of so many complete replications if a signal stops the work. */
  outcome(complete: number): string
}

/** The results of all variants. */
export interface Replicated {
  /** Only replications that every variant has finished. */
  readonly variants: readonly VariantRuns[]
  readonly failures: readonly FailedRun[]
}

/** Runs every variant with the same random seeds; a stop signal ends it early. */
export async function replicate(
  variants: readonly RunnableVariant[],
  { seed, replications, outcome, ...work }: Replication,
): Promise<Replicated> {
  const results = new Map<string, RunResult>()
  const total = variants.length * replications
  const complete = () =>
    range(replications).filter((r) => variants.every((variant) => results.has(idOf(variant, r))))
  work.stop.outcome = () => outcome(complete().length)
  const failures = await runWork(specsOf(variants, seed, replications), {
    ...work,
    name: 'replications',
    isResumable: false,
    status: () => ({ total, finished: results.size }),
    done: (result) => results.set(result.id, result),
  })
  const whole = complete()
  return {
    variants: variants.map((variant) => ({
      name: variant.name,
      sets: variant.sets,
      runs: whole.map((r) => results.get(idOf(variant, r)) as RunResult),
    })),
    failures,
  }
}

/** Yields the runs replication by replication, so that an early stop leaves complete pairs. */
function* specsOf(variants: readonly RunnableVariant[], seed: string, count: number) {
  for (const r of range(count)) {
    for (const variant of variants) {
      const settings = { ...variant.settings, seed: `${seed}/${r}` }
      yield { id: idOf(variant, r), name: variant.name, settings } satisfies RunSpec
    }
  }
}

function idOf({ name }: Variant, r: number): string {
  return `${name}, replication ${r}`
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}
