import type { Geometry } from '../../peer/geometry.js'
import type { Peer } from '../../peer/peer.js'
import { HOST_STRIDE, UP } from '../../sim/hosts.js'
import type { SwarmObserver } from '../../sim/observer.js'
import type { MeasuredSwarm } from './measured-swarm.js'
import type { Measurements } from './measurements.js'
import { PeerTable } from './peer-table.js'
import { Playback } from './playback.js'
import { Series } from './series.js'
import { UnchokedTime } from './unchoked-time.js'

/** Measures a run: hears what happens to the peers, and looks at the swarm at equal steps. */
export class Metrics implements SwarmObserver {
  readonly #geometry: Geometry
  #swarm!: MeasuredSwarm
  #table!: PeerTable
  #series!: Series
  #playback: Playback | null = null
  #bytesByPair!: Float64Array
  #unchoked!: UnchokedTime
  /** When it looked at the swarm last, seconds. */
  #sampledAt = 0
  #usefulBlocks = 0
  /** Payload bytes sent by those who came complete. */
  #seedBytes = 0
  #seedBytesUntilAllPiecesOut = Number.NaN

  constructor(geometry: Geometry) {
    this.#geometry = geometry
  }

  /** Begins to measure this swarm; before its first event. */
  watch(swarm: MeasuredSwarm): void {
    const { population, settings } = swarm
    const groups = settings.groups.length
    this.#swarm = swarm
    this.#table = new PeerTable(population)
    this.#series = new Series(settings)
    if (settings.playback !== null) {
      this.#playback = new Playback(settings.playback, this.#geometry, population.count)
    }
    this.#bytesByPair = new Float64Array(groups * groups)
    this.#unchoked = new UnchokedTime(swarm)
  }

  arrived(now: number, host: number, peer: Peer): void {
    const table = this.#table
    table.arrivalSeconds[host] = now
    table.startShare[host] = peer.requests.ownCount / this.#geometry.pieceCount
    if (peer.requests.ownCount > 0) table.firstPieceSeconds[host] = now
    if (peer.complete) table.completionSeconds[host] = now
    peer.serving.listener = this.#unchoked
  }

  delivered(_now: number, from: number, to: number, bytes: number): void {
    const table = this.#table
    table.uploadedBytes[from] += bytes
    table.downloadedBytes[to] += bytes
    this.#bytesByPair[table.group[from] * this.#swarm.settings.groups.length + table.group[to]] +=
      bytes
    if (table.startShare[from] === 1) {
      table.fromSeedsBytes[to] += bytes
      this.#seedBytes += bytes
    } else if (table.completionSeconds[from] >= 0) table.fromFinishedBytes[to] += bytes
    this.#series.delivered(from, bytes, table.completionSeconds[from] >= 0)
  }

  gained(now: number, host: number, piece: number): void {
    const table = this.#table
    this.#usefulBlocks += this.#geometry.blocksIn(piece)
    if (!(table.firstPieceSeconds[host] >= 0)) table.firstPieceSeconds[host] = now
    this.#playback?.gained(host, piece, now - table.arrivalSeconds[host])
    if (this.#swarm.tally.allPiecesOut && Number.isNaN(this.#seedBytesUntilAllPiecesOut)) {
      this.#seedBytesUntilAllPiecesOut = this.#seedBytes
    }
  }

  completed(now: number, host: number): void {
    this.#table.completionSeconds[host] = now
  }

  departed(now: number, host: number, peer: Peer): void {
    this.#table.departureSeconds[host] = now
    this.#could(now, host)
    this.#settle(now, host, peer)
  }

  /** Looks at the swarm as it is at this instant; `stepSeconds` after it last did. */
  sample(now: number, stepSeconds: number): void {
    const { population } = this.#swarm
    this.#series.begin(now, stepSeconds)
    for (let host = 0; host < population.count; host++) {
      const peer = this.#swarm.peer(host)
      if (peer === null) continue
      this.#could(now, host)
      this.#series.peer(peer, peer.requests.ownCount / this.#geometry.pieceCount)
    }
    this.#series.end(this.#swarm.tally)
    this.#sampledAt = now
  }

  /** Everything measured up to now. */
  measurements(ended: Measurements['ended'], endSeconds: number): Measurements {
    const { population, settings, ring, events, traceHash } = this.#swarm
    for (let host = 0; host < population.count; host++) {
      const peer = this.#swarm.peer(host)
      if (peer !== null) this.#settle(endSeconds, host, peer)
    }
    return {
      groupNames: settings.groups.map(({ name }) => name),
      peers: this.#table,
      series: this.#series.columns(),
      bytesByPair: this.#bytesByPair,
      unchokedSecondsByPair: this.#unchoked.secondsByPair(endSeconds),
      seedBytesUntilAllPiecesOut: this.#seedBytesUntilAllPiecesOut,
      usefulBlocks: this.#usefulBlocks,
      ring,
      events,
      endSeconds,
      ended,
      traceHash,
    }
  }

  /** Tells the series what a host's uplink, as it is now, could have sent since the last sample. */
  #could(now: number, host: number): void {
    const { arrivalSeconds, completionSeconds } = this.#table
    const up = this.#swarm.population.hosts.reals[host * HOST_STRIDE + UP]
    const begin = Math.max(arrivalSeconds[host], this.#sampledAt)
    const isComplete = completionSeconds[host] >= 0
    const completion = isComplete ? Math.max(begin, completionSeconds[host]) : now
    this.#series.could(up * (completion - begin), up * (now - completion))
  }

  /** Writes down what only the peer itself knows. */
  #settle(now: number, host: number, peer: Peer): void {
    const table = this.#table
    const until = table.completionSeconds[host] >= 0 ? table.completionSeconds[host] : now
    table.leechingSeconds[host] = until - table.arrivalSeconds[host]
    table.chokedSeconds[host] = peer.stats.chokedSeconds(until)
    table.duplicateBytes[host] = peer.stats.duplicateBytes
    table.corruptBytes[host] = peer.stats.corruptBytes
    table.controlBytes[host] = this.#swarm.controlBytes(host)
    if (this.#playback === null || table.startShare[host] === 1) return
    const { holdings } = this.#swarm.population.store.columns
    this.#playback.settle(host, now - table.arrivalSeconds[host], holdings, peer.ownRow, table)
  }
}
