import type { Random } from '../base/random.js'
import type { Population } from './population.js'

/** Decides which blocks are sent corrupt, and keeps the pieces that contain one. */
export class Corruption {
  readonly #population: Population
  readonly #random: (Random | null)[]
  readonly #any: boolean
  /** Pieces with a corrupt block: host and piece in one key. */
  readonly #corruptPieces = new Set<string>()

  constructor(population: Population) {
    this.#population = population
    this.#any = population.settings.groups.some((group) => group.corruptShare > 0)
    this.#random = new Array(this.#any ? population.count : 0).fill(null)
  }

  /** Decides whether the next block that the host sends is corrupt. */
  corruptsNext(host: number): boolean {
    if (!this.#any) return false
    const { corruptShare } = this.#population.of(host)
    if (corruptShare === 0) return false
    this.#random[host] ??= this.#population.random(host, 'corrupt')
    return this.#random[host].next() < corruptShare
  }

  /** Notes a corrupt block that a host received. */
  received(host: number, piece: number): void {
    this.#corruptPieces.add(`${host}/${piece}`)
  }

  /** Tells whether the piece's hash is right. A piece that fails is clean when fetched again. */
  passes(host: number, piece: number): boolean {
    return !this.#any || !this.#corruptPieces.delete(`${host}/${piece}`)
  }
}
