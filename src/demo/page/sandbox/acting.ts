import { computed, effect, signal } from '@preact/signals'
import { Playhead } from '../../../replay/playhead.js'
import { type EngineRun, startRun } from '../engine-client.js'
import * as store from '../store.js'
import type { Act } from './acts.js'

/** Acts that were undone, the last first. */
export const undone = signal<readonly Act[]>([])

/** Whether the run without the acts is shown below the changed one. */
export const isForked = signal(false)

/** The latest thing done, undone or forked, for the live region. */
export const lastDone = signal<{ readonly how: 'done' | 'undone'; readonly act: Act } | null>(null)

/** The run without the acts; null until it is there. `key` tells which run it is. */
const original = signal<{ readonly key: string; readonly playhead: Playhead } | null>(null)

const keyOf = () => [...store.scenario.value.command, store.seed.value].join(' ')

/** The run without the acts, if it is there. */
export const originalPlayhead = computed(() =>
  original.value?.key === keyOf() ? original.value.playhead : null,
)

/** An act without its instant: the type of each member of the union is kept. */
export type TimelessAct = Act extends infer One
  ? One extends Act
    ? Omit<One, 'at'>
    : never
  : never

/**
 * The instant of an act that is done now, seconds: the one shown, rounded up to a millisecond, so
 * that what is shown has happened before it.
 */
export function instantNow(): number {
  return Math.ceil(store.time.value * 1000) / 1000
}

/** Does something to the run shown, at the instant shown: it runs anew with one event more. */
export function act(what: TimelessAct): void {
  const done = { ...what, at: instantNow() } as Act
  if (store.acts.value.length === 0) isForked.value = true
  undone.value = []
  lastDone.value = { how: 'done', act: done }
  change([...store.acts.value, done])
}

/** Undoes the last act. */
export function undo(): void {
  const last = store.acts.value.at(-1)
  if (last === undefined) return
  undone.value = [...undone.value, last]
  lastDone.value = { how: 'undone', act: last }
  change(store.acts.value.slice(0, -1))
}

/** Does again the act that was undone last. */
export function redo(): void {
  const last = undone.value.at(-1)
  if (last === undefined) return
  undone.value = undone.value.slice(0, -1)
  lastDone.value = { how: 'done', act: last }
  change([...store.acts.value, last])
}

/** Shows the original below the changed run, or no longer. */
export function toggleFork(): void {
  isForked.value = !isForked.value
  if (!isForked.value) store.companion.value = null
}

/** Forgets the acts, what was undone and changed settings: they belong to another scenario. */
export function forgetChanges(): void {
  store.adjusted.value = null
  store.acts.value = []
  undone.value = []
  lastDone.value = null
  isForked.value = false
}

function change(acts: readonly Act[]): void {
  keepOriginal()
  store.acts.value = acts
  void store.simulate(store.time.value)
}

/** Keeps the run shown as the original if it is, so that it need not run again. */
function keepOriginal(): void {
  const { playhead, acts } = store
  if (acts.value.length > 0 || playhead.value === null) return
  original.value = { key: keyOf(), playhead: playhead.value }
}

/** Puts the original on the stage while the run is forked; simulates it where it is not there. */
export function startFork(): void {
  let pending: EngineRun | null = null
  let pendingKey = ''
  effect(() => {
    const { playhead, acts, companion } = store
    if (!isForked.value || playhead.value === null) return
    const key = keyOf()
    if (acts.value.length === 0) companion.value = playhead.value
    else if (originalPlayhead.value !== null) companion.value = originalPlayhead.value
    else if (pendingKey !== key) {
      pending?.cancel()
      pendingKey = key
      pending = startRun(store.scenario.value, store.seed.value, () => undefined)
      pending.done.then(
        (recording) => {
          original.value = { key, playhead: new Playhead(recording) }
          pendingKey = ''
        },
        // The changed run fails as well then, and says why.
        () => undefined,
      )
    }
  })
}
