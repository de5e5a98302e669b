import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ExplainedRound } from '../../../replay/explain-round.js'
import type { SwarmSettings } from '../../../sim/settings.js'
import { clock, rate, t } from '../../words/words.js'
import { explainInWorker } from '../engine-client.js'
import { peerName } from '../peer-name.js'
import * as store from '../store.js'
import { ask } from '../subject.js'
import type { Answer } from './answer.js'

/** The round asked for, and the answer as far as it is there. */
interface Question {
  readonly key: string
  readonly round: ExplainedRound | null | 'running' | 'failed'
}

const question = signal<Question>({ key: '', round: null })

/** A moment must last so long before the run is repeated up to it, milliseconds. */
const PATIENCE = 250

/** Shows the last round of a host's choker up to an instant, as ranked when it was decided. */
export function RoundTable({ recording, settings, of, host, seconds, other }: Asked) {
  const { scenario, isPlaying } = store
  // The hash tells runs with different acts apart.
  const key = [recording.header.traceHash, host, seconds].join(' ')
  const isWanted = !isPlaying.value && scenario.value.result?.isRepeatable !== false
  useEffect(() => {
    if (!isWanted || question.peek().key === key) return undefined
    const pending = { cancel: () => undefined as unknown }
    const timer = setTimeout(() => {
      pending.cancel = begin(key, settings, host, seconds)
    }, PATIENCE)
    return () => {
      clearTimeout(timer)
      pending.cancel()
    }
  }, [key, isWanted])
  if (!isWanted) return <p class="note">{t('roundPause')}</p>
  const { key: shownKey, round } = question.value
  if (shownKey !== key || round === 'running') return <p class="note">{t('roundRunning')}</p>
  if (round === null || round === 'failed') return <p class="note">{t('roundNone')}</p>
  return <Round {...{ round, recording, of, host, other }} />
}

interface Asked extends Pick<Answer, 'recording' | 'settings' | 'of'> {
  readonly host: number
  readonly seconds: number
  /** The neighbour to point out. */
  readonly other: number
}

/** Asks a worker; returns how to give up. */
function begin(key: string, of: SwarmSettings, host: number, seconds: number): () => void {
  question.value = { key, round: 'running' }
  const { done, cancel } = explainInWorker(of, host, seconds)
  const answer = (round: Question['round']) => {
    if (question.peek().key === key) question.value = { key, round }
  }
  done.then(answer, () => answer('failed'))
  return () => {
    cancel()
    if (question.peek().round === 'running') question.value = { key: '', round: null }
  }
}

interface RoundProps extends Omit<Asked, 'seconds' | 'settings'> {
  readonly round: ExplainedRound
}

function Round({ round, recording, of, host, other }: RoundProps) {
  const heading = { time: clock(round.seconds, 1), host: peerName(recording, host) }
  return (
    <>
      <h3>{t(round.isTimed ? 'roundTimed' : 'roundBetween', heading)}</h3>
      <div class="scroll">
        <table data-round>
          <thead>
            <tr>
              <th scope="col">{t('rankHead')}</th>
              <th scope="col">{t('neighbour')}</th>
              <th scope="col">{t('rateHead')}</th>
              <th scope="col">{t('decision')}</th>
              <th scope="col">{t('wantsUs')}</th>
            </tr>
          </thead>
          <tbody>
            {round.links.map((link) => (
              <tr key={link.row} class={link.isUnchoked ? 'served' : ''}>
                <td>{link.rank < 0 ? '' : link.rank + 1}</td>
                <th scope="row">
                  <button
                    type="button"
                    class="link"
                    aria-pressed={link.other === other}
                    onClick={() => ask({ kind: 'link', host, other: link.other }, of)}
                  >
                    {peerName(recording, link.other)}
                  </button>
                </th>
                <td>{rate(link.bytesPerSecond)}</td>
                <td>
                  {link.isUnchoked ? '✓ ' : '✗ '}
                  {t(`reason-${link.reason}`)}
                </td>
                <td>{link.isInterested ? '✓' : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
