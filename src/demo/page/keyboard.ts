import { LAYOUT_NAMES } from '../stage/layouts.js'
import type { WordKey } from '../words/words.js'
import { chapter, goToStop, stopAt } from './chapters/chapter-store.js'
import { redo, toggleFork, undo } from './sandbox/acting.js'
import { openMenu } from './sandbox/target.js'
import { changeSpeed, stepEvent, stepRound, togglePlay } from './steps.js'
import * as store from './store.js'

/** A key, as `KeyboardEvent.key` names it, and what it does. */
interface Key {
  readonly keys: readonly string[]
  /** How the help shows it, and what the help says of it. */
  readonly shown: string
  readonly about: WordKey
  act(event: KeyboardEvent): void
  /** Whether it does anything now; without this it always does. */
  isActive?(): boolean
}

/** Whether the run shown may be changed: it belongs to no chapter. */
const isFree = () => chapter.value === null

/** All keys of the page, in the order of the help. To add one, add a line and its text. */
export const KEYS: readonly Key[] = [
  { keys: [' '], shown: 'Space', about: 'key-space', act: togglePlay },
  {
    keys: ['ArrowLeft', 'ArrowRight'],
    shown: '← →',
    about: 'key-arrows',
    act: (event) => {
      const direction = event.key === 'ArrowLeft' ? -1 : 1
      if (event.shiftKey) stepRound(direction)
      else stepEvent(direction)
    },
  },
  { keys: [], shown: 'Shift ← →', about: 'key-shift-arrows', act: () => undefined },
  {
    keys: ['[', ']', 'х', 'ъ'],
    shown: '[ ]',
    about: 'key-brackets',
    act: ({ key }) => changeSpeed(key === '[' || key === 'х' ? -1 : 1),
  },
  {
    keys: ['Home', 'End'],
    shown: 'Home End',
    about: 'key-home',
    act: ({ key }) => store.goTo(key === 'Home' ? 0 : Number.POSITIVE_INFINITY),
  },
  {
    keys: ['l', 'д'],
    shown: 'L',
    about: 'key-l',
    act: () => {
      const next = LAYOUT_NAMES.indexOf(store.layout.value) + 1
      store.layout.value = LAYOUT_NAMES[next % LAYOUT_NAMES.length]
    },
  },
  { keys: ['f', 'а'], shown: 'F', about: 'key-f', isActive: isFree, act: toggleFork },
  {
    keys: ['m', 'ь', 'ContextMenu'],
    shown: 'M',
    about: 'key-m',
    isActive: isFree,
    act: () => openMenu(store.selected.value, innerWidth / 4, innerHeight / 4),
  },
  { keys: ['u', 'г'], shown: 'U', about: 'key-u', isActive: isFree, act: undo },
  { keys: ['r', 'к'], shown: 'R', about: 'key-r', isActive: isFree, act: redo },
  {
    keys: ['PageUp', 'PageDown', 'p', 'n', 'з', 'т'],
    shown: 'PgUp PgDn, p n',
    about: 'key-pages',
    isActive: () => chapter.value !== null,
    act: ({ key }) => goToStop(stopAt.value + (['PageDown', 'n', 'т'].includes(key) ? 1 : -1)),
  },
  {
    keys: ['Escape'],
    shown: 'Esc',
    about: 'key-escape',
    act: () => {
      if (!store.isHelpOpen.value) store.selected.value = null
      store.isHelpOpen.value = false
    },
  },
  {
    keys: ['?'],
    shown: '?',
    about: 'key-help',
    act: () => {
      store.isHelpOpen.value = !store.isHelpOpen.value
    },
  },
]

/** Controls that use keys themselves: what is typed there is theirs. */
const OWN_KEYS = 'input:not([type=range]), [data-knob], select, textarea'

/** Listens to the keyboard from now on. */
export function startKeyboard(): void {
  addEventListener('keydown', (event) => {
    const { target, key } = event
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (target instanceof Element && target.matches(OWN_KEYS) && key !== 'Escape') return
    // Space on a button presses it.
    if (key === ' ' && target instanceof HTMLButtonElement) return
    const found = KEYS.find(({ keys }) => keys.includes(key))
    if (found === undefined || found.isActive?.() === false) return
    event.preventDefault()
    found.act(event)
  })
}
