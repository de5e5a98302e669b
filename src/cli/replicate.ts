import { CellFailure, runCells } from '../lab/cell-pool.js'
import type { Cell, CellResult } from '../lab/cells.js'
import type { Variant, VariantRuns } from '../lab/variant-runs.js'
import type { SwarmSettings } from '../sim/settings.js'
import { CellProgress } from './cell-progress.js'
import type { StopSignal } from './stop-signal.js'
import type { Output } from './terminal.js'

/** A variant that is to be run. */
export interface RunnableVariant extends Variant {
  readonly settings: SwarmSettings
}

/** How often variants are run, and under which seeds. */
export interface Replication {
  /** Replication r of each variant runs under the seed `<seed>/<r>`, counted from 1. */
  readonly seed: string
  readonly replications: number
  readonly workers?: number | undefined
  readonly quiet: boolean
  readonly stderr: Output
  readonly stop: StopSignal
}

/** What came of it. */
export interface Replicated {
  /** Only replications of which every variant came to its end. */
  readonly variants: readonly VariantRuns[]
  /** The runs that failed, in words; undefined if none did. */
  readonly failure?: CellFailure
}

/** Runs every variant under the same seeds on all cores; a stop signal ends it early. */
export async function replicate(
  variants: readonly RunnableVariant[],
  { seed, replications, workers, quiet, stderr, stop }: Replication,
): Promise<Replicated> {
  const results = new Map<string, CellResult>()
  const cells = variants.length * replications
  const progress = new CellProgress('replications', stderr, quiet)
  // The cells of a comparison cost about alike.
  let workSeconds = 0
  const standing = () => {
    const finished = results.size
    return { cells, finished, leftWorkSeconds: (workSeconds * (cells - finished)) / finished }
  }
  const abort = new AbortController()
  stop.onStop = () => abort.abort()
  let failure: CellFailure | undefined
  try {
    await runCells(cellsOf(variants, seed, replications), {
      workers,
      signal: abort.signal,
      done(result) {
        results.set(result.id, result)
        workSeconds += result.cpuSeconds
        progress.finished(result.cpuSeconds, standing)
      },
    })
  } catch (error) {
    if (!(error instanceof CellFailure)) throw error
    failure = error
  } finally {
    progress.end(standing())
    stop.onStop = () => {}
  }
  const whole = range(replications).filter((r) => variants.every((v) => results.has(idOf(v, r))))
  return {
    variants: variants.map((variant) => ({
      name: variant.name,
      sets: variant.sets,
      runs: whole.map((r) => results.get(idOf(variant, r)) as CellResult),
    })),
    failure,
  }
}

/** Seed by seed: what is stopped early has whole pairs to compare. */
function* cellsOf(variants: readonly RunnableVariant[], seed: string, count: number) {
  for (const r of range(count)) {
    for (const variant of variants) {
      const settings = { ...variant.settings, seed: `${seed}/${r}` }
      yield { id: idOf(variant, r), name: variant.name, settings } satisfies Cell
    }
  }
}

function idOf({ name }: Variant, r: number): string {
  return `${name}, replication ${r}`
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}
