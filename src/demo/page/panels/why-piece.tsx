import { EVENT, OUTCOME, pickOf } from '../../../replay/event-kind.js'
import type { Recording } from '../../../replay/recording.js'
import { NO_NEIGHBOUR, PRESENCE } from '../../../replay/swarm-state.js'
import { clock, t } from '../../words/words.js'
import { peerName } from '../peer-name.js'
import { firstAfter } from '../steps.js'
import type { Answer } from './answer.js'

/** Says why a host has a piece at a moment, has begun it, or lacks it. */
export function WhyPiece(props: Answer & { readonly host: number; readonly piece: number }) {
  const { recording, state, host, piece } = props
  const n = piece + 1
  const name = peerName(recording, host)
  const copies = state.copies[piece]
  const key = state.pieces.has(host, piece) ? 'pieceHas' : 'pieceLacks'
  return (
    <>
      <h2>{t(key, { host: name, n })}</h2>
      <History {...props} />
      <p>{t('pieceCopies', { n: copies, rank: rankOfPiece(state.copies, piece) })}</p>
      <p>{t('pieceNear', { n: neighboursWith(props) })}</p>
    </>
  )
}

/** What happened to the piece there so far. */
function History({
  recording,
  state,
  host,
  piece,
}: Answer & { readonly host: number; readonly piece: number }) {
  const { events } = recording
  const lines: string[] = []
  for (let at = 0, end = firstAfter(events.time, state.time); at < end; at++) {
    if (events.host[at] !== host) continue
    const time = clock(events.time[at], 1)
    const kind = events.kind[at]
    const isPiece = events.value[at] === piece
    if (kind === EVENT.held && (isPiece || events.value[at] < 0)) lines.push(t('pieceHeld'))
    if (kind === EVENT.started && isPiece) lines.push(startedText(recording, at))
    if (kind === EVENT.gained && isPiece) {
      const from = sourcesOf(recording, host, piece, events.time[at])
      lines.push(t('pieceGained', { time, from }))
    }
  }
  if (lines.length === 0) return <p data-answer>{t('pieceNotBegun')}</p>
  return lines.map((line) => (
    <p key={line} class="answer" data-answer>
      {line}
    </p>
  ))
}

/** Returns why a piece was started, from what its picker saw. */
export function startedText(recording: Recording, at: number): string {
  const { detail, host, other, time, value } = recording.events
  const { copies, rarer, equal, isRandom } = pickOf(detail[at])
  const { picker } = recording.header.groups[recording.hosts.group[host[at]]]
  const values = {
    time: clock(time[at], 1),
    host: peerName(recording, host[at]),
    other: peerName(recording, other[at]),
    piece: value[at] + 1,
  }
  const why = isRandom ? t('pickRandom') : t('pickSeen', { copies, rarer, equal, picker })
  return `${t('pieceStarted', values)} ${why}`
}

/** Returns who sent how many blocks of a piece, the most first. */
function sourcesOf(recording: Recording, host: number, piece: number, seconds: number): string {
  const { blocks } = recording
  const counts = new Map<number, number>()
  for (let row = 0; row < blocks.to.length; row++) {
    if (blocks.to[row] !== host || blocks.piece[row] !== piece) continue
    if (blocks.outcome[row] !== OUTCOME.useful || blocks.end[row] > seconds) continue
    counts.set(blocks.from[row], (counts.get(blocks.from[row]) ?? 0) + 1)
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  return sorted.map(([from, n]) => `${peerName(recording, from)} (${n})`).join(', ')
}

/** Returns the rank of a piece by copies: 1 is the rarest. */
function rankOfPiece(copies: Int32Array, piece: number): number {
  return copies.reduce((rank, each) => rank + Number(each < copies[piece]), 1)
}

/** Counts the host's neighbours that hold the piece. */
function neighboursWith({
  state,
  host,
  piece,
}: Answer & { readonly host: number; readonly piece: number }): number {
  const found = new Set<number>()
  for (let row = state.firstRow(host); row < state.endRow(host); row++) {
    const other = state.neighbour[row]
    if (other === NO_NEIGHBOUR || state.presence[other] !== PRESENCE.here) continue
    if (state.pieces.has(other, piece)) found.add(other)
  }
  return found.size
}
