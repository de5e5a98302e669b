import { BLOCK_BYTES } from '../../peer/geometry.js'
import { LINK_STRIDE } from '../../peer/peer-columns.js'
import * as E from '../../sim/endpoints.js'
import * as K from '../../sim/event-kinds.js'
import { DOWN, HOST_STRIDE, UP } from '../../sim/hosts.js'
import type { Swarm } from '../../sim/swarm.js'
import type { Faults } from './fault.js'
import { End, Host, keep, mayLeave, type Parcel } from './parcel.js'
import type { TapListener, Verb } from './tap.js'

/**
 * Blocks that a link may be ahead of its capacity: the one whose last byte counts for all of it,
 * and one for the messages that overtake blocks.
 */
const BLOCKS_AHEAD = 2
/** Rounding: times are sums of doubles, and positions are large. */
const SECONDS_OFF = 1e-6
const BYTES_OFF = 0.5

/** The names of messages that the network carries as events without a piece. */
const VERBS: Readonly<Record<number, Verb>> = {
  [K.HANDSHAKE]: 'handshake',
  [K.CHOKE]: 'choke',
  [K.UNCHOKE]: 'unchoke',
  [K.INTERESTED]: 'interested',
  [K.NOT_INTERESTED]: 'notInterested',
}

/** What is being handed to the network. */
type Label = Pick<Parcel, 'end' | 'pieces' | 'behind'> & { readonly name: string }

/**
 * Follows every message and block over both access links, from the bytes that were sent and the
 * capacities alone. It checks that no link is ahead of its capacity, that no message arrives early
 * and that a peer requests only what has been announced to it.
 */
export class Traffic implements TapListener {
  readonly #swarm: Swarm
  readonly #faults: Faults
  readonly #hosts: readonly Host[]
  readonly #ends = new Map<number, End>()
  readonly #mostAhead: number
  #label: Label | null = null

