import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DemoScenario, writeScenarios } from '../../replay/demo-scenario.js'
import { PACKAGE_FOLDER } from '../files/package-folder.js'

/** The folder of the page, which the build makes. */
export const DEMO_FOLDER = join(PACKAGE_FOLDER, 'dist/demo')

/** The files of the page and their types, the first opens it. */
export const DEMO_FILES = {
  'index.html': 'text/html; charset=utf-8',
  'demo.js': 'text/javascript; charset=utf-8',
  'checker.js': 'text/javascript; charset=utf-8',
  'demo.css': 'text/css; charset=utf-8',
} as const

/** A file of the page. */
export type DemoFile = keyof typeof DEMO_FILES

/** Puts scenarios into the page: `shipped` by the build, `given` by a command line. */
export function withScenarios(
  page: string,
  kind: 'shipped' | 'given',
  scenarios: readonly DemoScenario[],
): string {
  const tag = `<script type="application/json" id="${kind}">`
  return page.replace(`${tag}</script>`, () => `${tag}${writeScenarios(scenarios)}</script>`)
}

/**
 * Reads the files of the page; a scenario that is given comes first in it.
 * @throws Error if the page was not built
 */
export function demoFiles(given: DemoScenario | null): Record<DemoFile, string> {
  if (!existsSync(DEMO_FOLDER)) {
    throw new Error(`${DEMO_FOLDER} is missing; "npm run build" makes it`)
  }
  const read = (name: DemoFile) => readFileSync(join(DEMO_FOLDER, name), 'utf8')
  const page = withScenarios(read('index.html'), 'given', given === null ? [] : [given])
  return {
    'index.html': page,
    'demo.js': read('demo.js'),
    'checker.js': read('checker.js'),
    'demo.css': read('demo.css'),
  }
}
