import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'
import type { Variant, VariantRuns } from '../../lab/batch/variant-runs.js'
import type { FailedRun, RunEngine } from '../../machine/workers/run-engine.js'
import type { SwarmSettings } from '../../sim/settings.js'
import { workOff } from '../batch/run-work.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Output } from '../terminal/terminal.js'

/** A variant that is to be run. */
export interface RunnableVariant extends Variant {
  readonly settings: SwarmSettings
}

/** How often variants are run, under which seeds, and who makes the runs. */
export interface Replication {
  /** Replication r of each variant runs under the seed `<seed>/<r>`, counted from 1. */
  readonly seed: string
  readonly replications: number
  readonly engine: RunEngine
  readonly quiet: boolean
  readonly stderr: Output
  readonly stop: StopSignal
}

/** What came of it. */
export interface Replicated {
  /** Only replications of which every variant came to its end. */
  readonly variants: readonly VariantRuns[]
  readonly failures: readonly FailedRun[]
}

/** Runs every variant under the same seeds; a stop signal ends it early. */
export async function replicate(
  variants: readonly RunnableVariant[],
  { seed, replications, ...work }: Replication,
): Promise<Replicated> {
  const results = new Map<string, RunResult>()
  const cells = variants.length * replications
  const failures = await workOff(cellsOf(variants, seed, replications), {
    ...work,
    name: 'replications',
    goesOn: false,
    standing: () => ({ total: cells, finished: results.size }),
    done: (result) => results.set(result.id, result),
  })
  const whole = range(replications).filter((r) => variants.every((v) => results.has(idOf(v, r))))
  return {
    variants: variants.map((variant) => ({
      name: variant.name,
      sets: variant.sets,
      runs: whole.map((r) => results.get(idOf(variant, r)) as RunResult),
    })),
    failures,
  }
}

/** Seed by seed: what is stopped early has whole pairs to compare. */
function* cellsOf(variants: readonly RunnableVariant[], seed: string, count: number) {
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
