import type { Geometry } from '../../peer/geometry.js'
import type { Peer } from '../../peer/peer.js'
import type { SwarmObserver } from '../../sim/observer.js'
import type { MeasuredSwarm } from './measured-swarm.js'
import type { Measurements, Sample, SeriesColumns } from './measurements.js'
import { PeerTable } from './peer-table.js'
import { Playback } from './playback.js'
import { Presence } from './presence.js'
import type { StuckReason } from './prospects.js'
import { MAX_ROWS, Series } from './series.js'
import { TradeMeter } from './trade-meter.js'
import { UnchokedTime } from './unchoked-time.js'
import { UplinkUse } from './uplink-use.js'

/** Times whose difference is a smaller share of them are one. */
const ROUNDING = 1e-9

/** Measures a run: observes the events of peers, and samples the swarm. */
export class Metrics implements SwarmObserver {
  readonly #geometry: Geometry
  #swarm!: MeasuredSwarm
  #table!: PeerTable
  #series!: Series
  #playback: Playback | null = null
  #bytesByPair!: Float64Array
  #unchoked!: UnchokedTime
  #uplinkUse!: UplinkUse
  #presence!: Presence
  #tradeMeter!: TradeMeter
  /** Time of the last sample, seconds. */
  sampledAt = 0
  #usefulBlocks = 0
  /** Payload bytes sent by peers that arrived complete. */
  #seedBytes = 0
  #seedBytesUntilAllPiecesOut = Number.NaN

  constructor(geometry: Geometry) {
    this.#geometry = geometry
  }

  /** Starts to measure a swarm, before its first event. */
  watch(swarm: MeasuredSwarm): void {
    const { population, settings } = swarm
    const groups = settings.groups.length
    this.#swarm = swarm
    this.#table = new PeerTable(population)
    this.#series = new Series()
    this.#uplinkUse = new UplinkUse(swarm, this.#table, this.#series)
    this.#presence = new Presence(settings.steadyFromSeconds)
    if (settings.playback !== null) {
      this.#playback = new Playback(settings.playback, this.#geometry, population.count)
    }
    this.#bytesByPair = new Float64Array(groups * groups)
    this.#unchoked = new UnchokedTime(swarm)
    this.#tradeMeter = new TradeMeter(swarm)
  }

  arrived(now: number, host: number, peer: Peer): void {
    const table = this.#table
    table.arrivalSeconds[host] = now
    table.startShare[host] = peer.requests.ownCount / this.#geometry.pieceCount
    if (peer.requests.ownCount > 0) table.firstPieceSeconds[host] = now
    if (peer.complete) table.completionSeconds[host] = now
    peer.serving.listener = this.#unchoked
    this.#uplinkUse.arrived(now, host)
    this.#tradeMeter.arrived(host, peer)
    this.#presence.change(now, peer.complete ? 0 : 1, peer.complete ? 1 : 0)
    this.#presence.linked(now, peer.links.connected)
    peer.links.counter = this.#presence
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
    this.#series.delivered(bytes)
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
    this.#uplinkUse.count(now, host, false)
    this.#table.completionSeconds[host] = now
    this.#presence.change(now, -1, 1)
    this.#noteOver(now)
  }

  departed(now: number, host: number, peer: Peer): void {
    this.#table.departureSeconds[host] = now
    this.#uplinkUse.count(now, host, this.#isComplete(host))
    this.#recordFinal(now, host, peer)
    this.#presence.change(now, peer.complete ? 0 : -1, peer.complete ? -1 : 0)
    // Real sockets may close only after this.
    this.#presence.linked(now, -peer.links.connected)
    peer.links.counter = null
    this.#noteOver(now)
  }

