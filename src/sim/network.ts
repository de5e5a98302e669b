import { BLOCK_BYTES, type Geometry } from '../peer/geometry.js'
import { LinkFlag } from '../peer/link-flags.js'
import type { Peer } from '../peer/peer.js'
import { LINK_STRIDE, type PeerColumns } from '../peer/peer-columns.js'
import { Downlinks } from './downlinks.js'
import * as E from './endpoints.js'
import * as K from './event-kinds.js'
import { HaveMessages } from './have-messages.js'
import * as H from './hosts.js'
import type { NetworkListener } from './network-listener.js'
import { Outages } from './outages.js'
import { AFTER } from './pending-haves.js'
import type { NetworkSettings } from './settings.js'
import type { Simulation } from './simulation.js'
import { SlowStart } from './slow-start.js'
import { Snapshots } from './snapshots.js'
import type { Trace } from './trace.js'
import { Uplinks } from './uplinks.js'
import { WireOverhead } from './wire-overhead.js'

/** The bit of a block number that marks a corrupt block in transit. */
const CORRUPT = 1 << 30

/** In place of a snapshot: the receiver of a bitfield reads the sender's own row. */
const OWN_ROW = -1

/**
 * Carries messages and blocks between peers over access links.
 *
 * An uplink serves its connections in rounds, a block a turn, and so does a downlink. A connection
 * may have a window of bytes that are not yet acknowledged. Messages and acknowledgements take
 * their bytes from both links and wait for earlier ones on the uplink. Messages take the latency
 * of the path. On the downlink `request`, `cancel` and acknowledgements wait for earlier messages,
 * the others for blocks that wait there, except `have`.
 */
export class Network {
  readonly hosts: H.Hosts
  readonly endpoints: E.Endpoints
  readonly peers: (Peer | null)[]
  readonly overhead: WireOverhead
  readonly trace: Trace
  readonly geometry: Geometry
  readonly uplinks: Uplinks
  readonly downlinks: Downlinks
  readonly haves: HaveMessages
  readonly outages: Outages
  /** Peer ids that were sent, by the number that a handshake event carries. */
  readonly ids: string[] = []
  /** For each host: 1 = it announces exactly the pieces that it holds, to all its neighbours. */
  readonly sharesHoldings: Uint8Array
  /** For each host: 1 = it may stop accepting requests, so that none may be received early. */
  readonly stopsAccepting: Uint8Array
  /** False gives each link a row of its own and makes every `have` an event, for tests. */
  readsSharedRows = true
  /** False makes every `request` an event, without the shortcut, for tests. */
  deliversRequestsEarly = true

  readonly #sim: Simulation
  readonly #listener: NetworkListener
  readonly #columns: PeerColumns
  /** The rows of all links in the peers' columns, which also hold the network's own numbers. */
  readonly #links: Int32Array
  readonly #requestBytes: number
  readonly #snapshots: Snapshots
  /** For each endpoint: requests and cancels still on their way when it choked, to be ignored. */
  readonly #staleRequests: Uint16Array
  readonly #slowStart: SlowStart | null

