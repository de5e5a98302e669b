import type { Random } from '../base/random.js'
import type { PeerSettings } from './settings.js'

const IDLE = 0
const DIALLING = 1
const LINKED = 2
const BANNED = 3
const SEED = 4

/** Why a link ended, which decides whether its address may be dialled again. */
export type DisconnectReason =
  /** The address may be dialled again. */
  | 'friendly'
  /** Its peer was caught cheating: never dial it, and refuse it when it dials us. */
  | 'banned'
  /** Both peers are seeds: it may dial us, but we gain nothing by dialling it. */
  | 'both-seeds'

/**
 * The addresses that a peer knows, and which of them to dial. It dials at random until 40 links
 * (`dialLinks`) are up or being dialled, and never dials a banned address. An address is a number
 * that the transport assigns.
 */
export class Neighbours {
  /** How many dials are under way. */
  dialling = 0
  readonly #settings: PeerSettings
  readonly #random: Random
  #addresses = new Int32Array(16)
  #states = new Uint8Array(16)
  #known = 0
  #idle = 0

  constructor(settings: PeerSettings, random: Random) {
    this.#settings = settings
    this.#random = random
  }

  /** Whether any address is known. */
  get isAnyKnown(): boolean {
    return this.#known > 0
  }

  /** Adds an address, unless it is known. */
  add(address: number): void {
    if (this.#find(address) >= 0) return
    this.#insert(address, IDLE)
    this.#idle++
  }

  /** Picks an address to dial while `links` links are up, and marks it as dialled; -1 if none. */
  dial(links: number): number {
    if (this.#idle === 0 || links + this.dialling >= this.#settings.dialLinks) return -1
    let left = this.#random.below(this.#idle)
    let at = 0
    while (this.#states[at] !== IDLE || left-- > 0) at++
    this.#set(at, DIALLING)
    return this.#addresses[at]
  }

  /** The dial failed: forgets the address, until it is added again. */
  failed(address: number): void {
    const at = this.#find(address)
    if (at < 0 || this.#states[at] !== DIALLING) return
    this.dialling--
    this.#remove(at)
  }

  /** A link to the address is up, whichever side dialled. */
  linked(address: number): void {
    const at = this.#find(address)
    if (at >= 0) this.#set(at, LINKED)
    else this.#insert(address, LINKED)
  }

  /** The link is gone, for this reason. */
  unlinked(address: number, reason: DisconnectReason): void {
    const at = this.#find(address)
    if (at < 0) return
    this.#set(at, reason === 'banned' ? BANNED : reason === 'both-seeds' ? SEED : IDLE)
  }

  /** Tells whether to refuse the address when it dials us. */
  rejects(address: number): boolean {
    const at = this.#find(address)
    return at >= 0 && (this.#states[at] === BANNED || this.#states[at] === LINKED)
  }

  #set(at: number, state: number): void {
    const before = this.#states[at]
    if (before === IDLE) this.#idle--
    if (before === DIALLING) this.dialling--
    if (state === IDLE) this.#idle++
    if (state === DIALLING) this.dialling++
    this.#states[at] = state
  }

  #insert(address: number, state: number): void {
    if (this.#known === this.#addresses.length) {
      const addresses = new Int32Array(this.#known * 2)
      const states = new Uint8Array(this.#known * 2)
      addresses.set(this.#addresses)
      states.set(this.#states)
      this.#addresses = addresses
      this.#states = states
    }
    this.#addresses[this.#known] = address
    this.#states[this.#known++] = state
  }

  #remove(at: number): void {
    this.#known--
    this.#addresses[at] = this.#addresses[this.#known]
    this.#states[at] = this.#states[this.#known]
  }

  #find(address: number): number {
    for (let at = 0; at < this.#known; at++) if (this.#addresses[at] === address) return at
    return -1
  }
}
