import { BLOCK_BYTES } from '../peer/geometry.js'
import type { Peer } from '../peer/peer.js'
import * as E from './endpoints.js'
import { UPLINK } from './event-kinds.js'
import * as H from './hosts.js'
import type { Network, NetworkListener } from './network.js'
import type { RequestMail } from './request-mail.js'
import type { Simulation } from './simulation.js'
import type { SlowStart } from './slow-start.js'

const NONE = -1

/**
 * The uplinks: each serves the endpoints that have something to send in rounds, a block a turn
 * (round robin, which with windows approaches max-min fairness: Hahne 1991). An endpoint whose
 * window is full sits out until its hearer's downlink has let something through.
 */
export class Uplinks {
  readonly #sim: Simulation
  readonly #network: Network
  readonly #mail: RequestMail
  readonly #windowBytes: number
  readonly #slowStart: SlowStart | null
  readonly #listener: NetworkListener

  constructor(
    sim: Simulation,
    network: Network,
    mail: RequestMail,
    windowBytes: number,
    slowStart: SlowStart | null,
    listener: NetworkListener,
  ) {
    this.#sim = sim
    this.#network = network
    this.#mail = mail
    this.#windowBytes = windowBytes
    this.#slowStart = slowStart
    this.#listener = listener
  }

  /** Endpoint `e` is asked for a block by a request that arrives at `at`. */
  want(e: number, at: number): void {
    const { ints } = this.#network.endpoints
    if (ints[e * 8 + E.RING_STATE] === E.RING_BLOCKED) return
    const host = ints[e * 8 + E.HOST]
    if (ints[e * 8 + E.RING_STATE] === E.RING_IDLE) this.#append(host, e)
    if (this.#network.hosts.ints[host * 8 + H.SENDING] === NONE) this.#wake(host, at)
  }

  /** Takes bytes of words from the uplink: they go between the blocks. */
  charge(now: number, host: number, bytes: number): void {
    const { reals } = this.#network.hosts
    const at = host * 8
    const free = reals[at + H.UP_FREE]
    reals[at + H.UP_FREE] = (free > now ? free : now) + bytes / reals[at + H.UP]
    reals[at + H.CONTROL] += bytes
    reals[at + H.CAP] -= bytes
  }

  /** Looks whether the block under way is sent, and begins the next one. */
  look(now: number, host: number): void {
    const { ints, reals } = this.#network.hosts
    const at = host * 8
    if (reals[at + H.WAKE_AT] <= now) reals[at + H.WAKE_AT] = Number.POSITIVE_INFINITY
    const e = ints[at + H.SENDING]
    if (e !== NONE) {
      if (now < reals[at + H.DONE_AT]) return
      ints[at + H.SENDING] = NONE
      this.#network.launch(now, e, ints[at + H.SENDING_BLOCK])
    }
    this.#begin(now, host)
  }

  /** Puts a block on the uplink; it was idle. */
  send(now: number, e: number, block: number, payloadBytes: number, wireBytes: number): void {
    const { hosts, endpoints } = this.#network
    const host = endpoints.ints[e * 8 + E.HOST]
    const at = host * 8
    const { reals } = hosts
    const begins = Math.max(now, reals[at + H.UP_FREE])
    const done = begins + wireBytes / reals[at + H.UP]
    reals[at + H.UP_FREE] = done
    reals[at + H.DONE_AT] = done
    hosts.ints[at + H.SENDING] = e
    hosts.ints[at + H.SENDING_BLOCK] = block
    endpoints.reals[e * 2 + E.IN_FLIGHT] += wireBytes
    this.#slowStart?.used(now, e)
    this.#sim.schedule(done, UPLINK, host, 0)
    reals[at + H.CONTROL] += wireBytes - payloadBytes
    reals[at + H.CAP] -= wireBytes
    if (reals[at + H.CAP] <= 0) this.#listener.exhausted(now, host)
  }

  /** Bytes from endpoint `e` are through: its window opens again. */
  reopen(now: number, e: number, wireBytes: number): void {
    const { endpoints, hosts } = this.#network
    endpoints.reals[e * 2 + E.IN_FLIGHT] -= wireBytes
    this.#slowStart?.acknowledged(now, e, wireBytes)
    if (endpoints.ints[e * 8 + E.RING_STATE] !== E.RING_BLOCKED) return
    const host = endpoints.ints[e * 8 + E.HOST]
    this.#append(host, e)
    if (hosts.ints[host * 8 + H.SENDING] === NONE) this.#wake(host, now)
  }

  /** The connection ended: a block under way is cut off, and the endpoint leaves the round. */
  drop(now: number, e: number): void {
    const { endpoints, hosts } = this.#network
    const host = endpoints.ints[e * 8 + E.HOST]
    if (endpoints.ints[e * 8 + E.RING_STATE] === E.RING_IN) this.#remove(host, e)
    endpoints.ints[e * 8 + E.RING_STATE] = E.RING_IDLE
    if (hosts.ints[host * 8 + H.SENDING] !== e) return
    hosts.ints[host * 8 + H.SENDING] = NONE
    hosts.reals[host * 8 + H.UP_FREE] = now
    this.#wake(host, now)
  }

  /** Lets the peer hear the requests to endpoint `e` that have arrived. */
  hearRequests(now: number, e: number, peer: Peer): void {
    const { geometry } = this.#network
    while (this.#mail.nextAt(e) <= now) {
      const block = this.#mail.take(e)
      const piece = Math.floor(block / geometry.blocksPerPiece)
      const index = block - piece * geometry.blocksPerPiece
      peer.request(now, e, piece, index * BLOCK_BYTES, geometry.blockBytes(piece, index))
    }
  }

  /** Goes round once, at most, until an endpoint has a block to send. */
  #begin(now: number, host: number): void {
    const { endpoints, hosts, peers } = this.#network
    const peer = peers[host]
    if (peer === null || hosts.reals[host * 8 + H.CAP] <= 0) return
    let soonest = Number.POSITIVE_INFINITY
    for (let left = hosts.ints[host * 8 + H.RING_COUNT]; left > 0; left--) {
      const e = hosts.ints[host * 8 + H.RING_HEAD]
      this.#shift(host)
      const inFlight = endpoints.reals[e * 2 + E.IN_FLIGHT]
      if (inFlight > 0 && inFlight + BLOCK_BYTES > this.#window(now, e)) {
        endpoints.ints[e * 8 + E.RING_STATE] = E.RING_BLOCKED
        continue
      }
      this.hearRequests(now, e, peer)
      if (peer.pull(now, e)) {
        this.#append(host, e)
        return
      }
      const next = this.#mail.nextAt(e)
      if (next === Number.POSITIVE_INFINITY) endpoints.ints[e * 8 + E.RING_STATE] = E.RING_IDLE
      else {
        this.#append(host, e)
        if (next < soonest) soonest = next
      }
    }
    if (soonest < Number.POSITIVE_INFINITY) this.#wake(host, soonest)
  }

