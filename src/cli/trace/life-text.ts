import { formatRate } from '../../lab/scenario/units.js'
import type { Pick } from '../../replay/event-kind.js'
import type { LifeMoment, MomentKind } from '../../replay/life.js'
import type { Recording } from '../../replay/recording.js'

/** What each kind of moment reads like; `{other}`, `{piece}` and so on are filled in. */
const TEXTS: Readonly<Record<MomentKind, string>> = {
  arrives: 'arrives with {count}',
  'leaves-complete': 'leaves, complete',
  'leaves-incomplete': 'leaves, incomplete',
  vanishes: 'vanishes without a message',
  'goes-offline': 'goes offline',
  'is-online-again': 'is online again',
  'tracker-answers': 'the tracker answers: {count}',
  connects: 'is connected to {other}',
  disconnects: 'closes its connection to {other}',
  wants: 'is interested in {other}',
  'wants-nothing': 'is no longer interested in {other}',
  'is-wanted': '{other} is interested in it',
  'is-wanted-no-longer': '{other} is no longer interested in it',
  unchokes: 'unchokes {other}: {reason}',
  'keeps-unchoked': 'keeps {other} unchoked: now {reason}',
  chokes: 'chokes {other}: {reason}',
  'is-unchoked': '{other} unchokes it: {reason}',
  'is-choked': '{other} chokes it: {reason}',
  'is-snubbed': '{other} snubs it: no block for a minute',
  'is-snubbed-no-longer': '{other} sends blocks again and snubs it no longer',
  'has-first-block': '{other} sends its first block',
  'starts-piece': 'starts piece {piece}, requested from {other}: {pick}',
  'has-piece': 'has piece {piece}: {sources}',
  'is-complete': 'is complete',
  'duplicate-block': 'block {block} of piece {piece} from {other} is a duplicate',
  'corrupt-block': 'block {block} of piece {piece} from {other} is corrupt',
  'lost-block': 'block {block} of piece {piece} from {other} is lost',
  'uplink-changes': 'its uplink is now {rate}',
  'downlink-changes': 'its downlink is now {rate}',
  'policy-changes': 'chokes by another policy from now on, with {count}',
}

/** What the moments of a kind count, if those are not addresses. */
const THINGS: Partial<Record<MomentKind, string>> = { arrives: 'piece', 'policy-changes': 'slot' }

/**
 * Returns a life as lines: time and what happens. Connections that follow each other directly share
 * a line, since a peer makes dozens of them when it arrives.
 */
export function lifeLines(recording: Recording, moments: readonly LifeMoment[]): string[] {
  const lines: string[] = []
  let at = 0
  while (at < moments.length) {
    const first = at++
    if (moments[first].kind === 'connects') {
      while (moments[at]?.kind === 'connects') at++
    }
    lines.push(
      at - first === 1
        ? momentLine(recording, moments[first])
        : connectionsLine(recording, moments.slice(first, at)),
    )
  }
  return lines
}

function connectionsLine(recording: Recording, moments: readonly LifeMoment[]): string {
  const { header, hosts } = recording
  const counts = header.groups.map(({ name }, group) => {
    const links = moments.filter(({ other = -1 }) => hosts.group[other] === group)
    return { name, count: links.length }
  })
  const groups = counts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${name}`)
  const [start, end] = [moments[0], moments[moments.length - 1]].map((one) =>
    clockText(one.seconds),
  )
  const until = start === end ? '' : ` until ${end}`
  return `${start.padStart(11)}  makes ${moments.length} connections${until}: ${groups.join(', ')}`
}

function momentLine(recording: Recording, moment: LifeMoment): string {
  const values = valuesOf(recording, moment)
  const text = TEXTS[moment.kind].replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  return `${clockText(moment.seconds).padStart(11)}  ${text.replace(/: $/, '')}`
}

/** Names a peer by its number and its group. */
export function peerText({ header, hosts }: Recording, peer: number): string {
  return `${peer} (${header.groups[hosts.group[peer]].name})`
}

/** Returns a time as h:mm:ss or m:ss with hundredths, which sort as they read. */
export function clockText(seconds: number): string {
  const hundredths = Math.round(seconds * 100)
  const [minutes, rest] = [Math.floor(hundredths / 6000), (hundredths % 6000) / 100]
  const tail = rest.toFixed(2).padStart(5, '0')
  if (minutes < 60) return `${minutes}:${tail}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${tail}`
}

function valuesOf(recording: Recording, moment: LifeMoment): Record<string, string> {
  const { kind, other, piece, block, count = 0, pick, sources = [], bytesPerSecond = 0 } = moment
  const { pieceCount } = recording.header
  const things = THINGS[kind] ?? 'address'
  return {
    other: other === undefined ? '' : `peer ${peerText(recording, other)}`,
    piece: String(piece),
    block: String(block),
    count: kind === 'arrives' && count === pieceCount ? 'every piece' : counted(count, things),
    pick: pick === undefined ? '' : pickText(pick),
    reason: reasonText(moment),
    rate: formatRate(bytesPerSecond),
    sources: sources
      .map(({ peer, blocks }) => `${counted(blocks, 'block')} from ${peerText(recording, peer)}`)
      .join(', '),
  }
}

/** Why a link is or is not unchoked, with its rank and rate. */
function reasonText(moment: LifeMoment): string {
  const { reason = null, rank, bytesPerSecond = 0, hasSentNothing = false } = moment
  if (reason === null) return ''
  // A choker treats a neighbour without a block so far as it does one that snubs it.
  const facts = [
    reason === 'snubbed' && hasSentNothing ? 'no block yet' : reason.replaceAll('-', ' '),
  ]
  if (rank !== undefined) facts.push(`rank ${rank}`)
  if (bytesPerSecond > 0) facts.push(formatRate(bytesPerSecond))
  return facts.join(', ')
}

/** Why a piece was started, as its picker saw it. */
function pickText({ copies, rarer, equal, isRandom }: Pick): string {
  const known = `${counted(copies, 'copy')} among its neighbours`
  if (isRandom) return `one of its first, at random; ${known}`
  const rank = rarer === 0 ? 'none rarer' : `${rarer} rarer`
  return `${known}, ${rank}, ${equal === 0 ? 'no other' : equal} as rare`
}

function counted(count: number, thing: string): string {
  if (count === 0) return thing === 'piece' ? 'no piece' : `no ${thing}`
  const many = thing.endsWith('y') ? `${thing.slice(0, -1)}ies` : `${thing}${plural(thing)}`
  return `${count} ${count === 1 ? thing : many}`
}

function plural(thing: string): string {
  return thing.endsWith('s') ? 'es' : 's'
}
