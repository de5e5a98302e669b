import { Random } from '../../base/random.js'

/**
 * A ring of keys from 0 to 1 (consistent hashing: Karger et al. 1997; Chord: Stoica et al. 2001).
 * Nodes and pieces have fixed places on it; a piece's homes are the next so many nodes after it, so
 * that who joins or goes moves only the range before it.
 */
export class KeySpace {
  readonly #replicas: number
  readonly #places: Float64Array
  readonly #pieces: Float64Array
  /** Who is in it, in order of place. */
  readonly #members: number[] = []

  constructor(nodes: number, pieces: number, replicas: number) {
    this.#replicas = replicas
    this.#places = Float64Array.from({ length: nodes }, (_, i) => new Random('node', `${i}`).next())
    this.#pieces = Float64Array.from({ length: pieces }, (_, i) =>
      new Random('piece', `${i}`).next(),
    )
  }

  /** How many nodes are in it. */
  get size(): number {
    return this.#members.length
  }

  /** A node takes its place. */
  join(node: number): void {
    this.#members.splice(this.#after(this.#places[node]), 0, node)
  }

  /** A node is gone. */
  leave(node: number): void {
    const at = this.#members.indexOf(node)
    if (at >= 0) this.#members.splice(at, 1)
  }

  /** The homes of a piece, the first first; all there are, if they are fewer. */
  homes(piece: number): number[] {
    const members = this.#members
    const first = this.#after(this.#pieces[piece])
    const many = Math.min(this.#replicas, members.length)
    return Array.from({ length: many }, (_, i) => members[(first + i) % members.length])
  }

  /**
   * The nodes that a question of a member for a piece's home goes through, the home last: each
   * knows those half, a quarter, ... of the ring away, and passes it on to the last before the key.
   */
  route(from: number, piece: number): number[] {
    const [home] = this.homes(piece)
    const key = this.#pieces[piece]
    const hops: number[] = []
    let at = from
    while (at !== home) {
      at = this.#nearestFinger(at, key) ?? home
      hops.push(at)
    }
    return hops
  }

  /** The farthest node that a node knows and that lies between it and the key. */
  #nearestFinger(node: number, key: number): number | undefined {
    const place = this.#places[node]
    const gap = ahead(place, key)
    for (let step = 0.5; step > 1e-9; step /= 2) {
      const finger = this.#members[this.#after((place + step) % 1) % this.#members.length]
      const distance = ahead(place, this.#places[finger])
      if (distance > 0 && distance < gap) return finger
    }
    return undefined
  }

  /** The index of the first member at or after a place; the number of members if there is none. */
  #after(place: number): number {
    let [low, high] = [0, this.#members.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#places[this.#members[middle]] < place) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * Of all who will ever be in a ring, by number, those that may be home of a piece even if the two
 * next to it are lost: only they need room for links with everybody.
 */
export function likelyHomes(nodes: readonly number[], pieces: number, replicas: number) {
  const keys = new KeySpace(Math.max(...nodes) + 1, pieces, replicas + 2)
  for (const node of nodes) keys.join(node)
  return new Set(Array.from({ length: pieces }, (_, piece) => keys.homes(piece)).flat())
}

/** How far ahead on the ring a place lies. */
function ahead(from: number, to: number): number {
  return (to - from + 1) % 1
}
