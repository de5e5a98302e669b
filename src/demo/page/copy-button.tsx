import { signal } from '@preact/signals'
import { t } from '../words/words.js'

/** How long a button tells that it has copied, milliseconds. */
const TOLD_MILLISECONDS = 2000

/** The text that was copied a moment ago; null for none. */
const copied = signal<string | null>(null)

/** Copies a text. */
export function CopyButton({ text }: { readonly text: string }) {
  return (
    <button
      type="button"
      onClick={async () => {
        await navigator.clipboard?.writeText(text)
        copied.value = text
        setTimeout(() => {
          copied.value = null
        }, TOLD_MILLISECONDS)
      }}
    >
      {t(copied.value === text ? 'copied' : 'copy')}
    </button>
  )
}
