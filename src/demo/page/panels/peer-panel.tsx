import { rankOf } from '../../../replay/event-kind.js'
import type { Recording } from '../../../replay/recording.js'
import { LINK, NO_NEIGHBOUR, PRESENCE, type SwarmState } from '../../../replay/swarm-state.js'
import { groupColour } from '../../stage/palette.js'
import { type Traffic, WINDOW_SECONDS } from '../../stage/traffic.js'
import { rate, t } from '../../words/words.js'
import { MarkKey } from '../charts/mark.js'
import { reasonText } from '../event-text.js'
import { moment } from '../moment.js'
import { peerName } from '../peer-name.js'
import { shownStage } from '../stage-model.js'
import * as store from '../store.js'
import { ask } from '../subject.js'
import { palette } from '../theme.js'
import { StateMeanings, statesText } from './link-states.js'

/** What a client shows of its neighbours, for the selected peer. */
export function PeerPanel() {
  const playhead = store.playhead.value
  const traffic = shownStage.traffic.value
  if (playhead === null || traffic === null) return null
  const host = store.selected.value
  const state = playhead.seek(moment.value)
  traffic.update(moment.value)
  return (
    <>
      <PeerChoice recording={playhead.recording} />
      {host === null ? (
        <p>{t('choosePeer')}</p>
      ) : state.presence[host] === PRESENCE.here ? (
        <PeerView {...{ recording: playhead.recording, state, host, traffic }} />
      ) : (
        <p>{t('notHere')}</p>
      )}
    </>
  )
}

function PeerChoice({ recording }: { recording: Recording }) {
  const hosts = Array.from({ length: recording.header.hostCount }, (_, host) => host)
  return (
    <label>
      <span class="label">{t('peer')}</span>
      <select
        value={store.selected.value ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          store.selected.value = value === '' ? null : Number(value)
        }}
      >
        <option value="">{t('nobody')}</option>
        {hosts.map((host) => (
          <option key={host} value={host}>
            {peerName(recording, host)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** What a view of a peer is made from. */
interface PeerAtMoment {
  readonly recording: Recording
  readonly state: SwarmState
  readonly traffic: Traffic
  readonly host: number
}

function PeerView(peer: PeerAtMoment) {
  const { recording, state, traffic, host } = peer
  const { header } = recording
  const rows = linkRows(state, host)
  const inUse = rows.filter((row) => isServed(state, host, row)).length
  return (
    <>
      <dl class="facts">
        <Fact label={t('pieces')}>
          {t('piecesOf', { n: state.pieceCounts[host], all: header.pieceCount })}
        </Fact>
        <Fact label={t('uplink')}>{rate(state.upBytesPerSecond[host])}</Fact>
        <Fact label={t('sends')}>{rate(traffic.sent[host])}</Fact>
        <Fact label={t('receives')}>{rate(traffic.received[host])}</Fact>
        <Fact label={t('slots')}>{t('piecesOf', { n: inUse, all: state.slots[host] })}</Fact>
      </dl>
      {rows.length === 0 ? <p>{t('noLinks')}</p> : <NeighbourTable {...peer} rows={rows} />}
      <p class="note">{t('tableNote', { n: WINDOW_SECONDS })}</p>
      <StateMeanings />
    </>
  )
}

function Fact({ label, children }: { label: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function linkRows(state: SwarmState, host: number): number[] {
  const rows: number[] = []
  const end = state.endRow(host)
  for (let row = state.firstRow(host); row < end; row++) {
    if (state.neighbour[row] !== NO_NEIGHBOUR) rows.push(row)
  }
  return rows
}

/** Whether the host lets the neighbour of a row download, and the neighbour wants to. */
function isServed(state: SwarmState, host: number, row: number): boolean {
  if ((state.links[row] & LINK.unchoked) === 0) return false
  const back = state.rowOf(state.neighbour[row], host)
  return back >= 0 && (state.links[back] & LINK.interested) !== 0
}

function NeighbourTable({ rows, ...peer }: PeerAtMoment & { readonly rows: readonly number[] }) {
  const { state, host, traffic } = peer
  const flow = (row: number) =>
    traffic.rate(host, state.neighbour[row]) + traffic.rate(state.neighbour[row], host)
  const weight = (row: number) => (isServed(state, host, row) ? 1e12 : 0) + flow(row)
  const sorted = rows.toSorted((a, b) => weight(b) - weight(a))
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('neighbour')}</th>
            <th scope="col">{t('pieces')}</th>
            <th scope="col">{t('receives')}</th>
            <th scope="col">{t('sends')}</th>
            <th scope="col">{t('weLet')}</th>
            <th scope="col">{t('theyLet')}</th>
          </tr>
        </thead>
        {sorted.map((row) => (
          <Neighbour key={row} {...peer} row={row} />
        ))}
      </table>
    </div>
  )
}

/** A neighbour: its figures, and below them why it is choked or not, and the states of the link. */
function Neighbour({ recording, state, traffic, host, row }: PeerAtMoment & { row: number }) {
  const neighbour = state.neighbour[row]
  const back = state.rowOf(neighbour, host)
  const [ours, theirs] = [state.links[row], back < 0 ? 0 : state.links[back]]
  const [isServed, isServing] = [ours, theirs].map((bits) => (bits & LINK.unchoked) !== 0)
  const shape = recording.hosts.group[neighbour]
  const look = { shape, colour: groupColour(palette.value, shape) }
  return (
    <tbody class={isServed ? 'served' : ''}>
      <tr>
        <th scope="rowgroup" rowSpan={2}>
          <MarkKey {...look} /> {peerName(recording, neighbour)}
        </th>
        <td>
          <Share count={state.pieceCounts[neighbour]} all={recording.header.pieceCount} />
        </td>
        <td>{rate(traffic.rate(neighbour, host))}</td>
        <td>{rate(traffic.rate(host, neighbour))}</td>
        <td>{mark(isServed)}</td>
        <td>
          <button
            type="button"
            class="link"
            title={t('askWhy')}
            aria-label={t(isServing ? 'yes' : 'no')}
            onClick={() => ask({ kind: 'link', host: neighbour, other: host })}
          >
            {mark(isServing)}
          </button>
        </td>
      </tr>
      <tr>
        <td class="link-state" colSpan={5}>
          <button
            type="button"
            class="link"
            title={t('askWhy')}
            onClick={() => ask({ kind: 'link', host, other: neighbour })}
          >
            {decisionText(isServed, state.decision[row])}
          </button>
          {' · '}
          {statesText(ours, theirs)}
        </td>
      </tr>
    </tbody>
  )
}

const mark = (isUnchoked: boolean) => (isUnchoked ? '✓' : '✗')

/** How many pieces a neighbour has, with a bar. */
function Share({ count, all }: { count: number; all: number }) {
  return (
    <span class="share">
      <i aria-hidden="true">
        <i style={{ width: `${(count / all) * 100}%` }} />
      </i>
      {count}
    </span>
  )
}

/** The reason of a decision and, if it unchoked, the neighbour's rank. */
function decisionText(isUnchoked: boolean, decision: number): string {
  const rank = rankOf(decision)
  const reason = reasonText(decision) || t('askWhy')
  return isUnchoked && rank >= 0 ? `${reason}, ${t('rank', { n: rank + 1 })}` : reason
}