  constructor(
    sim: Simulation,
    hosts: H.Hosts,
    endpoints: E.Endpoints,
    columns: PeerColumns,
    settings: NetworkSettings,
    trace: Trace,
    listener: NetworkListener,
  ) {
    this.#sim = sim
    this.hosts = hosts
    this.endpoints = endpoints
    this.#columns = columns
    this.#links = columns.links
    this.geometry = columns.geometry
    this.trace = trace
    this.#listener = listener
    this.peers = new Array(hosts.count).fill(null)
    this.overhead = new WireOverhead(settings)
    this.#requestBytes = this.overhead.messageBytes(17)
    this.sharesHoldings = new Uint8Array(hosts.count)
    this.stopsAccepting = new Uint8Array(hosts.count)
    this.#staleRequests = new Uint16Array(endpoints.count)
    this.#snapshots = new Snapshots(columns.geometry.pieceCount)
    this.#slowStart = settings.slowStart ? new SlowStart(endpoints, settings) : null
    const { links } = columns
    this.uplinks = new Uplinks(sim, this, links, settings.windowBytes, this.#slowStart, listener)
    this.downlinks = new Downlinks(sim, this, links)
    this.haves = new HaveMessages(sim, this, columns)
    const deliver = this.#handleNow.bind(this)
    this.outages = new Outages(sim, hosts, links, this.haves, deliver)
  }

  /** Connects the peers of two hosts; false if one of them is gone or has no free link. */
  connect(now: number, a: number, b: number): boolean {
    const peerA = this.peers[a]
    const peerB = this.peers[b]
    if (peerA === null || peerB === null) return false
    const endA = peerA.links.free
    const endB = peerB.links.free
    if (endA < 0 || endB < 0) return false
    const links = this.#links
    this.endpoints.connect(endA, endB, b)
    this.endpoints.connect(endB, endA, a)
    for (const end of [endA, endB]) {
      links[end * LINK_STRIDE + E.QUEUED_REQUESTS] = 0
      links[end * LINK_STRIDE + E.IN_FLIGHT] = 0
      this.#staleRequests[end] = 0
      this.#slowStart?.opened(now, end)
    }
    peerA.connected(now)
    peerB.connected(now)
    return true
  }

  /**
   * Ends a connection at this end. The other end goes on sending until it learns of that: by a
   * message, or if this host is `silent` by missing it for too long (`Outages`).
   */
  closeHere(now: number, e: number, silent = false): void {
    const links = this.#links
    const o = links[e * LINK_STRIDE + E.OTHER]
    const host = links[e * LINK_STRIDE + E.HOST]
    // A block on the uplink is cut off, so that nothing waits behind it.
    this.uplinks.drop(e)
    if (o >= 0) {
      const at = this.arrivalTime(now, e) * AFTER
      if (!silent) this.#sim.schedule(at, this.tagged(K.CLOSE, o), o, 0)
      this.endpoints.lose(o)
      // A complete host gains no piece that the other end must not see.
      if (this.peers[host]?.complete === false)
        this.haves.unshare(links[o * LINK_STRIDE + E.HOST], o)
    }
    this.endpoints.disconnect(e)
    this.downlinks.drop(e)
    this.#listener.unlinked(now, host, e, links[e * LINK_STRIDE + E.ADDRESS])
    // Last: until now, `have`s on their way still hide their pieces from this end.
    links[e * LINK_STRIDE + E.GENERATION] = (links[e * LINK_STRIDE + E.GENERATION] + 1) & 0x7fffff
  }

  /** Handles an event of the network. */
  handle(now: number, what: number, a: number, b: number): void {
    if (this.outages.any && this.outages.holds(now, what, a, b)) return
    this.#handleNow(now, what, a, b)
  }

  #handleNow(now: number, what: number, a: number, b: number): void {
    const kind = what & K.KIND_MASK
    if (kind === K.UPLINK) {
      this.uplinks.advance(now, a)
      return
    }
    if (kind === K.BLOCK_THROUGH) {
      this.downlinks.through(now, what, a, b)
      return
    }
    const links = this.#links
    if (what >>> K.KIND_BITS !== links[a * LINK_STRIDE + E.GENERATION]) {
      if (kind === K.BITFIELD && b !== OWN_ROW) this.#snapshots.drop(b)
      return
    }
    if (kind === K.BLOCK_IN) this.downlinks.arrive(now, what, a, b)
    else if (kind === K.ACKNOWLEDGED) this.uplinks.reopen(now, a)
    else if (kind === K.SILENCE) this.#miss(now, a)
    else if (kind === K.REQUEST || kind === K.CANCEL) this.#receiveQueued(now, kind, a, b)
    else if (kind !== K.HAVE && this.downlinks.hasPending(a)) this.downlinks.queue(what, a, b)
    else this.receive(now, what, a, b)
  }

