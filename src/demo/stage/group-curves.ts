import { Geometry } from '../../peer/geometry.js'
import { EVENT, OUTCOME } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'
import { WINDOW_SECONDS } from './traffic.js'

/** A curve for each group, in the order of the scenario. */
type ByGroup<Value> = readonly (readonly Value[])[]

/** What is known of each group at equal steps of time. */
export interface GroupCurves {
  readonly seconds: readonly number[]
  /** Mean share of the pieces, of all its peers; what a peer had when it left counts on. */
  readonly progress: ByGroup<number>
  /**
   * Blocks that its uplinks sent in the last seconds, over what the uplinks of its peers that are
   * online could have sent meanwhile; null while none is, or without a limit.
   */
  readonly uploadUse: ByGroup<number | null>
  /** Bytes of useful blocks that were delivered until then, a peer: sent and received. */
  readonly uploadedBytes: ByGroup<number>
  readonly downloadedBytes: ByGroup<number>
}

/** Computes the curves of a run's groups at so many equal steps. */
export function groupCurves(recording: Recording, points: number): GroupCurves {
  const { endSeconds, groups, pieceCount } = recording.header
  const seconds = Array.from({ length: points + 1 }, (_, i) => (i / points) * endSeconds)
  const { uploaded, downloaded } = exchanged(recording, points)
  const each = <Value>(make: (group: number) => Value[]) => groups.map((_, group) => make(group))
  const pieces = gained(recording, points)
  const use = usedUplinks(recording, points)
  const mean = (cells: Float64Array, group: number, whole = 1) =>
    Array.from(sums(cells), (value) => value / (groups[group].count * whole))
  return {
    seconds,
    progress: each((group) => mean(pieces[group], group, pieceCount)),
    uploadUse: each((group) => ratios(use.sent[group], use.capacity[group], points, endSeconds)),
    uploadedBytes: each((group) => mean(uploaded[group], group)),
    downloadedBytes: each((group) => mean(downloaded[group], group)),
  }
}

/** For each peer: the bytes of useful blocks that it has sent and received by an instant. */
export function exchangedBytes(recording: Recording, seconds: number) {
  const { blocks, header } = recording
  const geometry = new Geometry(header.sizeBytes, header.pieceBytes)
  const uploaded = new Float64Array(header.hostCount)
  const downloaded = new Float64Array(header.hostCount)
  for (let row = 0; row < blocks.from.length && blocks.start[row] <= seconds; row++) {
    if (blocks.outcome[row] !== OUTCOME.useful || blocks.end[row] > seconds) continue
    const bytes = geometry.blockBytes(blocks.piece[row], blocks.index[row])
    uploaded[blocks.from[row]] += bytes
    downloaded[blocks.to[row]] += bytes
  }
  return { uploaded, downloaded }
}

/** Cells of a group: a cell is what happens between two points, and at its second point. */
function cellsFor({ header }: Recording, points: number): Float64Array[] {
  return header.groups.map(() => new Float64Array(points + 1))
}

function cellAt({ header }: Recording, points: number, seconds: number): number {
  return Math.min(points, Math.ceil((seconds / header.endSeconds) * points))
}

function sums(cells: Float64Array): Float64Array {
  let sum = 0
  return cells.map((value) => {
    sum += value
    return sum
  })
}

function gained(recording: Recording, points: number): Float64Array[] {
  const { events, header, hosts } = recording
  const cells = cellsFor(recording, points)
  const held = new Int32Array(header.hostCount)
  for (let at = 0; at < events.kind.length; at++) {
    const [kind, host] = [events.kind[at], events.host[at]]
    const isAll = kind === EVENT.held && events.value[at] < 0
    let change = kind === EVENT.gained || kind === EVENT.held ? 1 : 0
    if (isAll) change = header.pieceCount
    // A peer that comes again begins anew.
    if (kind === EVENT.arrived) change = -held[host]
    held[host] += change
    cells[hosts.group[host]][cellAt(recording, points, events.time[at])] += change
  }
  return cells
}

