import type { GroupSettings, SwarmSettings } from '../../sim/settings.js'
import { writeAccess } from './access.js'
import { writeArrivals } from './arrival.js'
import { writeEvent } from './event.js'
import { writeHolding, writeLeaving } from './group.js'
import { writeModel } from './model.js'
import { writePeerChoices } from './peer.js'
import { writePlayback } from './playback.js'
import { SCENARIO_VERSION } from './schema.js'

/** The keys of a scenario outside its settings. */
export interface ScenarioTitles {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly replications: number
}

/**
 * Writes settings as a scenario document with every key, in plain numbers of bytes and seconds.
 * Reading it gives exactly these settings and needs no other file.
 */
export function writeScenario(titles: ScenarioTitles, settings: SwarmSettings): object {
  const { network, tracker } = settings
  return {
    version: SCENARIO_VERSION,
    name: titles.name,
    title: titles.title,
    about: titles.about,
    seed: settings.seed,
    replications: titles.replications,
    torrent: { size: settings.sizeBytes, pieceLength: settings.pieceBytes },
    ...writeModel(settings.model),
    until: settings.untilSeconds,
    stopWhenComplete: settings.stopWhenComplete,
    sampleEvery: settings.sampleSeconds === 0 ? 'auto' : settings.sampleSeconds,
    steadyFrom: settings.steadyFromSeconds,
    ...(settings.pricePerGigabyte === null ? {} : { price: settings.pricePerGigabyte }),
    ...(settings.playback === null ? {} : { playback: writePlayback(settings.playback) }),
    network: {
      headerBytes: network.headerBytes,
      segmentBytes: network.segmentBytes,
      segmentsPerAck: network.segmentsPerAck,
      window: network.windowBytes,
      slowStart: network.slowStart,
    },
    tracker: {
      peersPerAnnounce: tracker.peersPerAnnounce,
      interval: tracker.intervalSeconds,
      minInterval: tracker.minIntervalSeconds,
    },
    groups: Object.fromEntries(settings.groups.map((group) => [group.name, writeGroup(group)])),
    events: settings.events.map(writeEvent),
  }
}

function writeGroup(group: GroupSettings): object {
  const flaps = { every: { perSecond: group.flapsPerSecond }, for: group.flapSeconds }
  return {
    count: group.count,
    holds: writeHolding(group.holds),
    access: writeAccess(group.access),
    arrive: writeArrivals(group.arrivals),
    leave: writeLeaving(group.leaving),
    // Rates, not mean times: the inverse of an inverse may differ by rounding.
    abort: { perSecond: group.abortPerSecond },
    linkDrops: { perSecond: group.linkDropsPerSecond },
    ...(group.flapSeconds > 0 ? { flaps } : {}),
    corrupt: group.corruptShare,
    freeRider: group.freeRider,
    ...writePeerChoices(group),
  }
}
