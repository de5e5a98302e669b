import { computed } from '@preact/signals'
import { clock, groupName, t } from '../../words/words.js'
import { moment } from '../moment.js'
import * as store from '../store.js'
import type { Outcome } from './outcome.js'
import { firstDifference } from './outcome.js'
import { changedOutcome, originalOutcome } from './stages.js'

/** When the two runs first differ, seconds; null if they never do. */
const differFrom = computed(() => {
  const { recording, companion } = store
  if (recording.value === null || companion.value === null) return null
  return firstDifference(recording.value, companion.value.recording)
})

/** What the acts changed: how far each group is now, and when its last peer became complete. */
export function Difference() {
  const [changed, original] = [changedOutcome.value, originalOutcome.value]
  const recording = store.recording.value
  if (changed === null || original === null || recording === null) return null
  const from = differFrom.value
  const groups = recording.header.groups.flatMap(({ name, isSeed }, group) =>
    isSeed ? [] : [{ name: groupName(name), group }],
  )
  return (
    <>
      <p data-difference>
        {from === null ? t('noDifference') : t('differFrom', { time: clock(from, 1) })}
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <td />
              <th scope="colgroup" colSpan={2}>
                {t('completeNow')}
              </th>
              <th scope="colgroup" colSpan={2}>
                {t('lastComplete')}
              </th>
            </tr>
            <tr>
              <th scope="col">{t('group')}</th>
              <th scope="col">{t('changed')}</th>
              <th scope="col">{t('original')}</th>
              <th scope="col">{t('changed')}</th>
              <th scope="col">{t('original')}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ name, group }) => (
              <Row key={name} name={groupName(name)} {...{ group, changed, original }} />
            ))}
            {groups.length > 1 && <Row name={t('all')} {...{ changed, original }} />}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface RowOf {
  readonly name: string
  readonly group?: number
  readonly changed: Outcome
  readonly original: Outcome
}

function Row({ name, group, changed, original }: RowOf) {
  const last = (outcome: Outcome) => {
    const seconds = outcome.lastComplete(group)
    return seconds === null ? '–' : clock(seconds)
  }
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{changed.completeBy(moment.value, group)}</td>
      <td>{original.completeBy(moment.value, group)}</td>
      <td>{last(changed)}</td>
      <td>{last(original)}</td>
    </tr>
  )
}
