import { BLOCK_BYTES, type Geometry } from '../../peer/geometry.js'
import type { Peer } from '../../peer/peer.js'
import type { Swarm } from '../../sim/swarm.js'
import { Account, Store } from './account.js'
import type { Faults } from './fault.js'
import { duplicateFault, pipelineDepth } from './request-rules.js'
import type { TapListener, Verb } from './tap.js'

/** Receives the bytes that peers send and receive. */
export interface Meter {
  /** A host sends a message or a block on a link. */
  sent(now: number, host: number, link: number, verb: Verb, payloadBytes: number): void
  /** A host has received a block on a link. */
  received(now: number, host: number, link: number, payloadBytes: number): void
}

/**
 * An independent record of every link of a swarm, built from messages alone. It notes each message
 * that a peer must never send (BEP 3; Cohen 2003).
 */
export class Ledger implements TapListener {
  /** What each host holds; none before its arrival. */
  readonly stores: (Store | undefined)[] = []
  /** The open end of each link. */
  readonly accounts = new Map<number, Account>()
  /** Hosts that have choked or unchoked a link since the set was emptied. */
  readonly changed = new Set<number>()
  readonly #swarm: Swarm
  readonly #geometry: Geometry
  readonly #faults: Faults
  readonly #meters: readonly Meter[]
  /** When a peer last received a block that it needed, seconds. */
  progressAt = 0
  #now = 0

  constructor(swarm: Swarm, faults: Faults, meters: readonly Meter[]) {
    this.#swarm = swarm
    this.#geometry = swarm.network.geometry
    this.#faults = faults
    this.#meters = meters
  }

  /** Pieces of the torrent. */
  get pieceCount(): number {
    return this.#geometry.pieceCount
  }

  made(host: number, peer: Peer): void {
    const store = new Store()
    for (let piece = 0; piece < this.#geometry.pieceCount; piece++) {
      if (peer.requests.has(piece)) store.pieces.add(piece)
    }
    this.stores[host] = store
  }

  sends(host: number, verb: Verb, now: number, link: number, piece: number, begin: number): void {
    this.#now = now
    const payload = verb === 'piece' ? this.#bytesAt(piece, begin) : 0
    for (const meter of this.#meters) meter.sent(now, host, link, verb, payload)
    if (verb === 'handshake') this.#opened(host, link)
    const account = this.accounts.get(link)
    if (account === undefined) {
      this.#faults.add('link-closed', () => `${this.#who(host, link)} sends ${verb}`)
      return
    }
    if (verb === 'interested' || verb === 'notInterested')
      account.interested = verb === 'interested'
    else if (verb === 'choke' || verb === 'unchoke') this.#serves(account, verb === 'unchoke')
    else if (verb === 'request') this.#requests(account, link, this.#block(piece, begin))
    else if (verb === 'cancel') account.asked.delete(this.#block(piece, begin))
    else if (verb === 'piece') this.#uploads(account, link, this.#block(piece, begin))
    else if (verb === 'close') this.#closed(host, link)
  }

  receives(
    host: number,
    verb: Verb,
    now: number,
    link: number,
    piece: number,
    begin: number,
  ): void {
    this.#now = now
    const account = this.accounts.get(link)
    if (account === undefined) return
    if (verb === 'choke' || verb === 'unchoke') account.choking = verb === 'choke'
    if (verb === 'choke') account.asked.clear()
    else if (verb === 'interested' || verb === 'notInterested') {
      account.wanted = verb === 'interested'
      this.changed.add(host)
    } else if (verb === 'request') {
      if (account.unchoking) count(account.theirs, this.#block(piece, begin), 1)
    } else if (verb === 'cancel') count(account.theirs, this.#block(piece, begin), -1)
    else if (verb === 'piece') this.#downloads(account, link, this.#block(piece, begin))
    else if (verb === 'close') this.#closed(host, link)
  }

  verified(host: number, piece: number, ok: boolean): void {
    const store = this.stores[host] as Store
    for (let block = 0; block < this.#geometry.blocksIn(piece); block++) {
      const number = piece * this.#geometry.blocksPerPiece + block
      const isHere = store.blocks.delete(number)
      this.#faults.check(isHere, 'hash', () => `peer ${host}: block ${block} of piece ${piece}`)
    }
    if (ok) store.pieces.add(piece)
  }

  #opened(host: number, link: number): void {
    const store = this.stores[host] as Store
    this.accounts.set(link, new Account(host))
    store.links.add(link)
    const { maxLinks } = this.#swarm.population.role(host).peer
    this.#faults.check(
      store.links.size <= maxLinks,
      'most-links',
      () => `peer ${host} has ${store.links.size} links of ${maxLinks} at ${this.#now} s`,
    )
  }

  #closed(host: number, link: number): void {
    this.accounts.delete(link)
    this.stores[host]?.links.delete(link)
  }

  #serves(account: Account, unchoking: boolean): void {
    account.unchoking = unchoking
    if (!unchoking) account.theirs.clear()
    this.changed.add(account.host)
  }

