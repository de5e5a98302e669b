import { useEffect, useRef } from 'preact/hooks'
import { clock, t } from '../../words/words.js'
import { ActButtons } from './act-buttons.js'
import { instantNow } from './acting.js'
import { menuAt } from './target.js'

/** Room that the menu takes at least, pixels: it opens that far from the window's edges. */
const WIDTH = 400
const HEIGHT = 330

/** The menu of what can be done to a peer or a group, where the reader asked for it. */
export function ActMenu() {
  const dialog = useRef<HTMLDialogElement>(null)
  const at = menuAt.value
  useEffect(() => {
    if (at !== null && !dialog.current?.open) dialog.current?.showModal()
    if (at === null) dialog.current?.close()
  }, [at])
  const place =
    at === null
      ? {}
      : {
          left: `${Math.max(8, Math.min(at.x, innerWidth - WIDTH - 8))}px`,
          top: `${Math.max(8, Math.min(at.y, innerHeight - HEIGHT - 8))}px`,
        }
  return (
    <dialog
      ref={dialog}
      class="act-menu"
      style={place}
      aria-label={t('actMenu')}
      onClose={() => {
        menuAt.value = null
      }}
      onClick={(event) => {
        // The dialog itself is clicked only beside what is in it.
        if (event.target === dialog.current) menuAt.value = null
      }}
      // The keys of the page are not those of the menu.
      onKeyDown={(event) => event.stopPropagation()}
    >
      {at !== null && (
        <div class="act-menu-body">
          <h2>{t('actAt', { time: clock(instantNow(), 1) })}</h2>
          <ActButtons />
          <button
            type="button"
            class="close"
            onClick={() => {
              menuAt.value = null
            }}
          >
            {t('close')}
          </button>
        </div>
      )}
    </dialog>
  )
}
