import type { DemoScenario } from '../../replay/demo-scenario.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { ChapterId } from './chapter.js'
import { type Patch, patched } from './patch.js'

/**
 * The settings of a chapter's scenario, and how its variants and sliders change them. The build
 * expands them, as the parser of scenarios is too large for the page.
 */
export interface ChapterSettings {
  readonly id: ChapterId
  readonly base: SwarmSettings
  /** The changes of each variant, by its id. */
  readonly variants: Readonly<Record<string, Patch>>
  /** The changes of each position of each slider, by its id. */
  readonly knobs: Readonly<Record<string, readonly Patch[]>>
}

/** What the build puts into the page for the chapters. */
export interface ChapterData {
  readonly chapters: readonly ChapterSettings[]
  /** The scenarios that the sandbox offers. */
  readonly presets: readonly DemoScenario[]
}

/** A run that the page can make: settings, and what `sim run --set` needs for the same. */
export interface ChapterScenario {
  readonly settings: SwarmSettings
  readonly set: readonly string[]
}

/** Returns the settings with these changes, made one after the other. */
export function settingsWith(
  { base }: ChapterSettings,
  patches: readonly Patch[],
  seed: string,
): SwarmSettings {
  return { ...patches.reduce(patched, base), seed }
}
