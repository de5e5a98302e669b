import { t } from '../../words/words.js'

interface TakeBackProps {
  /** Whether the reader has done anything. */
  readonly isDone: boolean
  undo(): void
}

/** The button that takes back the last thing that the reader did in an act. */
export function TakeBack({ isDone, undo }: TakeBackProps) {
  return (
    <button type="button" data-undo disabled={!isDone} onClick={undo}>
      {t('takeBack')}
    </button>
  )
}