  linkChanges(now: number, host: number): void {
    if (this.#swarm.peer(host) === null) return
    this.#uplinkUse.count(now, host, this.#isComplete(host))
  }

  /** Samples the swarm. */
  sample(now: number): void {
    const { population, tally } = this.#swarm
    this.#series.begin(now, now - this.sampledAt)
    for (let host = 0; host < population.count; host++) {
      const peer = this.#swarm.peer(host)
      if (peer === null) continue
      this.#uplinkUse.count(now, host, this.#isComplete(host))
      this.#series.peer(peer, peer.requests.ownCount / this.#geometry.pieceCount)
    }
    this.#series.end(tally, this.#tradeMeter.share(now))
    this.sampledAt = now
  }

  /** Merges each two rows of the series if it is full; false if it is not. */
  halve(): boolean {
    const isFull = this.#series.count >= MAX_ROWS
    if (isFull) this.#series.halve()
    return isFull
  }

  /** Samples the end of the run; false if that has been done. */
  end(now: number): boolean {
    const seconds = now - this.sampledAt
    if (seconds <= 0) return false
    // Over so short a time, shares would be rounding errors alone.
    if (seconds < now * ROUNDING) this.sampledAt -= this.#series.takeBack()
    this.sample(now)
    return true
  }

  /** Returns the last sample. */
  latest(): Sample {
    return this.#series.latest()
  }

  /** Returns everything measured up to now. */
  measurements(
    ended: Measurements['ended'],
    endSeconds: number,
    stuckReason: StuckReason | null = null,
  ): Measurements {
    const { population, settings, ring, events, traceHash } = this.#swarm
    for (let host = 0; host < population.count; host++) {
      const peer = this.#swarm.peer(host)
      if (peer !== null) this.#recordFinal(endSeconds, host, peer)
    }
    return {
      groupNames: settings.groups.map(({ name }) => name),
      peers: this.#table,
      series: this.#seriesColumns(),
      noImprovingPairsReason: this.#tradeMeter.reason,
      presence: this.#presence.means(endSeconds),
      bytesByPair: this.#bytesByPair,
      unchokedSecondsByPair: this.#unchoked.secondsByPair(endSeconds),
      seedBytesUntilAllPiecesOut: this.#seedBytesUntilAllPiecesOut,
      usefulBlocks: this.#usefulBlocks,
      ring,
      events,
      endSeconds,
      ended,
      stuckReason,
      traceHash,
    }
  }

  /** Returns the series; no sample has a share of improving pairs if the run has none. */
  #seriesColumns(): SeriesColumns {
    const columns = this.#series.columns()
    if (this.#tradeMeter.reason !== null) columns.improvingPairs.fill(Number.NaN)
    return columns
  }

  #isComplete(host: number): boolean {
    return this.#table.completionSeconds[host] >= 0
  }

  /** Stops the count of the upload use once every expected leecher is done or gone. */
  #noteOver(now: number): void {
    if (this.#uplinkUse.isOver || !this.#swarm.tally.over) return
    for (let host = 0; host < this.#swarm.population.count; host++) {
      if (this.#swarm.peer(host) !== null) {
        this.#uplinkUse.count(now, host, this.#isComplete(host))
      }
    }
    this.#uplinkUse.over()
  }

  /** Records the final values that only the peer knows. */
  #recordFinal(now: number, host: number, peer: Peer): void {
    const table = this.#table
    const until = table.completionSeconds[host] >= 0 ? table.completionSeconds[host] : now
    table.leechingSeconds[host] = until - table.arrivalSeconds[host]
    table.chokedSeconds[host] = peer.stats.chokedSeconds(until)
    table.duplicateBytes[host] = peer.stats.duplicateBytes
    table.corruptBytes[host] = peer.stats.corruptBytes
    table.controlBytes[host] = this.#swarm.controlBytes(host)
    if (this.#playback === null || table.startShare[host] === 1) return
    const { holdings } = this.#swarm.population.store.columns
    this.#playback.recordFinal(host, now - table.arrivalSeconds[host], holdings, peer.ownRow, table)
  }
}