  /** Returns the host at the other end of a link. */
  addressOf(link: number): number {
    return this.#links[link * LINK_STRIDE + E.ADDRESS]
  }

  /** Returns the one-way latency of the path from endpoint `e`, seconds. */
  latency(e: number): number {
    const { latencySeconds } = this.hosts
    const at = e * LINK_STRIDE
    return latencySeconds[this.#links[at + E.HOST]] + latencySeconds[this.#links[at + E.ADDRESS]]
  }

  /** Closes a link whose other end has been silent for too long. */
  #miss(now: number, o: number): void {
    const peer = this.peers[this.#links[o * LINK_STRIDE + E.HOST]] as Peer
    if (this.outages.isMissed(now, o)) peer.hangUp(now, o)
  }

  /** Returns when a message sent now arrives: after the block that endpoint `e` is sending. */
  arrivalTime(now: number, e: number): number {
    return this.#arrivesAt(e, this.uplinks.leavesAt(now, this.#links[e * LINK_STRIDE + E.HOST]))
  }

  #arrivesAt(e: number, passesAt: number): number {
    const host = this.#links[e * LINK_STRIDE + E.HOST]
    const doneAt = this.isBusyWith(host, e) ? this.hosts.reals[host * H.HOST_STRIDE + H.DONE_AT] : 0
    return (doneAt > passesAt ? doneAt : passesAt) + this.latency(e)
  }

  /** Whether the host's uplink is sending a block from endpoint `e`. */
  isBusyWith(host: number, e: number): boolean {
    return this.hosts.ints[host * H.HOST_STRIDE + H.SENDING] === e
  }

