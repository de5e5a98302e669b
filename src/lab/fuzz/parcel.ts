import { Carrier } from './carrier.js'

/** One end of a connection, as a receiver. */
export class End {
  /** The pieces whose `bitfield` or `have` has arrived. */
  readonly announced = new Set<number>()
  /** The messages and blocks sent to it and not received, by name, oldest first. */
  readonly sent = new Map<string, Parcel[]>()
}

/** A message or a block on its way. */
export interface Parcel {
  readonly isBlock: boolean
  readonly bytes: number
  readonly to: number
  readonly pathSeconds: number
  /** Where it begins on the uplink. */
  readonly from: number
  /** Who receives it; null if it is for no connection. */
  readonly end: End | null
  /** The pieces that it announces. */
  readonly pieces: readonly number[]
  /** When it leaves the uplink at the latest; Infinity if its place alone decides. */
  plannedAt: number
  /** The block that it follows on its connection. */
  behind: Block | null
  /** Where the downlink was when it arrived; -1 before. */
  arrivedAt: number
  /** Bytes of messages that had come to the downlink when it arrived. */
  messagesBefore: number
  /** Where the downlink has passed it at the soonest; -1 if that is not known. */
  passedAt: number
}

/** A block that an uplink sends. */
export interface Block {
  /** The link of its connection; -1 once that has ended. */
  link: number
  readonly bytes: number
  followers: Parcel[]
}

/** A parcel and when it arrives, seconds. */
interface Arrival {
  readonly at: number
  readonly parcel: Parcel
}

/** What one host's links carry. */
export class Host {
  readonly up = new Carrier()
  readonly down = new Carrier()
  /** Bytes of messages that came while the host was silent: it receives them on its return. */
  heldBytes = 0
  /** Bytes of messages that have come to the downlink. */
  messageBytes = 0
  /** Messages that wait for the uplink. */
  waiting: Parcel[] = []
  /** The least place, and the least time, at which one of them may leave. */
  next = { from: Number.POSITIVE_INFINITY, plannedAt: Number.POSITIVE_INFINITY }
  /** What is on the path to the host. */
  arrivals: Arrival[] = []
  /** When the first of it arrives. */
  nextArrivalAt = Number.POSITIVE_INFINITY
  /** The block on the uplink. */
  block: Block | null = null
  /** The last `have`, which leaves together with those for other neighbours. */
  have = { piece: -1, now: -1, from: 0 }
}

/** Notes when a message that waits may leave. */
export function mayLeave({ next }: Host, { from, plannedAt }: Parcel): void {
  next.from = Math.min(next.from, from)
  next.plannedAt = Math.min(next.plannedAt, plannedAt)
}

/** Keeps a parcel until its receiver has it. */
export function keep({ sent }: End, name: string, parcel: Parcel): void {
  const parcels = sent.get(name)
  if (parcels === undefined) sent.set(name, [parcel])
  else parcels.push(parcel)
}
