import { improvingPairs } from '../../../stage/improving-pairs.js'
import { t } from '../../../words/words.js'
import { moment } from '../../moment.js'
import { shown } from '../chapter-store.js'
import { Bars } from './bars.js'

/** For every run on the stage: how many pairs would both gain by a trade, at the moment shown. */
export function ImprovingPairs() {
  const bars = shown.value.map(({ label, result: { playhead } }) => ({
    label,
    value: improvingPairs(playhead.recording, playhead.seek(moment.value)).length,
  }))
  return (
    <>
      <Bars bars={bars} unit="count" />
      <p class="note">{t('improvingNote')}</p>
    </>
  )
}
