import { columnsSize } from '../../peer/peer-columns.js'
import { windowSteps } from '../../peer/settings.js'
import { hasPlaces } from '../../sim/overlays/model-settings.js'
import { rowsOf } from '../../sim/population.js'
import type { GroupSettings, SwarmSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import { checkModel } from './model-check.js'
import type { ScenarioSource } from './source.js'
import { formatBytes, formatSeconds } from './units.js'

// Limits that concern two values together, or a value once the defaults are applied.

const BLOCK_BYTES = 16_384

/** With more pieces the columns of the peers outgrow any memory. */
const MAX_PIECES = 1 << 20

/** The most elements of a typed array in Node 20. */
const MAX_ELEMENTS = 2 ** 32 - 1

/**
 * The most memory for the columns of all peers. Hardly any machine has more, so a refused scenario
 * could not have run. An accepted one may still be too large for a small machine.
 */
const MAX_MEMORY_BYTES = 64 * 2 ** 30

/** The group of a peer is stored in one byte. */
const MAX_GROUPS = 255

/** Reports values that are valid alone but impossible together. */
export function checkLimits(settings: SwarmSettings, source: ScenarioSource): void {
  checkGeometry(settings, source)
  checkTracker(settings, source)
  checkWarmUp(settings, source)
  checkModel(settings, source)
  const { length } = settings.groups
  if (length === 0 || length > MAX_GROUPS) {
    const found = length === 0 ? 'none' : String(length)
    source.report(['groups'], { expected: `1 to ${MAX_GROUPS} groups`, found })
  }
  const pieces = Math.ceil(settings.sizeBytes / settings.pieceBytes)
  for (const group of settings.groups) {
    checkAccess(group, source)
    checkHolding(group, pieces, source)
    checkPeer(group, source)
  }
  // Invalid values would make the product meaningless.
  if (source.clean) checkMemory(settings, pieces, source)
}

/** Reports a swarm whose peers would need more memory than allowed. */
function checkMemory({ groups, model }: SwarmSettings, pieces: number, source: ScenarioSource) {
  const sum = (of: (group: GroupSettings) => number) =>
    groups.reduce((total, group) => total + group.count * of(group), 0)
  const peers = sum(() => 1)
  // The links of peers with fixed places are not counted: the estimate may be too low, but never
  // refuses a scenario that would have run.
  const findPeers = !hasPlaces(model) && (model.kind === 'swarm' || model.kind === 'gossip')
  const links = findPeers ? sum(rowsOf) : 0
  const steps = Math.max(...groups.map(({ peer }) => windowSteps(peer)))
  const { bytes, longest } = columnsSize(peers, links, pieces, steps)
  const fits = Math.min(MAX_MEMORY_BYTES / bytes, MAX_ELEMENTS / longest)
  if (fits >= 1) return
  const { name } = groups.reduce((most, group) => (group.count > most.count ? group : most))
  const expected =
    `at most ${Math.floor(peers * fits)} peers in all with ${pieces} pieces (the limits are ` +
    `${formatBytes(MAX_MEMORY_BYTES)} of memory and 2^32 - 1 numbers per array)`
  const withLinks = links === 0 ? '' : ` with ${links} links`
  const found = `${peers} peers${withLinks}, which need ${formatBytes(bytes)}`
  source.report(['groups', name, 'count'], { expected, found })
}

function checkGeometry({ sizeBytes, pieceBytes }: SwarmSettings, source: ScenarioSource): void {
  const path = source.valueAt(['torrent', 'file']) === undefined ? 'pieceLength' : 'file'
  const single = pieceBytes >= sizeBytes
  if (!single && pieceBytes % BLOCK_BYTES !== 0) {
    const expected = 'a multiple of 16 KiB, the size of a block'
    source.report(['torrent', path], { expected, found: formatExactly(pieceBytes) })
  }
  const pieces = Math.ceil(sizeBytes / pieceBytes)
  if (pieces > MAX_PIECES) {
    const expected = `at most ${MAX_PIECES} pieces: a smaller torrent or a larger piece length`
    const onlySize = isSet(source, 'size') && !isSet(source, 'pieceLength')
    source.report(['torrent', onlySize ? 'size' : path], { expected, found: String(pieces) })
  }
}

/** Whether a key of the torrent came from the command line. */
function isSet(source: ScenarioSource, key: string): boolean {
  return source.optionOf(['torrent', key]) !== undefined
}

function formatExactly(bytes: number): string {
  const text = formatBytes(bytes)
  return text.endsWith(' B') ? text : `${text} (${bytes} bytes)`
}

function checkTracker({ tracker }: SwarmSettings, source: ScenarioSource): void {
  const { minIntervalSeconds, intervalSeconds } = tracker
  if (minIntervalSeconds <= intervalSeconds) return
  const path = firstPresent(source, [['tracker', 'minInterval']], ['tracker', 'interval'])
  const expected = `a \`minInterval\` of at most \`interval\`, ${intervalSeconds} s`
  source.report(path, { expected, found: `${minIntervalSeconds} s` })
}

function checkWarmUp(settings: SwarmSettings, source: ScenarioSource): void {
  const { steadyFromSeconds, untilSeconds } = settings
  if (steadyFromSeconds < untilSeconds) return
  const expected = `a time before the end of the run, \`until\`, ${formatSeconds(untilSeconds)}`
  source.report(['steadyFrom'], { expected, found: formatSeconds(steadyFromSeconds) })
}

function checkAccess({ name, access }: GroupSettings, source: ScenarioSource): void {
  const { latencySeconds, latencyToSeconds } = access
  if (latencyToSeconds === 0 || latencyToSeconds >= latencySeconds) return
  const expected = `0 or a time of at least \`latency\`, ${latencySeconds} s`
  const path = ['groups', name, 'access', 'latencyTo']
  source.report(path, { expected, found: `${latencyToSeconds} s` })
}

function checkHolding(
  { name, holds }: GroupSettings,
  pieces: number,
  source: ScenarioSource,
): void {
  const path = ['groups', name, 'holds']
  if (holds.kind === 'share' && holds.to < holds.from) {
    const expected = `a share of at least \`from\`, ${holds.from}`
    source.report([...path, 'to'], { expected, found: String(holds.to) })
  }
  if (holds.kind !== 'pieces') return
  const seen = new Set<number>()
  holds.pieces.forEach((piece, i) => {
    const at = [...path, 'pieces', i]
    const found = String(piece)
    if (piece >= pieces) source.report(at, { expected: `a piece from 0 to ${pieces - 1}`, found })
    if (seen.has(piece)) source.report(at, { expected: 'each piece once', found: `${piece} again` })
    seen.add(piece)
  })
}

function checkPeer({ name, peer }: GroupSettings, source: ScenarioSource): void {
  const at = (key: string) => firstPresent(source, [['groups', name, key]], ['peer', key])
  if (peer.optimisticSlots > peer.slots) {
    const path = firstPresent(
      source,
      [at('optimisticSlots'), at('slots')],
      ['groups', name, 'slots'],
    )
    const expected = `at most as many optimistic slots as slots, ${peer.slots}`
    source.report(path, { expected, found: String(peer.optimisticSlots) })
  }
  if (peer.dialLinks > peer.maxLinks) {
    const path = firstPresent(
      source,
      [at('dialLinks'), at('maxLinks')],
      ['groups', name, 'dialLinks'],
    )
    const expected = `at most as many dialled links as \`maxLinks\`, ${peer.maxLinks}`
    source.report(path, { expected, found: String(peer.dialLinks) })
  }
  const { mode, depth, most } = peer.pipeline
  if (mode === 'adaptive' && depth > most) {
    const expected = `a depth of at most \`most\`, ${most}`
    source.report([...at('pipeline'), 'depth'], { expected, found: String(depth) })
  }
}

/** The first path at which the document has a value, or else `otherwise`. */
function firstPresent(
  source: ScenarioSource,
  paths: readonly ScenarioPath[],
  otherwise: ScenarioPath,
): ScenarioPath {
  return paths.find((path) => source.valueAt(path) !== undefined) ?? otherwise
}
