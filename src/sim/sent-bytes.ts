import { CONTROL, HOST_STRIDE } from './hosts.js'
import type { Network } from './network.js'
import type { Population } from './population.js'

/** Without the bit that marks a corrupt block. */
const BLOCK_MASK = 0x3fff_ffff

/** Counts the bytes that have left the uplinks of a simulated swarm. */
export class SentBytes {
  readonly #population: Population
  readonly #network: Network

  constructor(population: Population, network: Network) {
    this.#population = population
    this.#network = network
  }

  /** Returns a host's bytes beyond the payload of blocks. */
  controlBytes(now: number, host: number): number {
    const { hosts } = this.#population
    const at = this.#network.outages.lastOnline(host, now)
    const unsent = hosts.unsentBytes(host, at) - this.#network.uplinks.unsentOfBlock(at, host)
    return Math.max(0, hosts.reals[host * HOST_STRIDE + CONTROL] - Math.max(0, unsent))
  }

  /** Returns all bytes of a present host. */
  bytes(now: number, host: number): number {
    const { hosts } = this.#population
    const unsent = hosts.unsentBytes(host, this.#network.outages.lastOnline(host, now))
    return this.#uploaded(host) + hosts.reals[host * HOST_STRIDE + CONTROL] - unsent
  }

  /** Returns those that are payload; a block counts by the part of it that is sent. */
  payloadBytes(now: number, host: number): number {
    const block = this.#population.hosts.blockOnUplink(host)
    const sent = this.#uploaded(host)
    if (block < 0) return sent
    const { outages, uplinks, geometry } = this.#network
    const at = outages.lastOnline(host, now)
    const unsentShare = uplinks.unsentOfBlock(at, host) / this.#network.wireBytes(block)
    const clean = block & BLOCK_MASK
    const piece = Math.floor(clean / geometry.blocksPerPiece)
    return sent - geometry.blockBytes(piece, clean % geometry.blocksPerPiece) * unsentShare
  }

  #uploaded(host: number): number {
    return this.#network.peers[host]?.stats.uploadedBytes ?? 0
  }
}
