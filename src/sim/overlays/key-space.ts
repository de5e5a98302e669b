import { Random } from '../../base/random.js'

/**
 * A ring of keys from 0 to 1 (consistent hashing: Karger et al. 1997; Chord: Stoica et al. 2001).
 * Nodes and pieces have fixed places on it. A piece's homes are the next `replicas` nodes after it,
 * so a node that joins or leaves moves only the range before it.
 */
export class KeySpace {
  readonly #replicas: number
  readonly #places: Float64Array
  readonly #pieces: Float64Array
  /** The nodes in the ring, in order of place. */
  readonly #members: number[] = []

  constructor(nodes: number, pieces: number, replicas: number) {
    this.#replicas = replicas
    this.#places = Float64Array.from({ length: nodes }, (_, i) => new Random('node', `${i}`).next())
    this.#pieces = Float64Array.from({ length: pieces }, (_, i) =>
      new Random('piece', `${i}`).next(),
    )
  }

  /** Number of nodes in the ring. */
  get size(): number {
    return this.#members.length
  }

  /** Adds a node at its place. */
  join(node: number): void {
    this.#members.splice(this.#after(this.#places[node]), 0, node)
  }

  /** Removes a node. */
  leave(node: number): void {
    const at = this.#members.indexOf(node)
    if (at >= 0) this.#members.splice(at, 1)
  }

  /** Returns the homes of a piece, nearest first; all nodes if there are too few. */
  homes(piece: number): number[] {
    const members = this.#members
    const first = this.#after(this.#pieces[piece])
    const many = Math.min(this.#replicas, members.length)
    return Array.from({ length: many }, (_, i) => members[(first + i) % members.length])
  }

  /**
   * Returns the nodes that a lookup of a piece's home passes through, the home last. Each node
   * knows those a half, a quarter, ... of the ring away. It forwards the lookup to the last one
   * before the key.
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

  /** Returns the farthest known node between a node and the key. */
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

  /** Returns the index of the first member at or after a place; the member count if none is. */
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
 * Returns the nodes that may become home of a piece even if the two nearest nodes are lost. Only
 * these need room for links with every peer. `nodes` are all that will ever join the ring.
 */
export function likelyHomes(nodes: readonly number[], pieces: number, replicas: number) {
  const keys = new KeySpace(Math.max(...nodes) + 1, pieces, replicas + 2)
  for (const node of nodes) keys.join(node)
  return new Set(Array.from({ length: pieces }, (_, piece) => keys.homes(piece)).flat())
}

/** Returns how far ahead of `from` the place `to` lies on the ring. */
function ahead(from: number, to: number): number {
  return (to - from + 1) % 1
}
