import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VariantRuns } from '../../lab/batch/variant-runs.js'
import type { Chart } from '../../lab/charts/chart.js'
import { type ComparisonPage, comparisonPage } from '../../machine/output/comparison-page.js'
import { comparedRunsTable } from '../../machine/output/comparison-table.js'
import { csvOf } from '../../machine/output/csv.js'
import type { DrawnChart } from '../../machine/output/page.js'
import { loadRenderer, viewerScripts } from '../../machine/output/render.js'
import type { UsedPlugin } from '../../machine/plugin/used-plugin.js'

/** A comparison to be saved. */
export interface ComparisonFiles extends Omit<ComparisonPage, 'charts' | 'scripts'> {
  /** `compare` or `ablate`: names the folder, the page and the JSON. */
  readonly kind: string
  readonly variants: readonly VariantRuns[]
  readonly charts: readonly Chart[]
  /** The plug-ins that any variant uses. */
  readonly plugins: readonly UsedPlugin[]
}

/**
 * Writes `PARENT/KIND-N/` with KIND.json, runs.csv, KIND.html and charts. The folder is new and
 * appears only when complete. Returns the path of its page.
 */
export async function saveComparison(parent: string, kept: ComparisonFiles): Promise<string> {
  const { kind, comparison, variants, charts, plugins, ...rest } = kept
  const all = plugins.length === 0 ? comparison : { ...comparison, plugins }
  const draft = draftIn(parent)
  mkdirSync(join(draft, 'charts'), { recursive: true })
  try {
    writeFileSync(join(draft, `${kind}.json`), `${JSON.stringify(all, null, 2)}\n`)
    writeFileSync(join(draft, 'runs.csv'), csvOf(comparedRunsTable(variants)))
    // If a chart cannot be drawn, the runs are saved anyway.
    const undrawn = await draw(charts, join(draft, 'charts')).then(
      async (drawn) => {
        const scripts = await viewerScripts()
        const page = comparisonPage({ ...rest, comparison, charts: drawn, scripts })
        writeFileSync(join(draft, `${kind}.html`), page)
      },
      (error: unknown) => ({ error }),
    )
    const folder = move(draft, parent, kind)
    if (undrawn) throw undrawn.error
    return join(folder, `${kind}.html`)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Returns the folder in which a comparison is written before it gets its name. */
export function draftIn(parent: string): string {
  return join(parent, `.unfinished-${process.pid}`)
}

async function draw(charts: readonly Chart[], folder: string): Promise<DrawnChart[]> {
  const renderer = await loadRenderer()
  const drawn: DrawnChart[] = []
  for (const chart of charts) {
    const svg = await renderer.svg(chart.spec)
    writeFileSync(join(folder, `${chart.id}.vl.json`), `${JSON.stringify(chart.spec)}\n`)
    writeFileSync(join(folder, `${chart.id}.svg`), `${svg}\n`)
    writeFileSync(join(folder, `${chart.id}.png`), renderer.png(svg))
    drawn.push({ ...chart, svg })
  }
  return drawn
}

function move(draft: string, parent: string, kind: string): string {
  for (let n = 1; ; n++) {
    const folder = join(parent, `${kind}-${n}`)
    if (existsSync(folder)) continue
    try {
      renameSync(draft, folder)
      return folder
    } catch (error) {
      // Another process has taken the name meanwhile.
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    }
  }
}
