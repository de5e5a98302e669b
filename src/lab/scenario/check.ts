import type { GroupSettings, SwarmSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'
import { formatBytes, formatSeconds } from './units.js'

/** A reason why no peer can ever complete. */
export interface Infeasibility {
  readonly path: ScenarioPath
  /** A sentence: what is wrong and how to fix it. */
  readonly why: string
}

/** Reports why no peer of a swarm can ever complete, so that a run would be pointless. */
export function checkFeasible(settings: SwarmSettings, source: ScenarioSource): void {
  for (const { path, why } of infeasibilities(settings)) source.report(path, { expected: why })
}

/** Returns every reason found why no peer can complete. An empty list proves nothing. */
export function infeasibilities(settings: SwarmSettings): Infeasibility[] {
  const present = settings.groups.filter((group) => arrivesInTime(group, settings.untilSeconds))
  const pieces = Math.ceil(settings.sizeBytes / settings.pieceBytes)
  const leechers = present.filter((group) => !isComplete(group, pieces))
  if (leechers.length === 0) return [noLeechers(settings, present)]
  const holders = present.filter(holdsSomething)
  return [
    ...missingPieces(present, pieces),
    ...nobodyReachable(present),
    ...nobodyDials(present),
    ...(maySomebodyServeLater(settings) ? [] : nobodyUploads(holders, pieces)),
    ...capsTooLow(holders, settings.sizeBytes, pieces),
    ...seedsThatLeave(present, pieces),
  ]
}

function arrivesInTime({ count, arrivals }: GroupSettings, untilSeconds: number): boolean {
  const first = arrivals.kind === 'trace' ? arrivals.atSeconds[0] : arrivals.atSeconds
  return count > 0 && first < untilSeconds
}

function holdsSomething({ holds }: GroupSettings): boolean {
  if (holds.kind === 'pieces') return holds.pieces.length > 0
  return holds.kind === 'all' || (holds.kind === 'share' && holds.to > 0)
}

function isComplete({ holds }: GroupSettings, pieces: number): boolean {
  if (holds.kind === 'pieces') return new Set(holds.pieces).size === pieces
  return holds.kind === 'all' || (holds.kind === 'share' && holds.from === 1)
}

function noLeechers(settings: SwarmSettings, present: readonly GroupSettings[]): Infeasibility {
  const pieces = Math.ceil(settings.sizeBytes / settings.pieceBytes)
  const empty = settings.groups.find((group) => group.count === 0 && !isComplete(group, pieces))
  if (empty !== undefined) {
    const why = 'this group has no peers, so nobody downloads; set its count above 0'
    return { path: ['groups', empty.name, 'count'], why }
  }
  if (present.length > 0) {
    const why = 'every peer arrives complete, so nobody downloads; give a group "holds": "nothing"'
    return { path: ['groups'], why }
  }
  const until = formatSeconds(settings.untilSeconds)
  const remedy = 'let a downloading peer arrive earlier'
  const why = `no peer arrives before the run ends at ${until}; ${remedy}`
  return { path: ['groups'], why }
}

function missingPieces(present: readonly GroupSettings[], pieces: number): Infeasibility[] {
  const held = new Set<number>()
  for (const { holds } of present) {
    // A random share may include any piece.
    if (holds.kind === 'all' || (holds.kind === 'share' && holds.to > 0)) return []
    if (holds.kind === 'pieces') for (const piece of holds.pieces) held.add(piece)
  }
  if (held.size === pieces) return []
  if (held.size === 0) {
    return [{ path: ['groups'], why: 'no peer holds any piece; give a group "holds": "all"' }]
  }
  const first = Array.from({ length: pieces }, (_, piece) => piece).find(
    (piece) => !held.has(piece),
  )
  const missing = pieces - held.size
  const others = missing > 1 ? ` (the first of ${missing} missing pieces)` : ''
  const gap = `no peer holds piece ${first}${others}`
  const why = `${gap}, so nobody can complete; give a group "holds": "all"`
  return [{ path: ['groups'], why }]
}

function nobodyReachable(present: readonly GroupSettings[]): Infeasibility[] {
  if (present.some(({ access }) => access.reachable)) return []
  const path = ['groups', present[0].name, 'access']
  const why =
    'every peer is behind a NAT, so no peer can be dialled and no two can connect; ' +
    'give a group "reachable": true'
  return [{ path, why }]
}

function nobodyDials(present: readonly GroupSettings[]): Infeasibility[] {
  if (present.some(({ peer }) => peer.dialLinks > 0)) return []
  const path = ['groups', present[0].name, 'dialLinks']
  return [{ path, why: 'no peer dials, so no two can connect; set "dialLinks" above 0' }]
}

/** Whether a planned event may make peers upload that do not at first. */
function maySomebodyServeLater({ events }: SwarmSettings): boolean {
  return events.some(({ action }) => 'change' in action || action.kind === 'unchoke-node')
}

/** Peers that hold pieces must unchoke somebody, or no piece leaves them. */
function nobodyUploads(holders: readonly GroupSettings[], pieces: number): Infeasibility[] {
  const key = (group: GroupSettings) => (isComplete(group, pieces) ? 'seedChoker' : 'choker')
  if (holders.length === 0 || holders.some((group) => group[key(group)] !== 'none')) return []
  const group = holders[0]
  const why =
    'every peer that holds pieces at first unchokes nobody ("none"), so no piece is sent; ' +
    'choose another choker for one of these groups (see `sim list policies`)'
  return [{ path: ['groups', group.name, key(group)], why }]
}

/** While only seeds hold anything, every byte must leave one of them at least once. */
function capsTooLow(
  holders: readonly GroupSettings[],
  sizeBytes: number,
  pieces: number,
): Infeasibility[] {
  if (holders.length === 0 || !holders.every((group) => isComplete(group, pieces))) return []
  const total = holders.reduce((sum, { count, access }) => sum + count * access.uploadCapBytes, 0)
  if (total >= sizeBytes) return []
  const why =
    `the seeds may send ${formatBytes(total)} in all, less than one copy of the torrent ` +
    `(${formatBytes(sizeBytes)}); raise "uploadCap"`
  return [{ path: ['groups', holders[0].name, 'access', 'uploadCap'], why }]
}

/** Ways to leave that make a seed leave on arrival. */
const LEAVING_AT_ONCE: readonly string[] = ['on-completion', 'after-uploads', 'share']

/** A seed that leaves on completion would leave on arrival. */
function seedsThatLeave(present: readonly GroupSettings[], pieces: number): Infeasibility[] {
  return present
    .filter((group) => isComplete(group, pieces) && LEAVING_AT_ONCE.includes(group.leaving.kind))
    .map(({ name }) => ({
      path: ['groups', name, 'leave'],
      why:
        'these peers arrive complete, so they would leave at once; ' +
        'choose "stay", {"linger": ...} or {"ratio": ...}',
    }))
}
