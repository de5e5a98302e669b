import { type DemoScenario, readInPage } from '../../../replay/demo-scenario.js'
import type { SwarmSettings } from '../../../sim/settings.js'
import type { Chapter } from '../../chapters/chapter.js'
import {
  type ChapterData,
  type ChapterScenario,
  type ChapterSettings,
  settingsWith,
} from '../../chapters/chapter-settings.js'
import type { Patch } from '../../chapters/patch.js'

let data: ChapterData | null = null

/** The expanded settings of the chapters, which the build puts into the page. */
function chapterData(): ChapterData {
  const text = document.getElementById('chapters')?.textContent?.trim()
  data ??= readInPage(text || '{"chapters":[],"presets":[]}') as ChapterData
  return data
}

/** The scenarios that the sandbox offers. */
export function presets(): readonly DemoScenario[] {
  return chapterData().presets
}

function settingsFor({ id }: Chapter): ChapterSettings {
  const found = chapterData().chapters.find((each) => each.id === id)
  if (found === undefined) throw new Error(`the page has no settings of chapter ${id}`)
  return found
}

/** Returns the scenario of a variant. */
export function variantScenario(chapter: Chapter, id: string, seed: string): ChapterScenario {
  const settings = settingsFor(chapter)
  const set = chapter.variants.find((variant) => variant.id === id)?.set ?? []
  return { settings: settingsWith(settings, [settings.variants[id]], seed), set }
}

/** Returns the chapter's own scenario with its sliders at these positions. */
export function knobScenario(
  chapter: Chapter,
  positions: Readonly<Record<string, number>>,
  seed: string,
): ChapterScenario {
  const settings = settingsFor(chapter)
  const patches: Patch[] = []
  const set: string[] = []
  for (const { id, from, positions: all } of chapter.knobs) {
    const at = positions[id] ?? from
    if (at === from) continue
    patches.push(settings.knobs[id][at])
    set.push(...all[at].set)
  }
  return { settings: settingsWith(settings, patches, seed), set }
}

/** What happens when a share of the missing pieces has arrived. */
interface SharedEvent {
  readonly when: { readonly kind: string; readonly share?: number }
  readonly action: { readonly kind: string; readonly group?: string }
}

/** The variant in which a group leaves at a share of the pieces; undefined if there is none. */
export function leavingVariant(chapter: Chapter, group: string): string | undefined {
  const { base, variants } = settingsFor(chapter)
  return chapter.variants.find(({ id }) => {
    const { events } = settingsWith({ base } as ChapterSettings, [variants[id]], base.seed)
    const first = events[0] as unknown as SharedEvent | undefined
    return first?.when.kind === 'gained' && first.action.group === group
  })?.id
}

/** Returns the scenario of a variant whose first event happens at another share. */
export function leavingScenario(
  chapter: Chapter,
  id: string,
  share: number,
  seed: string,
): ChapterScenario {
  const { settings, set } = variantScenario(chapter, id, seed)
  const [first, ...others] = settings.events as unknown as SharedEvent[]
  const moved = { ...first, when: { ...first.when, share } }
  const events = [moved, ...others] as unknown as SwarmSettings['events']
  const percent = `"gained":"${Math.round(share * 100)}%"`
  return {
    settings: { ...settings, events },
    set: set.map((each) => each.replace(/"gained":"\d+%"/, percent)),
  }
}
