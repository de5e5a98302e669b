import { signal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import type { SwarmState } from '../../../replay/swarm-state.js'
import type { Chapter } from '../../chapters/chapter.js'
import { instantOf } from '../../chapters/instant.js'
import { type Bytes, effectsOf, type Trade, withTrades } from '../../chapters/trades.js'
import { improvingPairs, type Pair } from '../../stage/improving-pairs.js'
import { clock, number, t } from '../../words/words.js'
import { moment } from '../moment.js'
import { peerName } from '../peer-name.js'
import { instantNow } from '../sandbox/acting.js'
import * as store from '../store.js'
import { subject } from '../subject.js'
import { variantScenario } from './chapter-data.js'
import { type Result, results, runScenario } from './chapter-runs.js'
import { compareWith, showAgainst } from './chapter-store.js'
import { emphasisOf } from './emphasis-of.js'
import { TakeBack } from './take-back.js'

/** How long after a trade its effect is measured, seconds. */
const EFFECT_SECONDS = 60
/** The most pairs that are listed. */
const MOST_PAIRS = 8

/** A trade that was made, and the runs without and with it. */
interface Made extends Trade {
  readonly without: Result
  readonly changed: Result
}

const made = signal<readonly Made[]>([])

/** The reader lets improving pairs trade, one after another, and sees who pays for it. */
export function TradeAPair({ of }: { of: Chapter }) {
  const [{ id: variant }] = of.variants
  const own = results.value[variant]
  useLayoutEffect(() => {
    made.value = []
    if (own === undefined) return
    store.goTo(instantOf(of.steps[0].at, own.run))
    showTrades(variant, [])
  }, [own])
  const state = store.playhead.value?.seek(store.time.value) ?? null
  const { recording } = store
  if (own === undefined || state === null || recording.value === null) return null
  void moment.value
  const pairs = improvingPairs(recording.value, state)
  const last = made.value.at(-1)
  return (
    <>
      <p role="status" data-pairs={pairs.length}>
        {t('tradePairs', { n: pairs.length, time: clock(store.time.value) })}
      </p>
      <div class="act-row">
        {listed(pairs, state).map((pair) => (
          <button
            key={pair.join(' ')}
            type="button"
            data-trade={pair.join('-')}
            aria-current={isAsked(pair) ? 'true' : undefined}
            onClick={() => void trade(of, variant, own, pair)}
          >
            {pair.map((host) => peerName(own.playhead.recording, host)).join(' ↔ ')}
          </button>
        ))}
        <TakeBack
          isDone={last !== undefined}
          undo={() => {
            made.value = made.value.slice(0, -1)
            showTrades(variant, made.value)
          }}
        />
      </div>
      {last === undefined ? <p class="note">{t('tradeHint')}</p> : <Effect of={last} />}
    </>
  )
}

/** Whether the reader clicked on the line of a pair. */
function isAsked([a, b]: Pair): boolean {
  const about = subject.value
  if (about?.kind !== 'link') return false
  return (about.host === a && about.other === b) || (about.host === b && about.other === a)
}

/** The pairs that are listed: that of the line clicked, then those with the fastest uplinks. */
function listed(pairs: readonly Pair[], { upBytesPerSecond }: SwarmState): readonly Pair[] {
  const slower = ([a, b]: Pair) => Math.min(upBytesPerSecond[a], upBytesPerSecond[b])
  const others = pairs.filter((pair) => !isAsked(pair)).toSorted((a, b) => slower(b) - slower(a))
  return [...pairs.filter(isAsked), ...others].slice(0, MOST_PAIRS)
}

async function trade(of: Chapter, variant: string, own: Result, pair: Pair): Promise<void> {
  store.isPlaying.value = false
  const before = made.value
  const next: Trade = { at: instantNow(), pair }
  // What was traded after the moment shown is dropped.
  const kept = before.filter(({ at }) => at <= next.at)
  const scenario = variantScenario(of, variant, store.seed.value)
  const changed = await runScenario(of, withTrades(scenario, [...kept, next]))
  if (changed === null || made.value !== before) return
  made.value = [...kept, { ...next, without: kept.at(-1)?.changed ?? own, changed }]
  showTrades(variant, made.value)
}

/** Shows the run with the trades next to that without the last one, with the gold lines of both. */
function showTrades(variant: string, trades: readonly Made[]): void {
  const last = trades.at(-1)
  const at = store.time.value
  if (last === undefined) {
    compareWith(variant)
    store.goTo(at)
  } else {
    const without = { label: t('tradeWithout'), result: last.without }
    showAgainst({ label: t('tradeWith'), result: last.changed }, without)
  }
  const gold = (result: Result) => emphasisOf([{ kind: 'links', which: 'improving' }], result)
  const [shown, other] = last ? [last.changed, last.without] : [results.value[variant], null]
  store.emphasis.value = gold(shown)
  store.companionEmphasis.value = other === null ? null : gold(other)
}

/** What the last trade did to its two peers, and to those that made room for it. */
function Effect({ of }: { of: Made }) {
  const { without, changed } = of
  const { recording } = changed.playhead
  const effects = effectsOf(of, without.playhead.recording, recording, EFFECT_SECONDS)
  const gained = effects.filter(({ isTrader, fromDeal }) => isTrader && isMore(fromDeal))
  const lost = effects.filter(({ isTrader, fromDeal }) => !isTrader && isLess(fromDeal))
  const kilobytes = (bytes: number) => number(bytes / 1000)
  return (
    <>
      <table class="figures" data-effect>
        <caption>{t('tradeReceives', { n: EFFECT_SECONDS })}</caption>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">{t('tradeFromDeal')}</th>
            <th scope="col">{t('tradeInAll')}</th>
          </tr>
        </thead>
        <tbody>
          {effects.map(({ host, isTrader, fromDeal, inAll }) => (
            <tr key={host} data-trader={isTrader}>
              <th scope="row">
                {peerName(recording, host)} {isTrader ? '' : t('tradeDropped')}
              </th>
              {[fromDeal, inAll].map((bytes, i) => (
                <td key={i}>
                  {kilobytes(bytes.without)} → {kilobytes(bytes.changed)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p role="status">
        {gained.length === 2 ? t('tradeBoth') : t('tradeNotBoth', { n: gained.length })}{' '}
        {lost.length > 0
          ? t('tradeLost', {
              n: lost.length,
              peers: lost.map(({ host }) => peerName(recording, host)).join(', '),
            })
          : t('tradeNobodyLost')}
      </p>
    </>
  )
}

const isMore = ({ without, changed }: Bytes) => changed > without
const isLess = ({ without, changed }: Bytes) => changed < without
