import { signal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import { LINK, NO_NEIGHBOUR, PRESENCE, type SwarmState } from '../../../replay/swarm-state.js'
import type { Chapter } from '../../chapters/chapter.js'
import { type Choice, type HandGame, handGame } from '../../chapters/hand-game.js'
import { receivedBytes } from '../../chapters/received.js'
import { clock, number, rate, t } from '../../words/words.js'
import { moment } from '../moment.js'
import { peerName } from '../peer-name.js'
import { instantNow } from '../sandbox/acting.js'
import * as store from '../store.js'
import { variantScenario } from './chapter-data.js'
import { type Result, runScenario, runs } from './chapter-runs.js'
import { showAgainst, tried } from './chapter-store.js'
import { TakeBack } from './take-back.js'

/** Seconds that a step of the game takes: a choking round. */
const STEP_SECONDS = 10
/** The window over which the client itself measures rates, seconds. */
const WINDOW_SECONDS = 20
/** When the game shows its first picture, seconds after its begin: neighbours are there by then. */
const FIRST_SECONDS = 3

const game = signal<HandGame | null>(null)
const rival = signal<Result | null>(null)
const choices = signal<readonly Choice[]>([])

/** The reader gives the slots of one peer, for a while; its own choker plays the same minutes. */
export function ChokeByHand({ of }: { of: Chapter }) {
  useLayoutEffect(() => void begin(of), [of, runs.value])
  const playing = game.value
  const mine = tried.value?.result
  const state = store.playhead.value?.seek(store.time.value) ?? null
  if (playing === null || rival.value === null || mine === undefined || state === null) return null
  const now = moment.value
  return (
    <>
      <div class="act-row">
        <output>
          {t('handClock', {
            time: clock(Math.min(now, playing.until) - playing.from),
            all: clock(playing.until - playing.from),
          })}
        </output>
        <button
          type="button"
          class="play"
          data-on
          disabled={now >= playing.until}
          onClick={() => store.goTo(Math.min(playing.until, store.time.value + STEP_SECONDS))}
        >
          {t('handOn', { n: STEP_SECONDS })}
        </button>
        <TakeBack
          isDone={choices.value.length > 0}
          undo={() => void play(of, choices.value.slice(0, -1))}
        />
      </div>
      <Score game={playing} mine={mine} rival={rival.value} />
      <Neighbours of={of} game={playing} mine={mine} state={state} />
    </>
  )
}

/** Begins the game: both players have chosen nobody yet. */
async function begin(of: Chapter): Promise<void> {
  // The worker runs the chapter's variants first.
  if (of.act.kind !== 'choke-by-hand' || runs.value === null) return
  const { group, seconds } = of.act
  const own = variantScenario(of, of.variants[0].id, store.seed.value)
  const made = handGame(own, group, seconds)
  game.value = made
  rival.value = null
  const result = await runScenario(of, made.rival)
  if (result === null || game.value !== made) return
  rival.value = result
  await play(of, [])
  store.goTo(made.from + FIRST_SECONDS)
}

async function play(of: Chapter, wanted: readonly Choice[]): Promise<void> {
  const [playing, other] = [game.value, rival.value]
  if (playing === null || other === null) return
  choices.value = wanted
  const result = await runScenario(of, playing.play(wanted))
  if (result === null || choices.value !== wanted) return
  showAgainst({ label: t('handYou'), result }, { label: t('handRival'), result: other })
  store.selected.value = playing.you
}

/** Who has a slot at an instant. */
function chosenAt(seconds: number): readonly number[] {
  return choices.value.findLast(({ at }) => at <= seconds)?.to ?? []
}

interface InGame {
  readonly game: HandGame
  readonly mine: Result
}

/** What both players have received by the moment shown. */
function Score({ game: playing, mine, rival: other }: InGame & { readonly rival: Result }) {
  const until = Math.min(moment.value, playing.until)
  const bytes = [mine, other].map(({ playhead }) =>
    receivedBytes(playhead.recording, playing.you, { from: 0, until }),
  )
  const most = Math.max(1, ...bytes)
  const isOver = moment.value >= playing.until
  const [own, theirs] = bytes
  const verdict = own > theirs ? 'handWon' : own < theirs ? 'handLost' : 'handEven'
  return (
    <div role="status" class="duel">
      {[t('handYou'), t('handRival')].map((label, i) => (
        <div key={label} class="duel-row">
          <span class="label">{label}</span>
          <meter min={0} max={most} value={bytes[i]} aria-label={label} />
          <output data-score={i === 0 ? 'you' : 'rival'}>{kilobytes(bytes[i])}</output>
        </div>
      ))}
      {isOver && (
        <p data-verdict>{t(verdict, { difference: kilobytes(Math.abs(own - theirs)) })}</p>
      )}
    </div>
  )
}

function kilobytes(bytes: number): string {
  return t('handKB', { n: number(bytes / 1000) })
}

interface NeighboursOf extends InGame {
  readonly of: Chapter
  readonly state: SwarmState
}

/** The neighbours as the peer knows them: what they sent, and who serves it. */
function Neighbours({ of, game: playing, mine, state }: NeighboursOf) {
  const { recording } = mine.playhead
  const now = moment.value
  const chosen = chosenAt(now)
  const slots = state.slots[playing.you]
  const isOver = now >= playing.until
  const span = { from: now - WINDOW_SECONDS, until: now }
  const seconds = Math.min(WINDOW_SECONDS, Math.max(1, now - playing.from))
  return (
    <table class="figures hand">
      <thead>
        <tr>
          <th scope="col">{t('handSlots', { n: chosen.length, all: slots })}</th>
          <th scope="col">{t('handSends')}</th>
          <th scope="col">{t('handServes')}</th>
          <th scope="col">{t('handWants')}</th>
        </tr>
      </thead>
      <tbody>
        {neighboursOf(state, playing.you).map(({ host, servesUs, wantsOurs }) => (
          <tr key={host}>
            <th scope="row">
              <button
                type="button"
                data-slot={host}
                aria-pressed={chosen.includes(host)}
                disabled={isOver || (!chosen.includes(host) && chosen.length >= slots)}
                onClick={() => void choose(of, host)}
              >
                {peerName(recording, host)}
              </button>
            </th>
            <td>{rate(receivedBytes(recording, playing.you, span, host) / seconds)}</td>
            <td>{servesUs ? t('yes') : ''}</td>
            <td>{wantsOurs ? t('yes') : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Gives a neighbour a slot at the moment shown, or takes it; what was chosen later is dropped. */
async function choose(of: Chapter, host: number): Promise<void> {
  store.isPlaying.value = false
  const at = instantNow()
  store.goTo(at)
  const before = chosenAt(at)
  const to = before.includes(host) ? before.filter((each) => each !== host) : [...before, host]
  await play(of, [...choices.value.filter((choice) => choice.at < at), { at, to }])
}

/** The leechers that a host is connected with, by their numbers. */
function neighboursOf(state: SwarmState, you: number) {
  const found: { host: number; servesUs: boolean; wantsOurs: boolean }[] = []
  const { length: pieces } = state.copies
  for (let row = state.firstRow(you); row < state.endRow(you); row++) {
    const host = state.neighbour[row]
    if (host === NO_NEIGHBOUR || state.presence[host] !== PRESENCE.here) continue
    const back = state.rowOf(host, you)
    if (back < 0 || state.pieceCounts[host] === pieces) continue
    const bits = state.links[back]
    found.push({
      host,
      servesUs: (bits & LINK.unchoked) !== 0,
      wantsOurs: (bits & LINK.interested) !== 0,
    })
  }
  return found.toSorted((a, b) => a.host - b.host)
}
