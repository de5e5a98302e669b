import { clock, t } from '../../words/words.js'
import * as store from '../store.js'
import { ActButtons } from './act-buttons.js'
import { actText } from './act-text.js'
import { isForked, toggleFork } from './acting.js'
import { Difference } from './difference.js'
import { CopyScenario, ImportScenario, ScaledDown } from './scenario-files.js'
import { SettingsForm } from './settings-form.js'
import { UndoButtons } from './stages.js'

/** The sandbox: what can be done to the run, what was done, and what it changed. */
export function SandboxPanel() {
  return (
    <div class="sandbox">
      <h2>{t('actAt', { time: clock(store.time.value, 1) })}</h2>
      <ActButtons />
      <ScaledDown />
      <h2>{t('settings')}</h2>
      <SettingsForm />
      <h2>{t('whatWasDone')}</h2>
      <ActList />
      <h2>{t('difference')}</h2>
      <label>
        <input type="checkbox" data-fork checked={isForked.value} onChange={toggleFork} />{' '}
        {t('showOriginal')}
      </label>
      {isForked.value && <Difference />}
      <h2>{t('copyScenario')}</h2>
      <CopyScenario />
      <h2>{t('ownScenario')}</h2>
      <ImportScenario />
    </div>
  )
}

function ActList() {
  const acts = store.acts.value
  return (
    <>
      {acts.length === 0 ? (
        <p>{t('nothingDone')}</p>
      ) : (
        <ol class="act-list">
          {acts.map((act, i) => (
            // Acts have no name of their own, and their order is part of what they are.
            <li key={i}>
              <button
                type="button"
                class="link"
                title={t('goThere')}
                onClick={() => store.goTo(act.at)}
              >
                {clock(act.at, 1)}
              </button>{' '}
              {actText(act)}
            </li>
          ))}
        </ol>
      )}
      <UndoButtons />
    </>
  )
}
