import { computed, signal } from '@preact/signals'
import {
  type Chapter,
  type ChapterId,
  isPanel,
  type Panel,
  type Step,
} from '../../chapters/chapter.js'
import { CHAPTERS } from '../../chapters/chapters.js'
import { type InstantRule, instantOf } from '../../chapters/instant.js'
import { leechersOf } from '../../chapters/measure.js'
import * as store from '../store.js'
import { subject } from '../subject.js'
import { betVariants } from './bet-variants.js'
import { type Result, results, runs, runVariants, stopRuns } from './chapter-runs.js'
import { chapterText } from './chapter-words.js'
import { emphasisOf } from './emphasis-of.js'
import { noteProgress, progress } from './progress.js'

/** A stop of a chapter: the bet, a step, the reveal, or what the reader may try. */
export type Stop = 'bet' | 'reveal' | 'try' | Step

/** What the page shows: the contents, a chapter, or null for a scenario without words. */
export const place = signal<'contents' | ChapterId | null>(null)

/** The number of the stop within the chapter. */
export const stopAt = signal(0)

/** The variant that the reader chose to see alone; empty for those of the stop. */
export const alone = signal('')

/** A run with what it is called. */
interface Labelled {
  readonly label: string
  readonly result: Result
}

/** A run of the reader's own; `against` replaces the chapter's run next to it. */
interface Tried extends Labelled {
  readonly against?: Labelled
}

/** The reader's own run; null for none. */
export const tried = signal<Tried | null>(null)

/** The chapter shown; null for none. */
export const chapter = computed<Chapter | null>(
  () => CHAPTERS.find(({ id }) => id === place.value) ?? null,
)

/** The stops of the chapter shown. */
export const stops = computed<readonly Stop[]>(() =>
  chapter.value === null ? [] : ['bet', ...chapter.value.steps, 'reveal', 'try'],
)

/** The stop shown. */
export const stop = computed<Stop>(() => stops.value[stopAt.value] ?? 'bet')

/** The name of a stop in the address. */
export function stopId(of: Stop): string {
  return typeof of === 'string' ? of : of.id
}

/** A run on the stage, with what it is called. */
export interface ShownRun extends Labelled {
  readonly id: string
}

/** The ids of the variants on the stage, or about to be. */
export const shownIds = computed<readonly string[]>(() => {
  const of = chapter.value
  if (of === null) return []
  if (alone.value !== '') return [alone.value]
  const at = stop.value
  if (typeof at !== 'string') return at.shows
  if (at === 'bet') return [of.variants[0].id]
  return at === 'reveal' ? betVariants(of, runs.value).slice(0, 2) : [ownVariant(of)]
})

/** The variant that the reader's own run is compared with. */
export const comparedId = signal('')

function ownVariant({ variants }: Chapter): string {
  return comparedId.value === '' ? variants[0].id : comparedId.value
}

/** The runs on the stage, those that are there: one, or two on one clock. */
export const shown = computed<readonly ShownRun[]>(() => {
  const of = chapter.value
  if (of === null) return []
  const found = shownIds.value.flatMap((id) => {
    const result = results.value[id]
    const label = chapterText(of, `variant.${id}`, null)
    return result === undefined ? [] : [{ id, label, result }]
  })
  if (stop.value !== 'try' || tried.value === null || alone.value !== '') return found
  const { label, result, against } = tried.value
  const own = { id: '', label, result }
  // The reader's own run is in front of one that was made for it.
  return against === undefined ? [...found.slice(0, 1), own] : [own, { id: 'against', ...against }]
})

/** Panels that sum up whole runs, the best for the end of a chapter first. */
const END_PANELS = ['limits', 'payoffs', 'formula', 'contribution', 'times'] as const

/** The panel at the end of the chapter, where the stage shows the end of its runs. */
export const endPanel = computed<Panel>(() => {
  const used = new Set(chapter.value?.steps.map((step) => step.panel))
  return END_PANELS.find((id) => used.has(id)) ?? 'times'
})

/** The panel next to the stage: the one that the reader chose or asked for, or that of the stop. */
export const panel = computed<Panel>(() => {
  const chosen = store.panelId.value
  if (isPanel(chosen)) return chosen
  const at = stop.value
  if (typeof at !== 'string') return at.panel
  return at === 'bet' ? 'legend' : endPanel.value
})

