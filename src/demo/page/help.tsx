import { useEffect, useRef } from 'preact/hooks'
import { t } from '../words/words.js'
import { KEYS } from './keyboard.js'
import { isHelpOpen } from './store.js'

/** The help: every key and what it does. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = isHelpOpen.value
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal()
    if (!isOpen) dialog.current?.close()
  }, [isOpen])
  return (
    <dialog
      ref={dialog}
      aria-label={t('keys')}
      onClose={() => {
        isHelpOpen.value = false
      }}
    >
      <h2>{t('keys')}</h2>
      <dl>
        {KEYS.map(({ shown, about }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{t(about)}</dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        onClick={() => {
          isHelpOpen.value = false
        }}
      >
        {t('close')}
      </button>
    </dialog>
  )
}
