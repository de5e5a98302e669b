import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Chart } from '../../lab/charts/chart.js'
import { writeAtomically } from '../files/atomic-write.js'
import { loadRenderer } from './render.js'

/** Draws charts into a folder, each as Vega-Lite specification, SVG and PNG. */
export async function drawInto(folder: string, charts: readonly Chart[]): Promise<void> {
  if (charts.length === 0) return
  mkdirSync(folder, { recursive: true })
  const renderer = await loadRenderer()
  for (const { id, spec } of charts) {
    const svg = await renderer.svg(spec)
    writeAtomically(join(folder, `${id}.vl.json`), `${JSON.stringify(spec)}\n`)
    writeAtomically(join(folder, `${id}.svg`), `${svg}\n`)
    writeAtomically(join(folder, `${id}.png`), renderer.png(svg))
  }
}
