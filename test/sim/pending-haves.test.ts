import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES, Geometry } from '../../src/peer/geometry.js'
import { LINK_STRIDE, NEEDS_HAVE, PeerColumns } from '../../src/peer/peer-columns.js'
import { ADDRESS, GENERATION, HOST } from '../../src/sim/endpoints.js'
import { type HaveCarrier, HaveMessages } from '../../src/sim/have-messages.js'
import { HOST_STRIDE, Hosts, SENDING } from '../../src/sim/hosts.js'
import { PendingHaves } from '../../src/sim/pending-haves.js'
import { Simulation } from '../../src/sim/simulation.js'

const PIECES = 40
const SENDER = 0
/** The hosts that are linked with the sender; host r reads its pieces on link r. */
const RECEIVERS = [1, 2, 3]
const MILLISECOND = 0.001

/** A `have` of the sender: when each receiver gets it, seconds. */
interface Have {
  readonly piece: number
  readonly arrivesAt: ReadonlyMap<number, number>
}

/** One sender of `have`s and three receivers that read its row of pieces. */
class Readers {
  readonly columns = new PeerColumns(4, 4, new Geometry(PIECES * BLOCK_BYTES, BLOCK_BYTES), 4)
  readonly haves: Have[] = []
  readonly #sim = new Simulation()
  readonly #hosts = new Hosts(4)
  readonly #pending: PendingHaves
  #sent: [number, number, number][] = []

  /** `latencies` are whole milliseconds to the core; those of receivers get a fraction more. */
  constructor(latencies: readonly number[]) {
    for (const [host, latency] of latencies.entries())
      this.#hosts.latencySeconds[host] = (latency + host / 10) * MILLISECOND
    const { columns } = this
    this.#pending = new PendingHaves(this.#sim, this.#hosts, columns, (link, at, piece) =>
      this.#sent.push([link, at, piece]),
    )
    columns.haveFilter = this.#pending
    for (const link of RECEIVERS) {
      columns.links[link * LINK_STRIDE + HOST] = link
      columns.links[link * LINK_STRIDE + ADDRESS] = SENDER
      columns.share(link, SENDER)
      columns.setNeedsHave(link, 0)
    }
  }

  get now(): number {
    return this.#sim.now
  }

  wait(milliseconds: number): void {
    this.#sim.schedule(this.now + milliseconds * MILLISECOND, 0, 0, 0)
    this.#sim.step()
  }

  /** The sender gets a piece; its `have` leaves after a wait, later still on one link. */
  gain(waits: number, late: number | null, lateBy: number): void {
    const piece = this.haves.length
    const leavesAt = this.now + waits * MILLISECOND
    const arrivesAt = new Map(RECEIVERS.map((link) => [link, leavesAt + this.#path(link)]))
    this.columns.hold(SENDER, piece)
    const at = late === null ? 0 : arrivesAt.get(late)! + lateBy * MILLISECOND
    const lateAt = this.#pending.announce(this.now, leavesAt, SENDER, piece, late ?? -1, at)
    if (late !== null) arrivesAt.set(late, lateAt)
    this.haves.push({ piece, arrivesAt })
  }

  /** Returns the pieces that a receiver sees. */
  seen(link: number): number[] {
    const row = this.columns.knownRow(link)
    return this.#pieces().filter((piece) => this.columns.holdings.has(row, piece))
  }

  /** Returns the pieces whose `have` has arrived. */
  arrived(link: number): number[] {
    return this.haves.filter((have) => have.arrivesAt.get(link)! <= this.now).map(pieceOf)
  }

  /** Returns the `have`s that are sent as messages while `act` is done, in order of arrival. */
  messages(act: (pending: PendingHaves) => void) {
    this.#sent = []
    act(this.#pending)
    return this.#sent.toSorted(([, a], [, b]) => a - b)
  }

  #pieces(): number[] {
    return Array.from({ length: PIECES }, (_, piece) => piece)
  }

  #path(link: number): number {
    return this.#hosts.latencySeconds[SENDER] + this.#hosts.latencySeconds[link]
  }
}

function pieceOf({ piece }: Have): number {
  return piece
}

const step = fc.record({
  wait: fc.integer({ min: 0, max: 30 }),
  queue: fc.integer({ min: 0, max: 20 }),
  late: fc.constantFrom(null, ...RECEIVERS),
  lateBy: fc.integer({ min: 0, max: 50 }),
  own: fc.boolean(),
})
const latencies = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 4, maxLength: 4 })
const steps = fc.array(step, { minLength: 1, maxLength: PIECES })

/** Plays a history and calls `check` after each step. */
function playAll(check: (readers: Readers, link: number) => void): void {
  const property = fc.property(latencies, steps, (delays, history) => {
    const readers = new Readers(delays)
    for (const { wait, queue, late, lateBy, own } of history) {
      readers.wait(wait)
      readers.gain(queue, late, lateBy)
      // The first receiver gets some of the pieces elsewhere.
      if (own) readers.columns.hold(RECEIVERS[0], readers.haves.length - 1)
      for (const link of RECEIVERS) check(readers, link)
    }
    readers.wait(1000)
    for (const link of RECEIVERS) check(readers, link)
  })
  fc.assert(property, { numRuns: 30 })
}

