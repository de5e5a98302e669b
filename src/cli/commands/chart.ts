import { join } from 'node:path'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'

interface ChartArgs {
  readonly dir: readonly string[]
}

/** `sim chart`: draws the charts and the report of a run again from its tables. */
export const chart: Command<ChartArgs> = {
  name: 'chart',
  operands: '<dir..>',
  about: 'Redraw the charts and the report of a run from its tables',
  positionals: {
    dir: {
      type: 'string',
      array: true,
      describe: 'Folder of a run, e.g. results/flashcrowd/seed-1',
    },
  },
  options: {},
  examples: [['sim chart results/flashcrowd/seed-1', 'Draw what "sim run --no-charts" left out']],
  async act({ dir: folders }, { stdout }) {
    const { drawCharts } = await import('../../machine/output/results.js')
    for (const folder of folders) {
      await drawCharts(folder)
      stdout.write(`report: ${join(folder, 'report.html')}\n`)
    }
    return DONE
  },
}
