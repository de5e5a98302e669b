import type { Experiment } from '../lab/run/experiment.js'
import { Geometry } from '../peer/geometry.js'
import { BASE, HOST_STRIDE } from '../sim/hosts.js'
import type { GroupSettings } from '../sim/settings.js'
import type { Swarm } from '../sim/swarm.js'
import {
  type HostColumns,
  RECORDING_VERSION,
  type RecordedGroup,
  type RecordingHeader,
} from './recording.js'

/** Returns what a recording says of the run as a whole, as far as the run has come. */
export function headerOf(experiment: Experiment, name: string, title: string): RecordingHeader {
  const { swarm } = experiment
  const { settings, population } = swarm
  const { sizeBytes, pieceBytes, groups, seed, model } = settings
  const { endSeconds, ended, stuckReason, traceHash, events } = experiment.measurements()
  return {
    version: RECORDING_VERSION,
    name,
    title,
    seed,
    traceHash,
    simulatedEvents: events,
    endSeconds,
    ended,
    stuckReason,
    model: model.kind,
    sizeBytes,
    pieceBytes,
    pieceCount: new Geometry(sizeBytes, pieceBytes).pieceCount,
    groups: groups.map(groupOf),
    hostCount: population.count,
    linkRows: population.endpoints.count,
  }
}

function groupOf(group: GroupSettings): RecordedGroup {
  const { name, count, holds, freeRider, behaviour, choker, seedChoker, picker, peer } = group
  const { slots, optimisticSlots, rechokeSeconds } = peer
  return {
    ...{ name, count, isSeed: holds.kind === 'all', isFreeRider: freeRider },
    ...{ behaviour, choker, seedChoker, picker, slots, optimisticSlots, rechokeSeconds },
  }
}

/** Returns the columns of the hosts of a swarm. Capacities are those of its settings. */
export function hostsOf({ population, settings }: Swarm): HostColumns {
  const { count, hosts, group } = population
  const access = Array.from(group, (index) => settings.groups[index].access)
  return {
    group: group.slice(),
    firstRow: Int32Array.from(
      { length: count },
      (_, host) => hosts.ints[host * HOST_STRIDE + BASE],
    ),
    upBytesPerSecond: Float64Array.from(access, ({ upBytesPerSecond }) => upBytesPerSecond),
    downBytesPerSecond: Float64Array.from(access, ({ downBytesPerSecond }) => downBytesPerSecond),
    reachable: hosts.reachable.slice(),
  }
}