function exchanged(recording: Recording, points: number) {
  const { blocks, header, hosts } = recording
  const geometry = new Geometry(header.sizeBytes, header.pieceBytes)
  const [uploaded, downloaded] = [cellsFor(recording, points), cellsFor(recording, points)]
  for (let row = 0; row < blocks.from.length; row++) {
    if (blocks.outcome[row] !== OUTCOME.useful) continue
    const bytes = geometry.blockBytes(blocks.piece[row], blocks.index[row])
    const cell = cellAt(recording, points, blocks.end[row])
    uploaded[hosts.group[blocks.from[row]]][cell] += bytes
    downloaded[hosts.group[blocks.to[row]]][cell] += bytes
  }
  return { uploaded, downloaded }
}

/** The bytes of blocks that each group's uplinks sent, and those that they could have sent. */
function usedUplinks(recording: Recording, points: number) {
  const { blocks, events, header, hosts } = recording
  const geometry = new Geometry(header.sizeBytes, header.pieceBytes)
  const [sent, capacity] = [cellsFor(recording, points), cellsFor(recording, points)]
  const rate = hosts.upBytesPerSecond.slice()
  const since = new Float64Array(header.hostCount).fill(Number.NaN)
  const add = (to: Float64Array[], host: number, from: number, end: number) => {
    // An endless uplink has no use.
    if (Number.isFinite(rate[host])) {
      spread(to[hosts.group[host]], header.endSeconds, from, end, rate[host])
    }
  }
  const turn = (host: number, now: number, isOnline: boolean) => {
    if (!Number.isNaN(since[host])) add(capacity, host, since[host], now)
    since[host] = isOnline ? now : Number.NaN
  }
  const apply = (at: number) => {
    const [kind, host, now] = [events.kind[at], events.host[at], events.time[at]]
    if (kind === EVENT.arrived || kind === EVENT.online) turn(host, now, true)
    else if (kind === EVENT.departed || kind === EVENT.offline) turn(host, now, false)
    else if (kind === EVENT.uplink) {
      turn(host, now, !Number.isNaN(since[host]))
      rate[host] = events.value[at]
    }
  }
  let at = 0
  for (let row = 0; row < blocks.from.length; row++) {
    const [from, start] = [blocks.from[row], blocks.start[row]]
    while (at < events.time.length && events.time[at] <= start) apply(at++)
    const bytes = geometry.blockBytes(blocks.piece[row], blocks.index[row])
    // It leaves the uplink before it arrives; one that was lost may not have left it.
    const end = Math.min(blocks.end[row], start + bytes / rate[from], header.endSeconds)
    add(sent, from, start, end)
  }
  while (at < events.time.length) apply(at++)
  for (let host = 0; host < since.length; host++) turn(host, header.endSeconds, false)
  return { sent, capacity }
}

/** Adds so much a second to the cells between two instants. */
function spread(
  cells: Float64Array,
  endSeconds: number,
  from: number,
  end: number,
  perSecond: number,
): void {
  const width = endSeconds / (cells.length - 1)
  const last = Math.min(cells.length - 1, Math.ceil(end / width))
  for (let cell = Math.max(1, Math.ceil(from / width)); cell <= last; cell++) {
    const seconds = Math.min(end, cell * width) - Math.max(from, (cell - 1) * width)
    if (seconds > 0) cells[cell] += seconds * perSecond
  }
}

/** Returns what was used of a capacity within a window that ends at each point. */
function ratios(
  used: Float64Array,
  capacity: Float64Array,
  points: number,
  endSeconds: number,
): (number | null)[] {
  const cells = Math.max(1, Math.ceil(WINDOW_SECONDS / (endSeconds / points)))
  const [allUsed, all] = [sums(used), sums(capacity)]
  return Array.from(all, (sum, point) => {
    const before = Math.max(0, point - cells)
    const available = sum - all[before]
    return available > 0 ? (allUsed[point] - allUsed[before]) / available : null
  })
}
