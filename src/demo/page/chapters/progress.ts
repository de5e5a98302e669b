import { signal } from '@preact/signals'

/** What a reader did in a chapter. */
export interface Progress {
  /** The answer that was bet on. */
  readonly bet?: string
  /** Whether the reveal was reached. */
  readonly isRead?: boolean
}

const KEY = 'swarm-sim.chapters'

/** What the reader did, by the chapter's id. It is kept where the browser keeps anything at all. */
export const progress = signal<Readonly<Record<string, Progress>>>({})

/** Notes what the reader did in a chapter. */
export function noteProgress(id: string, change: Progress): void {
  progress.value = { ...progress.value, [id]: { ...progress.value[id], ...change } }
  try {
    localStorage.setItem(KEY, JSON.stringify(progress.value))
  } catch {
    // A browser may refuse to keep anything: then progress ends with the page.
  }
}

/** Reads what earlier visits kept. */
export function readProgress(): void {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof kept === 'object' && kept !== null) progress.value = kept as typeof progress.value
  } catch {
    progress.value = {}
  }
}