  /** Watches the network of a swarm. Call it before the first event. */
  constructor(swarm: Swarm, faults: Faults) {
    this.#swarm = swarm
    this.#faults = faults
    this.#hosts = Array.from({ length: swarm.population.count }, () => new Host())
    this.#mostAhead = BLOCKS_AHEAD * swarm.network.overhead.blockBytes(BLOCK_BYTES)
    for (let host = 0; host < this.#hosts.length; host++) this.#setRates(0, host)
    this.#watchMessages()
    this.#watchBlocks()
  }

  /** A peer receives a message or a block; call it before the peer takes it. */
  receives(
    host: number,
    verb: Verb,
    now: number,
    link: number,
    piece: number,
    begin: number,
  ): void {
    if (verb === 'close') {
      this.#closed(host, link)
      return
    }
    this.#follow(now, this.#swarm.network.addressOf(link))
    this.#arrive(now, host)
    const name = this.#nameOf(verb, piece, begin)
    const parcel = this.#ends.get(link)?.sent.get(name)?.shift()
    if (parcel === undefined) return
    const { down } = this.#hosts[host]
    if (verb === 'piece') parcel.passedAt = down.take(Math.max(0, parcel.arrivedAt), parcel.bytes)
    // A request that can only wait may be received before it arrives: `piece-early` checks those.
    const mayBeEarly = verb === 'request' || verb === 'piece'
    this.#faults.check(
      parcel.arrivedAt >= 0 || mayBeEarly,
      'message-early',
      () => `${this.#who(host, link, now)} receives ${name}, which cannot have arrived`,
    )
    // The other messages, which are few, and `have` overtake all others.
    if (verb !== 'piece' && verb !== 'request' && verb !== 'cancel') return
    const ahead = parcel.passedAt - down.position(now)
    const { messageBytes, heldBytes } = this.#hosts[host]
    // Messages that came meanwhile overtake it, and what waited for a return comes at once.
    const mostAhead = this.#mostAhead + messageBytes - parcel.messagesBefore + heldBytes
    this.#faults.check(
      ahead <= mostAhead + BYTES_OFF,
      'downlink-capacity',
      () =>
        `${this.#who(host, link, now)} receives ${name} when its downlink has still to carry ` +
        `${Math.round(ahead)} bytes; ${Math.round(mostAhead)} may overtake others`,
    )
  }

  /** A peer requests a block or closes a link; call it before the network takes that. */
  sends(host: number, verb: Verb, now: number, link: number, piece: number): void {
    if (verb === 'close') this.#closed(host, link)
    if (verb !== 'request') return
    this.#follow(now, this.#swarm.network.addressOf(link))
    this.#arrive(now, host)
    this.#faults.check(
      this.#ends.get(link)?.announced.has(piece) === true,
      'request-unannounced',
      () => `${this.#who(host, link, now)} requests piece ${piece}, not announced there so far`,
    )
  }

  /** Checks every uplink after an event. */
  check(now: number): void {
    const { count } = this.#swarm.population
    for (let host = 0; host < count; host++) {
      this.#checkUplink(now, host)
      this.#follow(now, host)
    }
    for (let host = 0; host < count; host++) {
      this.#arrive(now, host)
      this.#setRates(now, host)
    }
  }

  #checkUplink(now: number, host: number): void {
    const { uplinks, outages } = this.#swarm.network
    const { up } = this.#hosts[host]
    const at = up.position(now)
    if (up.end - at <= this.#mostAhead || outages.isSilent(host)) return
    // What the network says to be waiting has not left.
    const ahead = up.end - at - uplinks.waitingBytes(now, host)
    this.#faults.check(
      ahead <= this.#mostAhead + BYTES_OFF,
      'uplink-capacity',
      () =>
        `at ${now} s, peer ${host} (${this.#swarm.population.of(host).name}) has sent ` +
        `${Math.round(ahead)} bytes more than its uplink can have carried; ` +
        `${Math.round(this.#mostAhead)} may be`,
    )
  }

  /** Notes the capacities of a host's links after an event. */
  #setRates(now: number, host: number): void {
    const { up, down } = this.#hosts[host]
    const { reals } = this.#swarm.population.hosts
    const isSilent = this.#swarm.network.outages.isSilent(host)
    const upRate = isSilent ? 0 : reals[host * HOST_STRIDE + UP]
    const downRate = isSilent ? 0 : reals[host * HOST_STRIDE + DOWN]
    if (down.rate !== downRate) down.setRate(now, downRate)
    if (up.rate === upRate) return
    this.#keepPlans(host)
    up.setRate(now, upRate)
  }

  /**
   * Lets the messages that a host has sent leave when they would have: the network does not change
   * that if a capacity changes, or if the host returns.
   */
  #keepPlans(host: number): void {
    const sender = this.#hosts[host]
    const { up } = sender
    for (const parcel of sender.waiting) {
      const plan = up.rate > 0 ? up.secondsAt(parcel.from) : Number.POSITIVE_INFINITY
      parcel.plannedAt = Math.min(parcel.plannedAt, plan)
      mayLeave(sender, parcel)
    }
    this.#overtakeBlock(host)
  }

  /** Lets messages overtake the block before them, whose end is not known any more. */
  #overtakeBlock(host: number): void {
    const sender = this.#hosts[host]
    const { block, waiting } = sender
    for (const parcel of waiting) parcel.behind = null
    if (block === null) return
    for (const parcel of block.followers) {
      waiting.push(Object.assign(parcel, { behind: null, plannedAt: 0 }))
      mayLeave(sender, parcel)
    }
    block.followers = []
  }

  /** Sees each message that the network is handed, and its bytes. */
  #watchMessages(): void {
    const { network } = this.#swarm
    const { haves } = network
    const carry = network.carry.bind(network)
    network.carry = (now, host, other, bytes) => {
      const label = this.#label
      this.#label = null
      const passesAt = carry(now, host, other, bytes)
      this.#carries(now, host, other, bytes, label)
      return passesAt
    }
    const send = network.send.bind(network)
    network.send = (now, e, kind, bytes, b) => {
      if (kind in VERBS) this.#expect(e, VERBS[kind])
      else if (kind === K.CANCEL) this.#expect(e, `cancel ${b}`)
      send(now, e, kind, bytes, b)
    }
    const sendBitfield = network.sendBitfield.bind(network)
    network.sendBitfield = (now, e, pieces, row) => {
      const announced: number[] = []
      for (let piece = 0; piece < pieces.length; piece++) {
        if (pieces.has(row, piece)) announced.push(piece)
      }
      this.#expect(e, 'bitfield', announced)
      sendBitfield(now, e, pieces, row)
    }
    const sendRequest = network.sendRequest.bind(network)
    network.sendRequest = (now, e, block) => {
      this.#expect(e, `request ${block}`)
      sendRequest(now, e, block)
    }
    const sendHave = haves.send.bind(haves)
    haves.send = (now, host, e, piece) => {
      this.#expect(e, `have ${piece}`, [piece])
      sendHave(now, host, e, piece)
    }
  }

  /** Sees each block that an uplink begins and ends. */
  #watchBlocks(): void {
    const { network } = this.#swarm
    const sendPiece = network.sendPiece.bind(network)
    network.sendPiece = (now, e, block, bytes) => {
      sendPiece(now, e, block, bytes)
      this.#begins(now, e, block, network.overhead.blockBytes(bytes))
    }
    const launch = network.launch.bind(network)
    network.launch = (now, e, block) => {
      launch(now, e, block)
      this.#ended(now, this.#hostOf(e))
    }
  }

  /** Notes what the next message is. */
  #expect(e: number, name: string, pieces: readonly number[] = []): void {
    const other = this.#swarm.network.endpoints.other[e]
    const { block } = this.#hosts[this.#hostOf(e)]
    const behind = block?.link === e ? block : null
    this.#label = { name, pieces, behind, end: other < 0 ? null : this.#endOf(other) }
  }

  #carries(now: number, host: number, to: number, bytes: number, label: Label | null): void {
    const sender = this.#hosts[host]
    // An address of a host with many has no link of its own.
    if (sender === undefined || to >= this.#hosts.length) return
    let from = sender.up.addMessage(now, bytes)
    if (label?.name.startsWith('have')) {
      const { have } = sender
      const [piece] = label.pieces
      if (have.piece === piece && have.now === now) from = have.from
      else sender.have = { piece, now, from }
    }
    const { end, pieces, behind } = label ?? { end: null, pieces: [], behind: null }
    const parcel = { ...this.#parcel(host, to, bytes), from, end, pieces, behind }
    sender.waiting.push(parcel)
    mayLeave(sender, parcel)
    if (label !== null && end !== null) keep(end, label.name, parcel)
  }

  #begins(now: number, e: number, block: number, bytes: number): void {
    const { network } = this.#swarm
    const host = this.#hostOf(e)
    // A block that was cut off has taken its time all the same.
    this.#ended(now, host)
    this.#hosts[host].block = { link: e, bytes, followers: [] }
    const other = network.endpoints.other[e]
    if (other < 0) return
    const parcel = { ...this.#parcel(host, network.addressOf(e), bytes), isBlock: true }
    keep(this.#endOf(other), `piece ${block}`, parcel)
    // Its first byte leaves now at the soonest.
    this.#leaves(now, parcel)
  }

  /** The block on a host's uplink is sent: what follows it on its connection leaves now. */
  #ended(now: number, host: number): void {
    const { up, block } = this.#hosts[host]
    if (block === null) return
    this.#hosts[host].block = null
    up.add(now, block.bytes)
    for (const parcel of block.followers) this.#leaves(now, parcel)
  }

  #closed(host: number, link: number): void {
    const { block } = this.#hosts[host]
    if (block?.link === link) {
      block.link = -1
      this.#overtakeBlock(host)
    }
    this.#ends.delete(link)
  }

  /** Lets the messages leave that a host's uplink has reached. */
  #follow(now: number, host: number): void {
    const sender = this.#hosts[host]
    // What follows a block may arrive at the very time of its last byte.
    const endsNow = this.#swarm.network.uplinks.busyUntil(host) <= now + SECONDS_OFF
    if (sender.block !== null && endsNow) this.#overtakeBlock(host)
    const { up, waiting } = sender
    if (waiting.length === 0 || up.rate === 0) return
    const reached = up.position(now) + BYTES_OFF
    const leaves = ({ from, plannedAt }: Host['next']) => from <= reached || plannedAt <= now
    if (!leaves(sender.next)) return
    sender.waiting = waiting.filter((parcel) => !leaves(parcel))
    sender.next = { from: Number.POSITIVE_INFINITY, plannedAt: Number.POSITIVE_INFINITY }
    for (const parcel of sender.waiting) mayLeave(sender, parcel)
    for (const parcel of waiting.filter(leaves)) {
      const { behind, plannedAt } = parcel
      if (behind !== null && behind === sender.block) behind.followers.push(parcel)
      else {
        const at = Math.max(up.sinceSeconds, Math.min(plannedAt, up.secondsAt(parcel.from)))
        this.#leaves(Math.min(now, at), parcel)
      }
    }
  }

  #leaves(leftAt: number, parcel: Parcel): void {
    const receiver = this.#hosts[parcel.to]
    const at = leftAt + parcel.pathSeconds
    receiver.arrivals.push({ at, parcel })
    receiver.nextArrivalAt = Math.min(receiver.nextArrivalAt, at)
  }

  /** Takes what has arrived at a host's downlink. */
  #arrive(now: number, host: number): void {
    const receiver = this.#hosts[host]
    const { down } = receiver
    const due = now + SECONDS_OFF
    if (receiver.nextArrivalAt > due) return
    const arrived = receiver.arrivals.filter(({ at }) => at <= due)
    receiver.arrivals = receiver.arrivals.filter(({ at }) => at > due)
    receiver.nextArrivalAt = receiver.arrivals.reduce(
      (least, { at }) => Math.min(least, at),
      Number.POSITIVE_INFINITY,
    )
    for (const { at, parcel } of arrived.sort((a, b) => a.at - b.at)) {
      parcel.arrivedAt = down.position(Math.min(now, at))
      parcel.messagesBefore = receiver.messageBytes
      if (!parcel.isBlock) receiver.messageBytes += parcel.bytes
      if (down.rate === 0) receiver.heldBytes += parcel.bytes
      for (const piece of parcel.pieces) parcel.end?.announced.add(piece)
      // A block passes when it is received, and messages overtake it.
      if (!parcel.isBlock) parcel.passedAt = down.take(parcel.arrivedAt, parcel.bytes)
    }
  }

  #endOf(link: number): End {
    let end = this.#ends.get(link)
    if (end === undefined) this.#ends.set(link, (end = new End()))
    return end
  }

  #hostOf(e: number): number {
    return this.#swarm.population.store.columns.links[e * LINK_STRIDE + E.HOST]
  }

  #parcel(host: number, to: number, bytes: number): Parcel {
    const { latencySeconds } = this.#swarm.population.hosts
    const pathSeconds = latencySeconds[host] + latencySeconds[to]
    const plan = {
      from: 0,
      plannedAt: Number.POSITIVE_INFINITY,
      arrivedAt: -1,
      messagesBefore: 0,
      passedAt: -1,
    }
    return {
      isBlock: false,
      bytes,
      to,
      pathSeconds,
      end: null,
      pieces: [],
      behind: null,
      ...plan,
    }
  }

  #nameOf(verb: Verb, piece: number, begin: number): string {
    if (verb === 'have') return `have ${piece}`
    if (verb !== 'request' && verb !== 'cancel' && verb !== 'piece') return verb
    const { blocksPerPiece } = this.#swarm.network.geometry
    return `${verb} ${piece * blocksPerPiece + begin / BLOCK_BYTES}`
  }

  #who(host: number, link: number, now: number): string {
    const { network, population } = this.#swarm
    const name = (at: number) => `peer ${at} (${population.of(at).name})`
    return `at ${now} s, ${name(host)} on its link to ${name(network.addressOf(link))}`
  }
}
