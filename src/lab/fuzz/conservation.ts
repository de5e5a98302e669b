import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'
import { sum } from '../stats/statistics.js'
import * as bounds from '../summary/bounds.js'
import { arrived, isLeecher } from '../summary/summary.js'

/** Rounding that sums and products of doubles may carry. */
const slack = 1 + 1e-9

/**
 * Finds what a correct measurement cannot have: bytes from nowhere, more than a link carries,
 * instants out of order, a finish before the bound. Returns one sentence per fault.
 */
export function conservationFaults(settings: SwarmSettings, measurements: Measurements): string[] {
  return [
    ...swarmFaults(measurements),
    ...boundFaults(settings, measurements),
    ...arrived(measurements).flatMap((i) =>
      peerFaults(settings, measurements, i).map((fault) => `peer ${i}: ${fault}`),
    ),
  ]
}

function swarmFaults({ peers, bytesByPair, groupNames }: Measurements): string[] {
  const faults: string[] = []
  const sent = sum(peers.uploadedBytes.subarray(0, peers.count))
  const received = sum(peers.downloadedBytes.subarray(0, peers.count))
  // What was under way at the end, or to a peer that had left, was sent but never received.
  if (received > sent * slack) faults.push(`${received} bytes received, but only ${sent} sent`)
  groupNames.forEach((group, g) => {
    let uploaded = 0
    for (let i = 0; i < peers.count; i++) {
      if (peers.group[i] === g) uploaded += peers.uploadedBytes[i]
    }
    const paired = sum(bytesByPair.subarray(g * groupNames.length, (g + 1) * groupNames.length))
    if (Math.abs(paired - uploaded) > uploaded * (slack - 1)) {
      faults.push(`group ${group} sent ${uploaded} bytes, but ${paired} by pairs`)
    }
  })
  return faults
}

function boundFaults(settings: SwarmSettings, measurements: Measurements): string[] {
  const { peers } = measurements
  const fluid = bounds.fluidOf(settings, measurements)
  const completed = arrived(measurements).filter(
    (i) => isLeecher(measurements, i) && !Number.isNaN(peers.completionSeconds[i]),
  )
  const takers = completed.map((i) => bounds.hostOf(settings, peers, i))
  const finishes = Float64Array.from(completed, (i) => peers.completionSeconds[i]).sort()
  const earliest = bounds.completionBoundsSeconds(fluid, takers)
  const k = finishes.findIndex((finish, at) => finish * slack < earliest[at])
  if (k < 0) return []
  return [`completion ${k + 1} at ${finishes[k]} s, before its bound of ${earliest[k]} s`]
}

function peerFaults(settings: SwarmSettings, measurements: Measurements, i: number): string[] {
  const { peers, endSeconds } = measurements
  const faults: string[] = []
  const ordered = (names: readonly string[], instants: readonly number[]) => {
    const known = names.map((_, k) => k).filter((k) => !Number.isNaN(instants[k]))
    for (let k = 1; k < known.length; k++) {
      const [before, after] = [known[k - 1], known[k]]
      if (instants[before] <= instants[after] * slack) continue
      faults.push(
        `${names[before]} at ${instants[before]} s, ${names[after]} at ${instants[after]}`,
      )
    }
  }
  const finished = peers.completionSeconds[i]
  const left = peers.departureSeconds[i]
  ordered(
    ['arrival', 'first piece', 'completion', 'the end'],
    [peers.arrivalSeconds[i], peers.firstPieceSeconds[i], finished, endSeconds],
  )
  ordered(['completion', 'departure', 'the end'], [finished, left, endSeconds])

  const received = peers.downloadedBytes[i]
  const known = peers.fromSeedsBytes[i] + peers.fromFinishedBytes[i]
  const wasted = peers.duplicateBytes[i] + peers.corruptBytes[i]
  if (known > received * slack) faults.push(`${known} bytes from seeds, of ${received} in all`)
  if (wasted > received * slack) faults.push(`${wasted} bytes wasted, of ${received} in all`)
  const lacked = bounds.lackedBytesOf(settings, peers.startShare[i])
  if (!Number.isNaN(finished) && (received - wasted) * slack < lacked) {
    faults.push(`complete with ${received - wasted} useful bytes of ${lacked}`)
  }
  const stayed = (Number.isNaN(left) ? endSeconds : left) - peers.arrivalSeconds[i]
  const could = bounds.hostOf(settings, peers, i).upBytesPerSecond * stayed
  const sent = peers.uploadedBytes[i]
  if (sent > could * slack) faults.push(`sent ${sent} bytes over a link that carries ${could}`)
  if (peers.chokedSeconds[i] > peers.leechingSeconds[i] * slack) {
    faults.push(`choked ${peers.chokedSeconds[i]} s of ${peers.leechingSeconds[i]} s`)
  }
  if (peers.leechingSeconds[i] > stayed * slack) {
    faults.push(`incomplete for ${peers.leechingSeconds[i]} s of a stay of ${stayed} s`)
  }
  return faults
}