  #window(now: number, e: number): number {
    return this.#slowStart === null ? this.#windowBytes : this.#slowStart.window(now, e)
  }

  #wake(host: number, at: number): void {
    const { reals } = this.#network.hosts
    if (reals[host * 8 + H.WAKE_AT] <= at) return
    reals[host * 8 + H.WAKE_AT] = at
    this.#sim.schedule(at, UPLINK, host, 0)
  }

  #append(host: number, e: number): void {
    const { ints } = this.#network.hosts
    const ends = this.#network.endpoints.ints
    const at = host * 8
    ends[e * 8 + E.RING_STATE] = E.RING_IN
    ends[e * 8 + E.RING_NEXT] = NONE
    if (ints[at + H.RING_COUNT]++ === 0) ints[at + H.RING_HEAD] = e
    else ends[ints[at + H.RING_TAIL] * 8 + E.RING_NEXT] = e
    ints[at + H.RING_TAIL] = e
  }

  #shift(host: number): void {
    const { ints } = this.#network.hosts
    const at = host * 8
    const e = ints[at + H.RING_HEAD]
    ints[at + H.RING_HEAD] = this.#network.endpoints.ints[e * 8 + E.RING_NEXT]
    ints[at + H.RING_COUNT]--
  }

  #remove(host: number, e: number): void {
    const count = this.#network.hosts.ints[host * 8 + H.RING_COUNT]
    for (let i = 0; i < count; i++) {
      const head = this.#network.hosts.ints[host * 8 + H.RING_HEAD]
      this.#shift(host)
      if (head !== e) this.#append(host, head)
    }
  }
}
