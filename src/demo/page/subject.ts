import { signal } from '@preact/signals'
import type { Recording } from '../../replay/recording.js'
import type { Target } from '../stage/hit.js'
import { counterpart } from './peer-name.js'
import * as store from './store.js'

/** What the reader asks "why?" about. */
export type Subject =
  /** Why does a host let a neighbour download, or not? */
  | { readonly kind: 'link'; readonly host: number; readonly other: number }
  /** Why does it have a piece, or not? */
  | { readonly kind: 'piece'; readonly host: number; readonly piece: number }
  /** Why does a block travel? By its row. */
  | { readonly kind: 'block'; readonly row: number }

/** The subject of the panel "why?"; null for none. */
export const subject = signal<Subject | null>(null)

/** The run that the question is about: the one shown, or its companion. */
export type AskedRun = 'shown' | 'companion'

/** The run that the subject belongs to. */
export const askedRun = signal<AskedRun>('shown')

/** Asks about something, and shows the panel that answers. */
export function ask(about: Subject, of: AskedRun = 'shown'): void {
  store.isPlaying.value = false
  subject.value = about
  askedRun.value = of
  store.panelId.value = 'why'
}

/** Selects a peer of a run, or asks about a link or a block of it. */
export function choose(target: Target | null, of: AskedRun = 'shown'): void {
  if (target !== null && target.kind !== 'peer') {
    ask(target, of)
    return
  }
  store.selected.value = target === null ? null : hostShown(target.host, of)
  if (store.panelId.value === 'legend') store.panelId.value = ''
}

/** Returns the number that a run's peer has in the run shown; null if it is not there. */
function hostShown(host: number, of: AskedRun): number | null {
  const [shown, companion] = [store.recording.value, store.companion.value]
  if (of === 'shown' || shown === null || companion === null) return host
  return counterpart(companion.recording, host, shown)
}

/** Writes a subject for the address: "link.3.7". */
export function subjectText(about: Subject): string {
  const { kind, ...numbers } = about
  return [kind, ...Object.values(numbers)].join('.')
}

/** Reads it again; null if it is none. */
export function readSubject(text: string | null): Subject | null {
  const [, kind, ...numbers] = /^(link|piece|block)\.(\d+)(?:\.(\d+))?$/.exec(text ?? '') ?? []
  const [first, second] = numbers.map(Number)
  if (kind === 'block' && Number.isNaN(second)) return { kind, row: first }
  if (Number.isNaN(second)) return null
  if (kind === 'link') return { kind, host: first, other: second }
  return kind === 'piece' ? { kind, host: first, piece: second } : null
}

/** Tells whether a recording has what a subject is about. */
export function isIn({ header, blocks }: Recording, about: Subject): boolean {
  const { hostCount, pieceCount } = header
  if (about.kind === 'block') return about.row < blocks.from.length
  if (about.host >= hostCount) return false
  return about.kind === 'link' ? about.other < hostCount : about.piece < pieceCount
}
