import { batch, computed, signal } from '@preact/signals'
import type { DemoScenario } from '../../replay/demo-scenario.js'
import { Playhead } from '../../replay/playhead.js'
import type { Recording } from '../../replay/recording.js'
import type { LayoutName } from '../stage/layouts.js'
import type { Emphasis } from '../stage/scene.js'
import { startRun } from './engine-client.js'
import { type Act, withActs } from './sandbox/acts.js'
import { isRecorded, loadRecording } from './shown-recording.js'

/**
 * The state of the page, in signals. Nothing that matters hides in the DOM: `url.ts` writes what is
 * worth a link into the address.
 */

/** The scenarios that the page offers; the first is the default. */
export const scenarios = signal<readonly DemoScenario[]>([])
/** The scenario shown, by its id. */
export const scenarioId = signal('')
/** Random seed of the run. */
export const seed = signal('1')
/** The moment shown, simulated seconds. */
export const time = signal(0)
/** Whether the time runs by itself. */
export const isPlaying = signal(false)
/** Simulated seconds a second. */
export const speed = signal(10)
/** The selected peer's number; null for none. */
export const selected = signal<number | null>(null)
/** The side panel that was chosen, by its id; empty for none. */
export const panelId = signal('')
/** The side panel shown: the chosen one, else that of the selected peer, else the legend. */
export const shownId = computed(
  () => panelId.value || (selected.value === null ? 'legend' : 'peer'),
)
/** Where the peers stand on the stage. */
export const layout = signal<LayoutName>('ring')
/** Whether the help is open. */
export const isHelpOpen = signal(false)
/** The theme chosen; null follows the system. */
export const theme = signal<'dark' | 'light' | null>(null)
/** What a step has reached, for the reader and the screen reader; a row of the events, or null. */
export const steppedTo = signal<number | null>(null)

/** The run: being simulated, there, or failed. */
export type Run =
  | { readonly kind: 'running'; readonly share: number }
  | { readonly kind: 'done'; readonly playhead: Playhead }
  | { readonly kind: 'failed'; readonly message: string }

/** The run shown. */
export const run = signal<Run>({ kind: 'running', share: 0 })

/** The scenario shown as the page offers it. */
export const unadjusted = computed(
  () => scenarios.value.find(({ id }) => id === scenarioId.value) ?? scenarios.value[0],
)

/** The scenario with settings that the reader changed, each a `path=value`; null if none is. */
export const adjusted = signal<{
  readonly set: readonly string[]
  readonly scenario: DemoScenario
} | null>(null)

/** The scenario shown. */
export const scenario = computed(() =>
  adjusted.value?.scenario.id === unadjusted.value.id ? adjusted.value.scenario : unadjusted.value,
)

/** What was done to the run shown, in order: each act is one event more in its scenario. */
export const acts = signal<readonly Act[]>([])

/** The scenario of the run shown: that of the page with the acts. */
export const changedScenario = computed<DemoScenario>(() => {
  const { settings, ...titles } = scenario.value
  return { ...titles, settings: withActs({ ...settings, seed: seed.value }, acts.value) }
})

/** The playhead of the run; null until it is there. Read its state at once: all seek it. */
export const playhead = computed(() => (run.value.kind === 'done' ? run.value.playhead : null))

/** A second run on the stage, on the same clock; null for none. */
export const companion = signal<Playhead | null>(null)

/** The end of the run shown, seconds; of the longer one if there are two. */
export const endSeconds = computed(() =>
  Math.max(playhead.value?.endSeconds ?? 0, companion.value?.endSeconds ?? 0),
)

/** What the stage stresses in the run shown; null for nothing. */
export const emphasis = signal<Emphasis | null>(null)

/** What it stresses in the companion. */
export const companionEmphasis = signal<Emphasis | null>(null)

/** The recording of the run; null until it is there. */
export const recording = computed<Recording | null>(() => playhead.value?.recording ?? null)

let current: ReturnType<typeof startRun> | null = null

/** Simulates the scenario shown with the seed shown, and goes to its beginning or to `startAt`. */
export async function simulate(startAt = 0): Promise<void> {
  current?.cancel()
  run.value = { kind: 'running', share: 0 }
  companion.value = null
  emphasis.value = null
  isPlaying.value = false
  steppedTo.value = null
  const mine =
    isRecorded(scenario.value, seed.value) && acts.value.length === 0
      ? loadRecording()
      : startRun(changedScenario.value, seed.value, (share) => {
          if (run.value.kind === 'running') run.value = { kind: 'running', share }
        })
  current = mine
  try {
    const made = new Playhead(await mine.done)
    if (current !== mine) return
    const { hostCount } = made.recording.header
    if ((selected.value ?? 0) >= hostCount) selected.value = null
    run.value = { kind: 'done', playhead: made }
    goTo(startAt)
  } catch (error) {
    run.value = { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

/** Shows a run that is there already, with another on the same clock or null. */
export function showRun(shown: Playhead, other: Playhead | null): void {
  current?.cancel()
  current = null
  isPlaying.value = false
  steppedTo.value = null
  if ((selected.value ?? 0) >= shown.recording.header.hostCount) selected.value = null
  batch(() => {
    run.value = { kind: 'done', playhead: shown }
    companion.value = other
  })
}

/** Goes to a moment of the run. */
export function goTo(seconds: number): void {
  time.value = Math.max(0, Math.min(endSeconds.value, seconds))
}
