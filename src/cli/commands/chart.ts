import { join } from 'node:path'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'

interface ChartArgs {
  readonly dir: readonly string[]
}

/** Draws the charts and the report of results again, from their tables. */
export const chart: Command<ChartArgs> = {
  name: 'chart',
  operands: '<dir..>',
  about: 'Draws the charts and the report of results again, from their tables',
  positionals: { dir: { type: 'string', array: true, describe: 'A folder that a run wrote' } },
  options: {},
  examples: [['sim chart results/flashcrowd/*', 'after a run with --no-charts']],
  async act({ dir: folders }, { stdout }) {
    const { drawCharts } = await import('../../machine/output/results.js')
    for (const folder of folders) {
      await drawCharts(folder)
      stdout.write(`report: ${join(folder, 'report.html')}\n`)
    }
    return DONE
  },
}
