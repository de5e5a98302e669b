import { DOWN, HOST_STRIDE, UP } from '../../sim/hosts.js'
import type { Population } from '../../sim/population.js'
import type { PeerColumns } from './measurements.js'

/** The measurements of each peer, a column each, filled during the run. */
export class PeerTable implements PeerColumns {
  readonly count: number
  readonly group: Uint8Array
  readonly arrivalSeconds: Float64Array
  readonly firstPieceSeconds: Float64Array
  readonly completionSeconds: Float64Array
  readonly departureSeconds: Float64Array
  readonly startShare: Float64Array
  readonly upBytesPerSecond: Float64Array
  readonly downBytesPerSecond: Float64Array
  readonly uploadedBytes: Float64Array
  readonly downloadedBytes: Float64Array
  readonly fromSeedsBytes: Float64Array
  readonly fromFinishedBytes: Float64Array
  readonly duplicateBytes: Float64Array
  readonly corruptBytes: Float64Array
  readonly controlBytes: Float64Array
  readonly sentBytes: Float64Array
  readonly capacityBytes: Float64Array
  readonly chokedSeconds: Float64Array
  readonly leechingSeconds: Float64Array
  readonly startUpSeconds: Float64Array
  readonly latePieces: Float64Array

  constructor(population: Population) {
    const { count, hosts } = population
    const unknown = () => new Float64Array(count).fill(Number.NaN)
    const zero = () => new Float64Array(count)
    this.count = count
    this.group = population.group
    this.arrivalSeconds = unknown()
    this.firstPieceSeconds = unknown()
    this.completionSeconds = unknown()
    this.departureSeconds = unknown()
    this.startShare = zero()
    this.upBytesPerSecond = zero().map((_, host) => hosts.reals[host * HOST_STRIDE + UP])
    this.downBytesPerSecond = zero().map((_, host) => hosts.reals[host * HOST_STRIDE + DOWN])
    this.uploadedBytes = zero()
    this.downloadedBytes = zero()
    this.fromSeedsBytes = zero()
    this.fromFinishedBytes = zero()
    this.duplicateBytes = zero()
    this.corruptBytes = zero()
    this.controlBytes = zero()
    this.sentBytes = zero()
    this.capacityBytes = zero()
    this.chokedSeconds = zero()
    this.leechingSeconds = zero()
    this.startUpSeconds = unknown()
    this.latePieces = unknown()
  }
}
