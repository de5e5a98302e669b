import type { GroupSettings, SwarmSettings } from '../sim/settings.js'
import type { ScenarioPath } from './scenario-error.js'
import { checkModel } from './scenario-model-check.js'
import type { ScenarioSource } from './scenario-source.js'
import { formatBytes } from './units.js'

// Limits that concern two values together, or a value after its defaults are filled in.

const BLOCK_BYTES = 16_384

/** More pieces than this and the peers' columns outgrow any memory. */
const MOST_PIECES = 1 << 20

/** A peer's group is kept in a byte. */
const MOST_GROUPS = 255

/** Reports values that are fine alone but impossible together. */
export function checkLimits(settings: SwarmSettings, source: ScenarioSource): void {
  checkGeometry(settings, source)
  checkTracker(settings, source)
  checkModel(settings, source)
  const { length } = settings.groups
  if (length === 0 || length > MOST_GROUPS) {
    const found = length === 0 ? 'none' : String(length)
    source.report(['groups'], { expected: `1 to ${MOST_GROUPS} groups`, found })
  }
  const pieces = Math.ceil(settings.sizeBytes / settings.pieceBytes)
  for (const group of settings.groups) {
    checkAccess(group, source)
    checkHolding(group, pieces, source)
    checkPeer(group, source)
  }
}

function checkGeometry({ sizeBytes, pieceBytes }: SwarmSettings, source: ScenarioSource): void {
  const path = source.valueAt(['torrent', 'file']) === undefined ? 'pieceLength' : 'file'
  const single = pieceBytes >= sizeBytes
  if (!single && pieceBytes % BLOCK_BYTES !== 0) {
    const expected = 'a multiple of 16 KiB, the size of a block'
    source.report(['torrent', path], { expected, found: formatExactly(pieceBytes) })
  }
  const pieces = Math.ceil(sizeBytes / pieceBytes)
  if (pieces > MOST_PIECES) {
    const expected = `at most ${MOST_PIECES} pieces: a smaller torrent or a larger piece length`
    source.report(['torrent', path], { expected, found: String(pieces) })
  }
}

function formatExactly(bytes: number): string {
  const text = formatBytes(bytes)
  return text.endsWith(' B') ? text : `${text} (${bytes} bytes)`
}

function checkTracker({ tracker }: SwarmSettings, source: ScenarioSource): void {
  const { minIntervalSeconds, intervalSeconds } = tracker
  if (minIntervalSeconds <= intervalSeconds) return
  const path = saidAt(source, [['tracker', 'minInterval']], ['tracker', 'interval'])
  const expected = `a minInterval of at most the interval, ${intervalSeconds} s`
  source.report(path, { expected, found: `${minIntervalSeconds} s` })
}

function checkAccess({ name, access }: GroupSettings, source: ScenarioSource): void {
  const { latencySeconds, latencyToSeconds } = access
  if (latencyToSeconds === 0 || latencyToSeconds >= latencySeconds) return
  const expected = `0 or a time of at least the latency, ${latencySeconds} s`
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
  const at = (key: string) => saidAt(source, [['groups', name, key]], ['peer', key])
  if (peer.optimisticSlots > peer.slots) {
    const path = saidAt(source, [at('optimisticSlots'), at('slots')], ['groups', name, 'slots'])
    const expected = `at most as many optimistic slots as there are slots, ${peer.slots}`
    source.report(path, { expected, found: String(peer.optimisticSlots) })
  }
  if (peer.dialLinks > peer.maxLinks) {
    const path = saidAt(source, [at('dialLinks'), at('maxLinks')], ['groups', name, 'dialLinks'])
    const expected = `at most as many dialled links as links in all, ${peer.maxLinks}`
    source.report(path, { expected, found: String(peer.dialLinks) })
  }
  const { mode, depth, most } = peer.pipeline
  if (mode === 'adaptive' && depth > most) {
    const expected = `a depth of at most \`most\`, ${most}`
    source.report([...at('pipeline'), 'depth'], { expected, found: String(depth) })
  }
}

/** The first of some paths at which the document says something, or else the last resort. */
function saidAt(
  source: ScenarioSource,
  paths: readonly ScenarioPath[],
  otherwise: ScenarioPath,
): ScenarioPath {
  return paths.find((path) => source.valueAt(path) !== undefined) ?? otherwise
}
