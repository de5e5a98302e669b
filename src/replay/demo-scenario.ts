import type { SwarmSettings } from '../sim/settings.js'

/** A scenario that the page can run: its settings are expanded, so the page needs no parser. */
export interface DemoScenario {
  /** Its name in the URL of the page. */
  readonly id: string
  readonly name: string
  readonly title: string
  /** What `sim run` needs for the same run, the seed apart: the file's name and its options. */
  readonly command: readonly string[]
  readonly settings: SwarmSettings
}

/**
 * Writes data of the page as JSON. Infinity, which JSON lacks, becomes `{"infinite": true}`; a tag
 * of HTML cannot end within the text.
 */
export function writeForPage(data: unknown): string {
  const replaced = (_key: string, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? { infinite: true } : value
  return JSON.stringify(data, replaced).replaceAll('<', '\\u003c')
}

/** Reads what `writeForPage` wrote. */
export function readInPage(text: string): unknown {
  return JSON.parse(text, (_key, value) =>
    value?.infinite === true ? Number.POSITIVE_INFINITY : value,
  )
}

/** Writes scenarios for the page. */
export function writeScenarios(scenarios: readonly DemoScenario[]): string {
  return writeForPage(scenarios)
}

/** Reads them again. */
export function readScenarios(text: string): DemoScenario[] {
  return readInPage(text) as DemoScenario[]
}

/** Returns the command line that gives the same trace hash. */
export function commandOf({ command }: Pick<DemoScenario, 'command'>, seed: string): string {
  const words = ['npx', 'sim', 'run', ...command, '--seed', seed]
  return words.map((word) => (/^[\w./:=%@+-]+$/.test(word) ? word : `'${word}'`)).join(' ')
}