describe('a `have` on its way', () => {
  it('hides its piece from the receiver until it arrives', () =>
    playAll((readers, link) => {
      expect(readers.seen(link)).toEqual(readers.arrived(link))
      expect(readers.columns.held(link)).toBe(readers.arrived(link).length)
    }))

  it('becomes a message when its receiver needs it and lacks the piece', () =>
    playAll((readers, link) => {
      const { columns, haves, now } = readers
      const messages = readers.messages((pending) => pending.needsHave(link))
      const lacks = ({ piece }: Have) => !columns.holdings.has(columns.ownRow(link), piece)
      const expected = haves.filter((have) => have.arrivesAt.get(link)! > now && lacks(have))
      expectArrivals(messages, expected, link)
    }))

  it('becomes a message when its receiver stops reading the row', () =>
    playAll((readers, link) => {
      const { haves, now } = readers
      const messages = readers.messages((pending) => pending.deliverAll(link))
      expectArrivals(
        messages,
        haves.filter((have) => have.arrivesAt.get(link)! > now),
        link,
      )
    }))

  it('arrives just after the one before it behind the same block', () => {
    const readers = new Readers([10, 10, 10, 10])
    readers.gain(0, 1, 40)
    readers.gain(0, 2, 40)
    readers.gain(0, 1, 40)
    readers.gain(0, 1, 50)
    const [first, other, second, third] = readers.haves.map(({ arrivesAt }) => arrivesAt)
    expect(second.get(1)).toBeGreaterThan(first.get(1)!)
    expect(second.get(1)).toBeCloseTo(first.get(1)!, 12)
    expect(other.get(2)).toBeCloseTo(0.0602, 12)
    expect(third.get(1)).toBeCloseTo(0.0701, 12)
  })

  it('behind a block of an ended connection hides nothing from the next one', () => {
    const readers = new Readers([10, 10, 10, 10])
    readers.gain(0, 1, 500)
    readers.columns.links[1 * LINK_STRIDE + GENERATION]++
    readers.wait(21)
    expect(readers.seen(1)).toEqual([0])
    // Nor does a `have` to the new connection wait for it.
    readers.gain(0, 1, 40)
    readers.wait(61)
    expect(readers.seen(1)).toEqual([0, 1])
  })

  it('is forgotten when every host may have received it', () => {
    const readers = new Readers([10, 10, 20, 60])
    readers.gain(5, 1, 0)
    readers.gain(5, 1, 10)
    readers.wait(74)
    expect(readers.seen(2)).toEqual([0, 1])
    expect(readers.columns.isFiltered[SENDER]).toBe(1)
    readers.wait(2)
    expect(readers.seen(2)).toEqual([0, 1])
    expect(readers.columns.isFiltered[SENDER]).toBe(0)
  })
})

it('a `have` to the neighbour that a block is sent to follows the block', () => {
  const BLOCK_ARRIVES_AT = 0.5
  const PATH_SECONDS = 0.02
  const columns = new PeerColumns(3, 4, new Geometry(PIECES * BLOCK_BYTES, BLOCK_BYTES), 4)
  const hosts = new Hosts(3)
  hosts.latencySeconds.fill(PATH_SECONDS / 2)
  // Links 0 and 1 of the sender lead to link 2 of host 1, and to link 3 of host 2.
  const endpoints = { other: [2, 3, 0, 1], address: [1, 2, 0, 0] }
  hosts.ints[SENDER * HOST_STRIDE + SENDING] = 0
  for (const link of [2, 3]) {
    columns.share(link, SENDER)
    columns.setNeedsHave(link, NEEDS_HAVE)
  }
  const carrier = {
    ...{ hosts, endpoints, peers: [{ complete: false }], sharesHoldings: [1, 1, 1] },
    overhead: { messageBytes: (bytes: number) => bytes },
    uplinks: { leavesAt: (now: number) => now },
    latency: () => PATH_SECONDS,
    arrivalTime: () => BLOCK_ARRIVES_AT,
    isBusyWith: (_host: number, link: number) => link === 0,
    tagged: (kind: number) => kind,
    carry: () => {},
  }
  const sim = new Simulation()
  const arrivals = new Map<number, number>()
  sim.handle((now, _what, link) => arrivals.set(link, now))
  const haves = new HaveMessages(sim, carrier as unknown as HaveCarrier, columns)
  columns.hold(SENDER, 7)
  haves.announce(0, SENDER, 7)
  for (const link of [0, 1]) haves.send(0, SENDER, link, 7)
  while (sim.step());
  expect(arrivals.get(2)).toBeCloseTo(BLOCK_ARRIVES_AT, 12)
  expect(arrivals.get(3)).toBeCloseTo(PATH_SECONDS, 12)
})

/** Checks that each `have` became one message to the link, which arrives when the `have` did. */
function expectArrivals(
  messages: readonly (readonly [number, number, number])[],
  expected: readonly Have[],
  link: number,
): void {
  expect(messages.map(([, , piece]) => piece).sort()).toEqual(expected.map(pieceOf).sort())
  for (const [to, at, piece] of messages) {
    expect(to).toBe(link)
    const have = expected.find((one) => one.piece === piece)!
    expect(at).toBeCloseTo(have.arrivesAt.get(link)!, 12)
  }
}
