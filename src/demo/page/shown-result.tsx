import { t } from '../words/words.js'
import * as store from './store.js'

/** Compares the trace hash of the run shown with that of the finished run. */
export function ResultHash() {
  const { result, settings } = store.scenario.value
  const header = store.recording.value?.header
  if (result === undefined || header === undefined || header.seed !== settings.seed) return null
  const { folder, traceHash } = result
  return header.traceHash === traceHash ? (
    <span data-same-hash> ✓ {t('sameHash', { folder })}</span>
  ) : (
    <strong data-same-hash role="alert">
      {' '}
      ⚠ {t('otherHash', { folder, hash: traceHash })}
    </strong>
  )
}
