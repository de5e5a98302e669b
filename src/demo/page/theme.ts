import { computed, effect, signal } from '@preact/signals'
import { DARK, LIGHT, type Palette } from '../stage/palette.js'
import { theme } from './store.js'

const system = matchMedia('(prefers-color-scheme: dark)')
const isSystemDark = signal(system.matches)
system.addEventListener('change', ({ matches }) => {
  isSystemDark.value = matches
})

/** Whether the page is dark: by choice, or as the system is. */
export const isDark = computed(() =>
  theme.value === null ? isSystemDark.value : theme.value === 'dark',
)

/** The colours of the stage and the charts. */
export const palette = computed<Palette>(() => (isDark.value ? DARK : LIGHT))

/** Gives the document its theme from now on. */
export function startTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light'
  })
}
