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
  /** What the settings were expanded from: settings can be changed only there. */
  readonly source: ScenarioText
  /** The finished run that the page shows, if it was opened on one. */
  readonly result?: ShownResult
}

/** The text of a scenario's file, the file's name for messages, and what `--set` changed. */
export interface ScenarioText {
  readonly text: string
  readonly file: string
  readonly set: readonly string[]
}

/** A finished run of the command line. */
export interface ShownResult {
  /** Its folder, and its trace hash, to which that of the page is compared. */
  readonly folder: string
  readonly traceHash: string
  /** Events after which it was interrupted; null if it ended by itself. */
  readonly untilEvents: number | null
  /** Whether the page has its recording, and need not run it again. */
  readonly isRecorded: boolean
  /** Whether the page can run it: it cannot load plug-ins. */
  readonly isRepeatable: boolean
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
