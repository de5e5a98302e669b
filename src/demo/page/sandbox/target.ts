import { computed, signal } from '@preact/signals'
import { PRESENCE } from '../../../replay/swarm-state.js'
import { place } from '../chapters/chapter-store.js'
import { moment } from '../moment.js'
import { groupAndIndex } from '../peer-name.js'
import * as store from '../store.js'
import type { PeerName } from './acts.js'

/** What an act is about: a peer, or every peer of a group. */
export type Target =
  | { readonly kind: 'peer'; readonly peer: PeerName; readonly isHere: boolean }
  | { readonly kind: 'group'; readonly group: string }

/** The group chosen while no peer is selected. */
export const chosenGroup = signal('')

/** What the next act is about: the selected peer, else the chosen group. Null without a run. */
export const target = computed<Target | null>(() => {
  const recording = store.recording.value
  if (recording === null) return null
  const host = store.selected.value
  if (host === null) {
    const names = recording.header.groups.map(({ name }) => name)
    const group = names.includes(chosenGroup.value) ? chosenGroup.value : names[0]
    return { kind: 'group', group }
  }
  const state = store.playhead.value!.seek(moment.value)
  const isHere = state.presence[host] === PRESENCE.here
  return { kind: 'peer', peer: groupAndIndex(recording, host), isHere }
})

/** Where the menu is open, in pixels of the window; null while it is closed. */
export const menuAt = signal<{ readonly x: number; readonly y: number } | null>(null)

/** Opens the menu at a point, for a peer or, with null, for the whole swarm. */
export function openMenu(host: number | null, x: number, y: number): void {
  // A chapter's runs are its own.
  if (store.playhead.value === null || place.value !== null) return
  store.isPlaying.value = false
  store.selected.value = host
  menuAt.value = { x, y }
}
