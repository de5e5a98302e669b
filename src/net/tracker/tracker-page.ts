import { clientName } from '../wire/client-name.js'
import type { Swarm, SwarmPeer, TrackerSwarms } from './tracker-swarms.js'

/** Longer pages would not be read, and would cost much to make. */
const MAX_SHOWN = { swarms: 200, peersOfSwarm: 100 }

const STYLE = `
  body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem;
    color: #222; background: #fff; }
  h1 { font-size: 1.4rem } h2 { font: 1rem ui-monospace, monospace; margin: 2rem 0 0;
    overflow-wrap: anywhere }
  p { margin: .3rem 0; color: #555 } table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd }
  .n { text-align: right; font-variant-numeric: tabular-nums }
  @media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 }
    p { color: #aaa } th, td { border-color: #444 } }`

/** Makes the statistics page: the peers of each swarm, in one file that reloads itself. */
export function statisticsPage(swarms: TrackerSwarms, now: number): string {
  const largestFirst = [...swarms.all].sort(([, a], [, b]) => b.peers.size - a.peers.size)
  const shown = largestFirst.slice(0, MAX_SHOWN.swarms)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="10">
<meta name="viewport" content="width=device-width"><title>Tracker</title><style>${STYLE}</style>
</head><body><h1>Tracker: ${counted(swarms.all.size, 'swarm')},
${counted(swarms.peerCount, 'peer')}</h1>
<p>Up for ${duration(now)}. Peers that stop announcing are removed after two intervals.</p>
${shown.map(([infoHash, swarm]) => swarmPart(infoHash, swarm, now)).join('\n')}
${more(largestFirst.length - shown.length, 'swarm')}
${completedPart(swarms.past)}
</body></html>
`
}

function swarmPart(infoHash: string, { seeders, completed, peers }: Readonly<Swarm>, now: number) {
  const latestFirst = [...peers.values()].reverse()
  const shown = latestFirst.slice(0, MAX_SHOWN.peersOfSwarm)
  const leechers = counted(peers.size - seeders, 'leecher')
  return `<h2>${htmlEscaped(infoHash)}</h2>
<p>${counted(seeders, 'seeder')}, ${leechers}, ${counted(completed, 'download')} completed</p>
<table><thead><tr><th>Peer</th><th>Client</th><th class="n">Bytes left</th>
<th class="n">Last announce</th></tr></thead><tbody>
${shown.map((peer) => peerRow(peer, now)).join('\n')}
</tbody></table>${more(latestFirst.length - shown.length, 'peer')}`
}

/** Lists torrents without peers, most recently left first. */
function completedPart(past: ReadonlyMap<string, number>) {
  if (past.size === 0) return ''
  const latestFirst = [...past].reverse()
  const shown = latestFirst.slice(0, MAX_SHOWN.swarms)
  const row = ([infoHash, completed]: readonly [string, number]) =>
    `<tr><td>${htmlEscaped(infoHash)}</td><td class="n">${completed.toLocaleString('en')}</td></tr>`
  return `<h2>Torrents without peers</h2>
<table><thead><tr><th>Torrent</th><th class="n">Downloads completed</th></tr></thead><tbody>
${shown.map(row).join('\n')}
</tbody></table>${more(latestFirst.length - shown.length, 'torrent')}`
}

function peerRow({ host, port, id, leftBytes, seenAt }: SwarmPeer, now: number) {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const left = leftBytes === 0 ? 'none' : bytesLeft(leftBytes)
  return `<tr><td>${htmlEscaped(address)}</td><td>${htmlEscaped(clientName(id))}</td>
<td class="n">${left}</td><td class="n">${duration(now - seenAt)} ago</td></tr>`
}

function bytesLeft(leftBytes: number) {
  return Number.isFinite(leftBytes) ? leftBytes.toLocaleString('en') : 'unknown'
}

function counted(count: number, what: string) {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
}

function more(count: number, what: string) {
  return count > 0 ? `<p>and ${counted(count, `more ${what}`)}</p>` : ''
}

function duration(seconds: number) {
  const whole = Math.floor(seconds)
  if (whole < 120) return `${whole} s`
  return whole < 7200 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 3600)} h`
}

function htmlEscaped(text: string) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
