import type { GroupSettings, SwarmSettings } from '../../sim/settings.js'
import { readAccess } from './access.js'
import { readArrivals } from './arrival.js'
import {
  DEFAULT_NETWORK,
  DEFAULT_SAMPLE_SECONDS,
  DEFAULT_SEED,
  DEFAULT_STEADY_FROM_SECONDS,
  DEFAULT_STOP_WHEN_COMPLETE,
  DEFAULT_TRACKER,
  DEFAULT_UNTIL_SECONDS,
} from './defaults.js'
import { readEvent } from './event.js'
import { type GroupDocument, readHolding, readLeaving } from './group.js'
import { readModel } from './model.js'
import { applyPeerChoices, DEFAULT_CHOICES, type PeerChoices } from './peer.js'
import { readPlayback } from './playback.js'
import { readResource, type ScenarioResources, type TorrentGeometry } from './resource.js'
import type { ScenarioDocument } from './schema.js'
import type { ScenarioSource } from './source.js'

/**
 * Applies every default to a document and reads the files that it names. Reports errors in those
 * files to the source; the caller throws.
 */
export function applyDefaults(
  document: ScenarioDocument,
  source: ScenarioSource,
  resources: ScenarioResources,
): SwarmSettings {
  const peer = applyPeerChoices(DEFAULT_CHOICES, document.peer)
  const groups = Object.entries(document.groups).map(([name, group]) =>
    readGroup(name, group, peer, source, resources),
  )
  const events = (document.events ?? []).map((event, i) =>
    readEvent(event, ['events', i], source, groups),
  )
  const { tracker = {}, network = {} } = document
  return {
    ...geometryOf(document, source, resources),
    model: readModel(document.model, document.models, source),
    groups,
    network: {
      headerBytes: network.headerBytes ?? DEFAULT_NETWORK.headerBytes,
      segmentBytes: network.segmentBytes ?? DEFAULT_NETWORK.segmentBytes,
      segmentsPerAck: network.segmentsPerAck ?? DEFAULT_NETWORK.segmentsPerAck,
      windowBytes: network.window ?? DEFAULT_NETWORK.windowBytes,
      slowStart: network.slowStart ?? DEFAULT_NETWORK.slowStart,
    },
    tracker: {
      peersPerAnnounce: tracker.peersPerAnnounce ?? DEFAULT_TRACKER.peersPerAnnounce,
      intervalSeconds: tracker.interval ?? DEFAULT_TRACKER.intervalSeconds,
      minIntervalSeconds: tracker.minInterval ?? DEFAULT_TRACKER.minIntervalSeconds,
    },
    events,
    pricePerGigabyte: document.price ?? null,
    playback: readPlayback(document.playback),
    untilSeconds: document.until ?? DEFAULT_UNTIL_SECONDS,
    stopWhenComplete: document.stopWhenComplete ?? DEFAULT_STOP_WHEN_COMPLETE,
    sampleSeconds: document.sampleEvery ?? DEFAULT_SAMPLE_SECONDS,
    steadyFromSeconds: document.steadyFrom ?? DEFAULT_STEADY_FROM_SECONDS,
    seed: String(document.seed ?? DEFAULT_SEED),
  }
}

function geometryOf(
  { torrent }: ScenarioDocument,
  source: ScenarioSource,
  resources: ScenarioResources,
): TorrentGeometry {
  if (!('file' in torrent)) return { sizeBytes: torrent.size, pieceBytes: torrent.pieceLength }
  const geometry = readResource(source, ['torrent', 'file'], () => resources.torrent(torrent.file))
  // Never used: the unreadable file has been reported.
  return geometry ?? { sizeBytes: 16_384, pieceBytes: 16_384 }
}

function readGroup(
  name: string,
  document: GroupDocument,
  base: PeerChoices,
  source: ScenarioSource,
  resources: ScenarioResources,
): GroupSettings {
  const path = ['groups', name]
  const arrivals = readArrivals(document.arrive, [...path, 'arrive'], source, resources)
  const rows = arrivals.kind === 'trace' ? arrivals.atSeconds.length : 1
  const count = document.count ?? rows
  if (arrivals.kind === 'trace' && rows < count && rows > 0) {
    const expected = `a count of at most ${rows}, the arrivals in the trace`
    source.report([...path, 'count'], { expected, found: String(count) })
  }
  return {
    name,
    count,
    holds: readHolding(document.holds),
    access: readAccess(document.access),
    // A trace may have more rows than peers: the group takes the first.
    arrivals:
      arrivals.kind === 'trace'
        ? { kind: 'trace', atSeconds: arrivals.atSeconds.slice(0, count) }
        : arrivals,
    leaving: readLeaving(document.leave),
    abortPerSecond: document.abort ?? 0,
    linkDropsPerSecond: document.linkDrops ?? 0,
    flapsPerSecond: document.flaps?.every ?? 0,
    flapSeconds: document.flaps?.for ?? 0,
    corruptShare: document.corrupt ?? 0,
    freeRider: document.freeRider ?? false,
    ...applyPeerChoices(base, document),
  }
}