  /** Returns an event's kind with the endpoint's generation. */
  tagged(kind: number, endpoint: number): number {
    return kind | (this.#links[endpoint * LINK_STRIDE + E.GENERATION] << K.KIND_BITS)
  }

  /** Charges both links for a message, and returns when it arrives at the other host. */
  charge(now: number, host: number, other: number, bytes: number): number {
    const { latencySeconds } = this.hosts
    const passesAt = this.carry(now, host, other, this.overhead.messageBytes(bytes))
    return passesAt + latencySeconds[host] + latencySeconds[other]
  }

  /**
   * Takes a message's bytes from the sender's uplink and the receiver's downlink. Returns when both
   * have passed earlier messages: it arrives then, but for the latency.
   */
  carry(now: number, host: number, other: number, wireBytes: number): number {
    const leavesAt = this.uplinks.leavesAt(now, host)
    this.uplinks.charge(now, host, wireBytes)
    const passesAt = this.downlinks.charge(now, other, wireBytes, leavesAt)
    return leavesAt > passesAt ? leavesAt : passesAt
  }

  /** Sends a message of `bytes` bytes from endpoint `e`. */
  send(now: number, e: number, kind: number, bytes: number, b: number): void {
    const o = this.#links[e * LINK_STRIDE + E.OTHER]
    const host = this.#links[e * LINK_STRIDE + E.HOST]
    const receiver = this.#links[e * LINK_STRIDE + E.ADDRESS]
    const leavesAt = this.uplinks.leavesAt(now, host)
    const passesAt = this.carry(now, host, receiver, this.overhead.messageBytes(bytes))
    const at = this.#arrivesAt(e, kind === K.CANCEL ? passesAt : leavesAt) * AFTER
    if (o < 0) return
    // A later request may not overtake it.
    if (kind === K.CANCEL) this.#links[o * LINK_STRIDE + E.QUEUED_REQUESTS]++
    // A choke discards earlier requests, even those still on their way: no unchoke revives them.
    if (kind === K.CHOKE) this.#staleRequests[e] = this.#links[e * LINK_STRIDE + E.QUEUED_REQUESTS]
    this.#sim.schedule(at, this.tagged(kind, o), o, b)
  }

  /** Sends `bitfield`: as a snapshot, unless the receiver may read the sender's own row. */
  sendBitfield(
    now: number,
    e: number,
    pieces: Parameters<Snapshots['take']>[0],
    row: number,
  ): void {
    const bytes = 5 + Math.ceil(pieces.length / 8)
    const isLost = this.#links[e * LINK_STRIDE + E.OTHER] < 0
    const isPlain = !isLost && !this.#bothShareHoldings(e)
    this.send(now, e, K.BITFIELD, bytes, isPlain ? this.#snapshots.take(pieces, row) : OWN_ROW)
  }

  /** Whether the two ends of a connection may read each other's rows. */
  #bothShareHoldings(e: number): boolean {
    const { sharesHoldings } = this
    const at = e * LINK_STRIDE
    const both =
      sharesHoldings[this.#links[at + E.HOST]] & sharesHoldings[this.#links[at + E.ADDRESS]]
    return this.readsSharedRows && both === 1
  }

  /**
   * Sends `request` for a block. The receiver's uplink is mostly busy until after the request
   * arrives. If the endpoint is in the round, the request is then received at once, which saves an
   * event, unless requests or cancels are still on their way.
   */
  sendRequest(now: number, e: number, block: number): void {
    const links = this.#links
    const o = links[e * LINK_STRIDE + E.OTHER]
    const receiver = links[e * LINK_STRIDE + E.ADDRESS]
    const host = links[e * LINK_STRIDE + E.HOST]
    const at = this.#arrivesAt(e, this.carry(now, host, receiver, this.#requestBytes)) * AFTER
    if (o < 0) return
    const queues = links[o * LINK_STRIDE + E.RING_STATE] !== E.RING_IDLE
    const alone = links[o * LINK_STRIDE + E.QUEUED_REQUESTS] === 0
    const accepts = this.stopsAccepting[receiver] === 0
    const unchoked = (this.#columns.flags[o] & LinkFlag.AmUnchoking) !== 0
    const waits = this.uplinks.busyUntil(receiver) > at && !this.outages.isSilent(receiver)
    if (this.deliversRequestsEarly && accepts && queues && alone && unchoked && waits) {
      this.#receiveRequest(now, K.REQUEST, o, block)
      return
    }
    links[o * LINK_STRIDE + E.QUEUED_REQUESTS]++
    this.#sim.schedule(at, this.tagged(K.REQUEST, o), o, block)
  }

  /** Sends `piece`: puts the block on the uplink. */
  sendPiece(now: number, e: number, block: number, bytes: number): void {
    const host = this.#links[e * LINK_STRIDE + E.HOST]
    const corrupt = this.#listener.corruptsNext(host) ? CORRUPT : 0
    this.uplinks.send(now, e, block | corrupt, bytes, this.overhead.blockBytes(bytes))
  }

  /** Returns the bytes on the wire of a block in transit. */
  wireBytes(block: number): number {
    const { geometry } = this
    const clean = block & ~CORRUPT
    const piece = Math.floor(clean / geometry.blocksPerPiece)
    return this.overhead.blockBytes(geometry.blockBytes(piece, clean % geometry.blocksPerPiece))
  }

  /** Takes a block whose last byte has left the uplink. */
  launch(now: number, e: number, block: number): void {
    const o = this.#links[e * LINK_STRIDE + E.OTHER]
    if (o >= 0) this.#sim.schedule(now + this.latency(e), this.tagged(K.BLOCK_IN, o), o, block)
  }

  /** Delivers a block that is through the downlink. */
  deliver(now: number, o: number, block: number): void {
    const links = this.#links
    const host = links[o * LINK_STRIDE + E.HOST]
    const e = links[o * LINK_STRIDE + E.OTHER]
    const other = links[o * LINK_STRIDE + E.ADDRESS]
    const { geometry } = this
    const clean = block & ~CORRUPT
    const piece = Math.floor(clean / geometry.blocksPerPiece)
    const index = clean - piece * geometry.blocksPerPiece
    const bytes = geometry.blockBytes(piece, index)
    const passesAt = this.carry(now, host, other, this.overhead.ackBytes(bytes))
    const wireBytes = this.overhead.blockBytes(bytes)
    if (e >= 0) this.uplinks.acknowledge(e, passesAt + this.latency(o), wireBytes)
    const peer = this.peers[host] as Peer
    const spoils = block >= CORRUPT && peer.requests.lacks(piece, index)
    this.#listener.delivered(now, other, host, piece, bytes, spoils)
    peer.piece(now, o, piece, index * BLOCK_BYTES, bytes)
  }

  /** Delivers a message. */
  receive(now: number, what: number, o: number, b: number): void {
    const kind = what & K.KIND_MASK
    const links = this.#links
    const peer = this.peers[links[o * LINK_STRIDE + E.HOST]] as Peer
    if (kind === K.HAVE) this.#receiveHave(now, peer, o, b)
    else if (kind === K.CHOKE) peer.choke(now, o)
    else if (kind === K.UNCHOKE) peer.unchoke(now, o)
    else if (kind === K.INTERESTED) peer.interested(now, o)
    else if (kind === K.NOT_INTERESTED) peer.notInterested(now, o)
    else if (kind === K.BITFIELD) this.#receiveBitfield(now, peer, o, b)
    else if (kind === K.HANDSHAKE) peer.handshake(now, o, 'torrent', this.ids[b])
    else if (kind === K.CLOSE) {
      this.closeHere(now, o)
      peer.close(now, o)
    }
  }

  #receiveBitfield(now: number, peer: Peer, o: number, snapshot: number): void {
    const columns = this.#columns
    const sender = this.#links[o * LINK_STRIDE + E.ADDRESS]
    if (snapshot === OWN_ROW) {
      columns.share(o, sender)
      const isLost = this.endpoints.other[o] < 0
      // The link's own row then lacks the pieces whose `have` is still on its way.
      if (isLost) this.haves.unshare(peer.requests.number, o)
      peer.bitfield(now, o, columns.holdings, isLost ? o : columns.ownRow(sender))
      return
    }
    peer.bitfield(now, o, this.#snapshots.table, snapshot)
    this.#snapshots.drop(snapshot)
  }

  /** Delivers `have`. A sender without pieces sent no bitfield: its first `have` shares its row. */
  #receiveHave(now: number, peer: Peer, o: number, piece: number): void {
    const columns = this.#columns
    const isConnected = this.endpoints.other[o] >= 0
    if (isConnected && !columns.isShared(o) && this.#bothShareHoldings(o))
      columns.share(o, this.#links[o * LINK_STRIDE + E.ADDRESS])
    peer.have(now, o, piece)
  }

  /** Delivers a `request` or a `cancel` that came as an event. */
  #receiveQueued(now: number, kind: number, o: number, block: number): void {
    this.#links[o * LINK_STRIDE + E.QUEUED_REQUESTS]--
    if (this.#staleRequests[o] > 0) this.#staleRequests[o]--
    else this.#receiveRequest(now, kind, o, block)
  }

  #receiveRequest(now: number, kind: number, o: number, block: number): void {
    const { geometry } = this
    const piece = Math.floor(block / geometry.blocksPerPiece)
    const index = block - piece * geometry.blocksPerPiece
    const bytes = geometry.blockBytes(piece, index)
    const peer = this.peers[this.#links[o * LINK_STRIDE + E.HOST]] as Peer
    if (kind === K.CANCEL) peer.cancel(now, o, piece, index * BLOCK_BYTES, bytes)
    else {
      peer.request(now, o, piece, index * BLOCK_BYTES, bytes)
      this.uplinks.enqueue(now, o)
    }
  }
}
