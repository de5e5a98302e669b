import { parseScenario } from '../../lab/scenario/scenario.js'
import { type DemoScenario, writeForPage } from '../../replay/demo-scenario.js'
import type { Chapter, Preset } from './chapter.js'
import type { ChapterData, ChapterSettings } from './chapter-settings.js'
import { CHAPTERS } from './chapters.js'
import { settingsOf } from './expand.js'
import { patchBetween } from './patch.js'

/** Reads the text of a shipped scenario by its name. */
export type ReadScenario = (name: string) => string

/** Returns what the page needs of the chapters, as JSON; for the build. */
export function chapterJson(read: ReadScenario): string {
  return writeForPage(chapterData(read))
}

/** Expands the settings of all chapters and presets. */
export function chapterData(read: ReadScenario): ChapterData {
  const presets = CHAPTERS.flatMap(({ act }) => (act.kind === 'sandbox' ? act.presets : []))
  return {
    chapters: CHAPTERS.map(chapterSettings),
    presets: presets.map((preset) => presetOf(preset, read)),
  }
}

/** Expands the settings of a chapter, its variants and its sliders. */
export function chapterSettings(chapter: Chapter): ChapterSettings {
  const base = settingsOf(chapter, [], '1')
  const patchFor = (set: readonly string[]) => patchBetween(base, settingsOf(chapter, set, '1'))
  return {
    id: chapter.id,
    base,
    variants: Object.fromEntries(chapter.variants.map(({ id, set }) => [id, patchFor(set)])),
    knobs: Object.fromEntries(
      chapter.knobs.map(({ id, positions }) => [id, positions.map(({ set }) => patchFor(set))]),
    ),
  }
}

function presetOf({ scenario, set }: Preset, read: ReadScenario): DemoScenario {
  const text = read(scenario)
  const { name, title, settings } = parseScenario(text, scenario, { set })
  const source = { text, file: scenario, set }
  const command = [scenario, ...set.flatMap((each) => ['--set', each])]
  return { id: `small-${scenario}`, name, title, command, settings, source }
}
