import type { Measurements } from '../lab/run/measurements.js'

/** The version of the columns and of the binary form; a reader refuses any other. */
export const RECORDING_VERSION = 3

/** In place of a neighbour's number: the event is not one of a link. */
export const NOBODY = 0xffff

/** A group of a recorded scenario, as it was set. */
export interface RecordedGroup {
  readonly name: string
  readonly count: number
  /** Whether its peers arrive with every piece. */
  readonly isSeed: boolean
  readonly isFreeRider: boolean
  readonly behaviour: string
  readonly choker: string
  readonly seedChoker: string
  readonly picker: string
  /** Upload slots, the optimistic ones included. */
  readonly slots: number
  readonly optimisticSlots: number
  /** Seconds between two timed rechokes. */
  readonly rechokeSeconds: number
}

/** What a recording is of, and its sizes. */
export interface RecordingHeader {
  readonly version: number
  /** Name and title of the scenario. */
  readonly name: string
  readonly title: string
  /** Random seed. */
  readonly seed: string
  /** Hash of every message of the run: equal to that of `sim run` with the same scenario. */
  readonly traceHash: string
  /** Events of the simulation, which are more than the rows of `events`. */
  readonly simulatedEvents: number
  readonly endSeconds: number
  readonly ended: Measurements['ended']
  readonly stuckReason: Measurements['stuckReason']
  /** The kind of the model by which the file is distributed, such as "swarm". */
  readonly model: string
  readonly sizeBytes: number
  readonly pieceBytes: number
  readonly pieceCount: number
  readonly groups: readonly RecordedGroup[]
  readonly hostCount: number
  /** Rows for links of all hosts together. */
  readonly linkRows: number
}

/** What does not change about the hosts: a row for each, by its number. */
export interface HostColumns {
  /** Index into the groups. */
  readonly group: Uint8Array
  /** Its first row for links; its last is before the next host's first. */
  readonly firstRow: Int32Array
  /** Capacity at the start, bytes/s. */
  readonly upBytesPerSecond: Float64Array
  readonly downBytesPerSecond: Float64Array
  /** 1 = others can dial it; 0 behind a NAT. */
  readonly reachable: Uint8Array
}

/** All that happened except blocks, in order: a row for each event. */
export interface EventColumns {
  /** Simulated time, seconds; never falls. */
  readonly time: Float64Array
  /** One of `EVENT`. */
  readonly kind: Uint8Array
  readonly host: Uint16Array
  /** The neighbour's number; `NOBODY` if it is not an event of a link. */
  readonly other: Uint16Array
  /** The host's row for the link; -1 if it is not an event of a link. */
  readonly row: Int32Array
  /** What it means depends on the kind: see `EVENT`. */
  readonly value: Int32Array
  /** The same. */
  readonly detail: Int32Array
}

/** Every block sent, in order of its start. */
export interface BlockColumns {
  readonly from: Uint16Array
  readonly to: Uint16Array
  /** When the sender's uplink began it, seconds; never falls. */
  readonly start: Float64Array
  /** When it was delivered or lost, seconds; Infinity if neither came before the end. */
  readonly end: Float64Array
  readonly piece: Int32Array
  /** Its number in the piece. */
  readonly index: Uint16Array
  /** One of `OUTCOME`. */
  readonly outcome: Uint8Array
}

/**
 * A run in columns of typed arrays. It holds at most 64 bytes for each block in all, and can be
 * transferred between threads (`buffersOf`) or kept as a file (`encodeRecording`). `Playhead` gives
 * the state of the swarm at any instant.
 */
export interface Recording {
  readonly header: RecordingHeader
  readonly hosts: HostColumns
  readonly events: EventColumns
  readonly blocks: BlockColumns
}

/** Returns the buffers of a recording, which may be transferred to another thread. */
export function buffersOf({ hosts, events, blocks }: Recording): ArrayBuffer[] {
  const columns: ArrayBufferView[] = [hosts, events, blocks].flatMap((table) =>
    Object.values(table),
  )
  return columns.map(({ buffer }) => buffer as ArrayBuffer)
}

/** Returns the bytes of a recording's columns. */
export function bytesOf(recording: Recording): number {
  return buffersOf(recording).reduce((bytes, { byteLength }) => bytes + byteLength, 0)
}