let shownBefore: readonly Result[] = []

/** Puts the runs of the stop on the stage, at its instant, once they are there. */
export function showStop(): void {
  const of = chapter.value
  const all = shown.value
  if (of === null || all.length === 0 || all.length < shownIds.value.length) return
  const at = stop.value
  const [first, second] = all.map(({ result }) => result)
  store.showRun(first.playhead, second?.playhead ?? null)
  const highlights = typeof at === 'string' ? [] : at.highlights
  store.emphasis.value = emphasisOf(highlights, first)
  store.companionEmphasis.value = second === undefined ? null : emphasisOf(highlights, second)
  const [host] = store.emphasis.value?.hosts ?? leechersOf(first.run)
  // A step that shows a peer's neighbours selects the peer that it stresses.
  store.selected.value = panel.value === 'peer-table' ? (host ?? null) : null
  shownBefore = all.map(({ result }) => result)
  store.goTo(instantFor(typeof at === 'string' ? ruleAt(at, of) : at.at, shownBefore))
}

/** The instant of a stop without one of its own: the swarm at work, as peers may leave early. */
function ruleAt(at: 'bet' | 'reveal' | 'try', { steps }: Chapter): InstantRule {
  if (at !== 'bet') return { gained: 0.7 }
  return steps[0].at === 'start' ? 'start' : { gained: 0.25 }
}

/** The instant of a rule: of the first run, but the end is that of the longer one. */
function instantFor(rule: InstantRule, all: readonly Result[]): number {
  const instants = all.map(({ run }) => instantOf(rule, run))
  return rule === 'end' ? Math.max(...instants) : instants[0]
}

/** Shows the stop again if its runs have changed since. */
function showNewRuns(): void {
  const now = shown.value.map(({ result }) => result)
  if (now.length !== shownBefore.length || now.some((each, i) => each !== shownBefore[i])) {
    showStop()
  }
}

/** Opens a chapter, and runs its variants with the random seed of the page. */
export function openChapter(id: ChapterId, at = 0): void {
  place.value = id
  alone.value = ''
  store.panelId.value = ''
  subject.value = null
  tried.value = null
  comparedId.value = ''
  stopAt.value = Math.max(0, Math.min(stops.value.length - 1, at))
  store.selected.value = null
  runAgain()
}

/** Runs the variants of the chapter anew, with the random seed of the page. */
export function runAgain(): void {
  if (chapter.value === null) return
  tried.value = null
  store.run.value = { kind: 'running', share: 0 }
  store.companion.value = null
  shownBefore = []
  void runVariants(chapter.value, store.seed.value, shownIds.value, showNewRuns)
}

/** Leaves the chapters for the contents or for a scenario without words. */
export function leaveChapter(to: 'contents' | null): void {
  stopRuns()
  store.companion.value = null
  store.emphasis.value = null
  place.value = to
}

/** Goes to a stop of the chapter. */
export function goToStop(at: number): void {
  if (at < 0 || at >= stops.value.length || at === stopAt.value) return
  stopAt.value = at
  alone.value = ''
  store.panelId.value = ''
  if (chapter.value !== null && stop.value === 'reveal') {
    noteProgress(chapter.value.id, { isRead: true })
  }
  showStop()
}

/** Places a bet. */
export function placeBet(option: string): void {
  if (chapter.value !== null) noteProgress(chapter.value.id, { bet: option })
}

/** The answer that the reader bet on in the chapter shown; undefined for none. */
export const bet = computed(() => {
  const of = chapter.value
  const option = of === null ? undefined : progress.value[of.id]?.bet
  return option !== undefined && of?.bet.options.includes(option) ? option : undefined
})

/** Shows a variant of the chapter, with which the reader's own runs are compared from now on. */
export function compareWith(id: string): void {
  comparedId.value = id
  tried.value = null
  alone.value = ''
  showStop()
}

/** Shows a run of the reader's own next to one that was made for it, and stays at the moment. */
export function showAgainst(own: Labelled, against: Labelled): void {
  const at = store.time.value
  tried.value = { ...own, against }
  alone.value = ''
  showStop()
  store.goTo(at)
}

/** Shows a run of the reader's own, compared with a variant of the chapter. */
export function showTried(label: string, result: Result, compared: string): void {
  comparedId.value = compared
  tried.value = { label, result }
  alone.value = ''
  showStop()
}
