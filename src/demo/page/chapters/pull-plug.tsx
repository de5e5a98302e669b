import { signal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import type { Recording } from '../../../replay/recording.js'
import { hostsInOrder } from '../../../sim/arrival-times.js'
import type { Chapter } from '../../chapters/chapter.js'
import { starvingHosts } from '../../chapters/measure.js'
import { type OwnEvent, withHealing, withOwnEvents } from '../../chapters/own-events.js'
import { clock, t } from '../../words/words.js'
import { peerName } from '../peer-name.js'
import { instantNow } from '../sandbox/acting.js'
import * as store from '../store.js'
import { variantScenario } from './chapter-data.js'
import { type Result, runScenario } from './chapter-runs.js'
import { compareWith, showTried, tried } from './chapter-store.js'
import { chapterText } from './chapter-words.js'
import { TakeBack } from './take-back.js'

/** A peer whose plug the reader pulled. */
interface Pull {
  readonly at: number
  readonly host: number
}

const variant = signal('')
const heals = signal(false)
const pulls = signal<readonly Pull[]>([])

/** The reader pulls the plug of any peer, in any of the chapter's shapes, and sees who starves. */
export function PullPlug({ of }: { of: Chapter }) {
  const { act } = of
  useLayoutEffect(() => {
    if (act.kind === 'kill-node') chooseVariant(act.variants[0])
  }, [act])
  const recording = store.recording.value
  if (act.kind !== 'kill-node' || recording === null) return null
  return (
    <>
      <ShapeChoice of={of} variants={act.variants} />
      <PeerChoice of={of} recording={recording} />
      <Starving />
    </>
  )
}

function ShapeChoice({ of, variants }: { of: Chapter; variants: readonly string[] }) {
  return (
    <div class="act-row">
      <label>
        <span class="label">{t('plugShape')}</span>
        <select
          data-shape
          value={variant.value}
          onChange={(event) => chooseVariant(event.currentTarget.value)}
        >
          {variants.map((id) => (
            <option key={id} value={id}>
              {chapterText(of, `variant.${id}`, null)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          data-heals
          checked={heals.value}
          onChange={() => {
            heals.value = !heals.value
            void pull(of, [...pulls.value])
          }}
        />{' '}
        {t('plugHeals')}
      </label>
    </div>
  )
}

function PeerChoice({ of, recording }: { of: Chapter; recording: Recording }) {
  const host = store.selected.value ?? 0
  return (
    <div class="act-row">
      <label>
        <span class="label">{t('plugPeer')}</span>
        <select
          data-plug
          value={host}
          onChange={(event) => {
            store.selected.value = Number(event.currentTarget.value)
          }}
        >
          {Array.from(recording.hosts.group, (_, each) => (
            <option key={each} value={each}>
              {peerName(recording, each)}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="play"
        data-pull
        disabled={pulls.value.some((each) => each.host === host)}
        onClick={() => void pull(of, [...pulls.value, { at: instantNow(), host }])}
      >
        {t('plugPull', { time: clock(store.time.value) })}
      </button>
      <TakeBack
        isDone={pulls.value.length > 0}
        undo={() => void pull(of, pulls.value.slice(0, -1))}
      />
    </div>
  )
}

function chooseVariant(id: string): void {
  variant.value = id
  pulls.value = []
  compareWith(id)
}

async function pull(of: Chapter, wanted: readonly Pull[]): Promise<void> {
  pulls.value = wanted
  const at = store.time.value
  const { selected } = store
  const host = selected.value
  if (wanted.length === 0) {
    compareWith(variant.value)
  } else {
    const result = await runScenario(of, pulledScenario(of, wanted))
    if (result === null || pulls.value !== wanted) return
    showTried(labelOf(result, wanted), result, variant.value)
  }
  store.goTo(at)
  selected.value = host
}

function pulledScenario(of: Chapter, wanted: readonly Pull[]) {
  const { model } = of.scenario as { readonly model: string }
  const own = variantScenario(of, variant.value, store.seed.value)
  const scenario = withHealing(own, model, heals.value)
  const order = hostsInOrder(scenario.settings.groups, scenario.settings.seed)
  const events = wanted.map(
    ({ at, host }): OwnEvent => ({ at, do: 'kill-node', node: order.indexOf(host) }),
  )
  return withOwnEvents(scenario, events)
}

function labelOf({ playhead }: Result, wanted: readonly Pull[]): string {
  const peers = wanted.map(({ host }) => peerName(playhead.recording, host)).join(', ')
  return t('plugWithout', { peers })
}

/** Who never gets the file in the reader's run. */
function Starving() {
  const result = tried.value?.result
  if (result === undefined) return <p class="note">{t('plugHint')}</p>
  const { run, playhead } = result
  const hosts = starvingHosts(run)
  const last = run.summary.lastFinishSeconds
  return (
    <p role="status" data-starving={hosts.length}>
      {hosts.length === 0 && last !== null
        ? t('plugNobody', { time: clock(last) })
        : t('plugStarve', {
            n: hosts.length,
            peers: hosts.map((host) => peerName(playhead.recording, host)).join(', '),
          })}
    </p>
  )
}
