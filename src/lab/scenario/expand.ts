import type {
  GroupSettings,
  NetworkSettings,
  SwarmSettings,
  TrackerSettings,
} from '../../sim/settings.js'
import { readAccess } from './access.js'
import { readArrivals } from './arrival.js'
import { readEvent } from './event.js'
import { type GroupDocument, readHolding, readLeaving } from './group.js'
import { readModel } from './model.js'
import { applyPeerChoices, DEFAULT_CHOICES, type PeerChoices } from './peer.js'
import { readPlayback } from './playback.js'
import { readResource, type ScenarioResources, type TorrentGeometry } from './resource.js'
import type { ScenarioDocument } from './schema.js'
import type { ScenarioSource } from './source.js'

/** Ethernet's segments under plain TCP/IP, acknowledged two at a time (RFC 1122). */
const DEFAULT_NETWORK: NetworkSettings = {
  headerBytes: 40,
  segmentBytes: 1460,
  segmentsPerAck: 2,
  windowBytes: 65_536,
  slowStart: false,
}

/** The tracker that Cohen's client expects: 50 addresses, every half hour. */
const DEFAULT_TRACKER: TrackerSettings = {
  peersPerAnnounce: 50,
  intervalSeconds: 1800,
  minIntervalSeconds: 300,
}

/** A scenario that says nothing of it ends after this long, seconds: 6 h. */
const DEFAULT_UNTIL_SECONDS = 21_600

const DEFAULT_SAMPLE_SECONDS = 10

/**
 * Fills in everything that a document leaves out and reads the files that it names. What is
 * wrong with those files is reported to the source; the caller throws.
 */
export function fillIn(
  said: ScenarioDocument,
  source: ScenarioSource,
  resources: ScenarioResources,
): SwarmSettings {
  const behaviour = applyPeerChoices(DEFAULT_CHOICES, said.peer)
  const groups = Object.entries(said.groups).map(([name, group]) =>
    fillInGroup(name, group, behaviour, source, resources),
  )
  const events = (said.events ?? []).map((event, i) =>
    readEvent(event, ['events', i], source, groups),
  )
  const { tracker = {}, network = {} } = said
  return {
    ...geometryOf(said, source, resources),
    model: readModel(said.model, said.models, source),
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
    pricePerGigabyte: said.price ?? null,
    playback: readPlayback(said.playback),
    untilSeconds: said.until ?? DEFAULT_UNTIL_SECONDS,
    stopWhenComplete: said.stopWhenComplete ?? true,
    sampleSeconds: said.sampleEvery ?? DEFAULT_SAMPLE_SECONDS,
    seed: String(said.seed ?? 1),
  }
}

function geometryOf(
  { torrent }: ScenarioDocument,
  source: ScenarioSource,
  resources: ScenarioResources,
): TorrentGeometry {
  if (!('file' in torrent)) return { sizeBytes: torrent.size, pieceBytes: torrent.pieceLength }
  const geometry = readResource(source, ['torrent', 'file'], () => resources.torrent(torrent.file))
  // The figures are never used: what could not be read has been reported.
  return geometry ?? { sizeBytes: 16_384, pieceBytes: 16_384 }
}

function fillInGroup(
  name: string,
  said: GroupDocument,
  base: PeerChoices,
  source: ScenarioSource,
  resources: ScenarioResources,
): GroupSettings {
  const path = ['groups', name]
  const arrivals = readArrivals(said.arrive, [...path, 'arrive'], source, resources)
  const rows = arrivals.kind === 'trace' ? arrivals.atSeconds.length : 1
  const count = said.count ?? rows
  if (arrivals.kind === 'trace' && rows < count && rows > 0) {
    const expected = `a count of at most ${rows}, the arrivals in the trace`
    source.report([...path, 'count'], { expected, found: String(count) })
  }
  return {
    name,
    count,
    holds: readHolding(said.holds),
    access: readAccess(said.access),
    // A trace may have more rows than peers: the group takes the first.
    arrivals:
      arrivals.kind === 'trace'
        ? { kind: 'trace', atSeconds: arrivals.atSeconds.slice(0, count) }
        : arrivals,
    leaving: readLeaving(said.leave),
    abortPerSecond: said.abort ?? 0,
    linkDropsPerSecond: said.linkDrops ?? 0,
    flapsPerSecond: said.flaps?.every ?? 0,
    flapSeconds: said.flaps?.for ?? 0,
    corruptShare: said.corrupt ?? 0,
    freeRider: said.freeRider ?? false,
    ...applyPeerChoices(base, said),
  }
}