  #uploads(account: Account, link: number, block: number): void {
    const { host } = account
    const what = () => `${this.#who(host, link)} sends block ${block}`
    this.#faults.check(account.unchoking, 'sent-while-choked', what)
    this.#faults.check(account.theirs.has(block), 'piece-unrequested', what)
    count(account.theirs, block, -1)
    const piece = Math.floor(block / this.#geometry.blocksPerPiece)
    const holds = this.stores[host]?.pieces.has(piece) === true
    this.#faults.check(holds, 'piece-missing', what)
    const { network, population } = this.#swarm
    const there = network.endpoints.other[link]
    const askedAt = this.accounts.get(there)?.due.get(block)?.sinceSeconds
    if (askedAt === undefined) return
    const { latencySeconds } = population.hosts
    const latency = latencySeconds[host] + latencySeconds[network.addressOf(link)]
    // Rounding: a time is a sum of a few doubles.
    const isEarly = this.#now < (askedAt + latency) * (1 - 1e-12) - 1e-12
    this.#faults.check(!isEarly, 'piece-early', () => `${what()}, requested at ${askedAt} s`)
  }

  #downloads(account: Account, link: number, block: number): void {
    const { host } = account
    const store = this.stores[host] as Store
    const piece = Math.floor(block / this.#geometry.blocksPerPiece)
    const index = block % this.#geometry.blocksPerPiece
    const bytes = this.#geometry.blockBytes(piece, index)
    for (const meter of this.#meters) meter.received(this.#now, host, link, bytes)
    const due = account.due.get(block)
    this.#faults.check(
      due !== undefined,
      'block-unrequested',
      () => `${this.#who(host, link)} receives block ${block}`,
    )
    if (due !== undefined && due.times > 1) {
      account.due.set(block, { ...due, times: due.times - 1 })
    } else account.due.delete(block)
    account.asked.delete(block)
    account.probes.delete(block)
    if (store.pieces.has(piece) || store.blocks.has(block)) return
    store.blocks.add(block)
    this.progressAt = this.#now
  }

  #requests(account: Account, link: number, block: number): void {
    const { host, asked } = account
    const store = this.stores[host] as Store
    const piece = Math.floor(block / this.#geometry.blocksPerPiece)
    const faults = this.#faults
    const what = () => `${this.#who(host, link)} requests block ${block}`
    faults.check(!account.choking, 'request-while-choked', what)
    faults.check(account.interested, 'request-uninterested', what)
    faults.check(!asked.has(block), 'request-twice', what)
    const isHere = store.pieces.has(piece) || store.blocks.has(block)
    faults.check(!isHere, 'request-held', what)
    const { peer } = this.#swarm.population.role(host)
    const depth = pipelineDepth(peer)
    faults.check(asked.size < depth, 'pipeline-depth', () => `${what()}, beyond ${depth}`)
    const snubbed = this.#swarm.peer(host)?.links.snubbed
    const { accounts } = this
    const geometry = this.#geometry
    const fault = duplicateFault({ accounts, link, block, store, peer, snubbed, geometry })
    faults.check(fault === '', 'request-duplicate', () => `${what()}: ${fault}`)
    asked.add(block)
    const { times, sinceSeconds } = account.due.get(block) ?? { times: 0, sinceSeconds: this.#now }
    account.due.set(block, { times: times + 1, sinceSeconds })
  }

  #block(piece: number, begin: number): number {
    return piece * this.#geometry.blocksPerPiece + begin / BLOCK_BYTES
  }

  #bytesAt(piece: number, begin: number): number {
    return this.#geometry.blockBytes(piece, begin / BLOCK_BYTES)
  }

  #who(host: number, link: number): string {
    const { network, population } = this.#swarm
    const other = network.addressOf(link)
    const name = (at: number) => `peer ${at} (${population.of(at).name})`
    return `at ${this.#now} s, ${name(host)} on its link to ${name(other)}`
  }
}

/** Changes a count; one of 0 is left out. */
function count(counts: Map<number, number>, key: number, change: number): void {
  const next = (counts.get(key) ?? 0) + change
  if (next > 0) counts.set(key, next)
  else counts.delete(key)
}
