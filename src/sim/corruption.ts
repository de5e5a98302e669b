import type { Random } from '../base/random.js'
import type { Population } from './population.js'

/** Which pieces hold a corrupt block, and which senders' blocks are corrupt. */
export class Corruption {
  readonly #population: Population
  readonly #random: (Random | null)[]
  readonly #any: boolean
  /** Pieces that are spoilt: host and piece in one key. */
  readonly #corruptPieces = new Set<string>()

  constructor(population: Population) {
    this.#population = population
    this.#any = population.settings.groups.some((group) => group.corruptShare > 0)
    this.#random = new Array(this.#any ? population.count : 0).fill(null)
  }

  /** Whether the next block that the host sends is corrupt. */
  corruptsNext(host: number): boolean {
    if (!this.#any) return false
    const { corruptShare } = this.#population.of(host)
    if (corruptShare === 0) return false
    this.#random[host] ??= this.#population.random(host, 'corrupt')
    return this.#random[host].next() < corruptShare
  }

  /** A corrupt block of the piece is stored. */
  received(host: number, piece: number): void {
    this.#corruptPieces.add(`${host}/${piece}`)
  }

  /** Whether the piece's hash is right; a piece that failed is fetched anew and clean again. */
  passes(host: number, piece: number): boolean {
    return !this.#any || !this.#corruptPieces.delete(`${host}/${piece}`)
  }
}
