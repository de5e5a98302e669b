import type { ComponentChildren } from 'preact'

interface TabsOf<Id extends string> {
  readonly tabs: readonly { readonly id: Id; readonly label: string }[]
  readonly shown: Id
  choose(id: Id): void
  /** The panel of the tab shown. */
  readonly children: ComponentChildren
}

/** Where an arrow or another key leads from a tab; null for keys that lead nowhere. */
function tabAfter(at: number, count: number, key: string): number | null {
  if (key === 'ArrowRight') return (at + 1) % count
  if (key === 'ArrowLeft') return (at - 1 + count) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

/**
 * Tabs and the panel of the one shown. As in every list of tabs, the Tab key goes to the one shown
 * and arrows to its neighbours.
 */
export function Tabs<Id extends string>({ tabs, shown, choose, children }: TabsOf<Id>) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.shiftKey) return
    const at = tabs.findIndex(({ id }) => id === shown)
    const next = tabAfter(at, tabs.length, event.key)
    if (next === null) return
    // The page has other uses for these keys.
    event.preventDefault()
    event.stopPropagation()
    choose(tabs[next].id)
    document.getElementById(`tab-${tabs[next].id}`)?.focus()
  }
  return (
    <>
      <div class="tabs" role="tablist" onKeyDown={onKeyDown}>
        {tabs.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === shown}
            aria-controls="panel"
            tabIndex={id === shown ? 0 : -1}
            onClick={() => choose(id)}
          >
            {label}
          </button>
        ))}
      </div>
      <section id="panel" role="tabpanel" aria-labelledby={`tab-${shown}`}>
        {children}
      </section>
    </>
  )
}
