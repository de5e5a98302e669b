/** How models nest: the models that replace nodes, and how a model behaves inside another. */
export interface CompositionSettings {
  /** Whether a node that loses its parent turns to the next one up, and so on; or waits for it. */
  readonly heals: boolean
  /** Number of hosts of a nested model; at the top a model takes all hosts. */
  readonly members: number
  /** The models that replace the first node and every other node; null for a single host. */
  readonly origin: ModelSettings | null
  readonly nodes: ModelSettings | null
  /** For trees: the model that replaces every leaf. */
  readonly leaves: ModelSettings | null
}

/** The kinds of model, each with its settings. */
export type KindSettings =
  /** BitTorrent peers; with fixed places each is linked with `links` others at random. */
  | { readonly kind: 'swarm'; readonly links: number }
  /** A swarm without a tracker: addresses spread by gossip, starting from earlier peers. */
  | { readonly kind: 'gossip'; readonly view: number; readonly everySeconds: number }
  /**
   * A swarm whose origin serves every peer as a web seed (BEP 19). It serves `atATime` peers at a
   * time (0: all), one piece each. With fixed places the other peers are linked as in a swarm.
   */
  | { readonly kind: 'peer-assisted'; readonly atATime: number; readonly links: number }
  /**
   * Each piece is stored at `replicas` peers, by consistent hashing, and is fetched there. With
   * fixed places every peer knows all homes.
   */
  | { readonly kind: 'hash-ring'; readonly replicas: number }
  /** The origin serves all clients, `atATime` of them at a time (0: all). */
  | { readonly kind: 'client-server'; readonly atATime: number }
  /** Each peer feeds the next. */
  | { readonly kind: 'chain' }
  /** A chain whose last peer is linked with its first; pieces flow one way or both. */
  | { readonly kind: 'ring'; readonly bothWays: boolean }
  /** Each peer feeds `degree` others; the origin is the root. `pulls`: only requested pieces. */
  | { readonly kind: 'tree'; readonly degree: number; readonly pulls: boolean }
  /** Several trees that share out the pieces; each peer is an inner node of only one. */
  | { readonly kind: 'multi-tree'; readonly trees: number }
  /** Each peer is linked with `links` earlier ones; nobody is ever choked. */
  | { readonly kind: 'mesh'; readonly links: number }

/** How a file is distributed: by a swarm, or in another shape. */
export type ModelSettings = KindSettings & CompositionSettings

/** A single host at every node; a node that loses its parent finds another. */
export const PLAIN: CompositionSettings = {
  heals: true,
  members: 1,
  origin: null,
  nodes: null,
  leaves: null,
}

/**
 * Whether every peer gets a fixed place. Otherwise peers find each other by a tracker, by gossip or
 * by a ring of keys. A nested model is not a peer that others could find, so it needs a place.
 */
export function hasPlaces({ kind, origin, nodes }: ModelSettings): boolean {
  const finds = ['swarm', 'gossip', 'peer-assisted', 'hash-ring'].includes(kind)
  return !finds || origin !== null || nodes !== null
}

/** Whether pieces are sent only on request. */
export function isPulled(model: ModelSettings): boolean {
  return model.kind === 'tree' && model.pulls
}

/** Whether each feed of a node carries only a part of the pieces, so that it needs them all. */
export function isShared({ kind }: ModelSettings): boolean {
  return kind === 'multi-tree' || kind === 'hash-ring'
}
