import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIGURES, type Picture } from './figures.js'
import { fillFigures, fillOutputs } from './page.js'
import type { Workbench } from './workbench.js'

/** Returns the page with every output and figure computed again whose command is wanted. */
export function updated(
  page: string,
  bench: Workbench,
  isWanted: (command: string) => boolean,
): string {
  const outputOf = (command: string) => (isWanted(command) ? bench.run(command).output : undefined)
  const figureOf = (name: string) => {
    if (!Object.hasOwn(FIGURES, name))
      throw new Error(`${name}: no figure of test/readme/figures.ts`)
    const { command, read } = FIGURES[name]
    return isWanted(command) ? read(bench.run(command).results) : undefined
  }
  return fillFigures(fillOutputs(page, outputOf), figureOf)
}

/** Returns the PNG of a picture as its command draws it now. */
export function drawn({ command, chart }: Picture, bench: Workbench): Buffer {
  return readFileSync(join(bench.run(command).results, chart))
}
