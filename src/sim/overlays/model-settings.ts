/** What a model may have in place of its nodes, and how it stands when it takes a node's place. */
export interface CompositionSettings {
  /** Whether a node whose giver is lost turns to that one's giver, and so on; or waits for it. */
  readonly heals: boolean
  /** How many hosts it has where it stands in place of one node; all there are at the top. */
  readonly members: number
  /** The model in place of the first node, and of every other; null for a single host. */
  readonly origin: ModelSettings | null
  readonly nodes: ModelSettings | null
  /** For trees: the model in place of every node that feeds nobody. */
  readonly leaves: ModelSettings | null
}

/** The kinds of model, each with what it is told. */
export type KindSettings =
  /** Our BitTorrent peers; where all have places each is linked with so many at random. */
  | { readonly kind: 'swarm'; readonly links: number }
  /** A swarm without a tracker: addresses go round by gossip, from a ring of those that came. */
  | { readonly kind: 'gossip'; readonly view: number; readonly everySeconds: number }
  /**
   * A swarm beside which the origin answers everybody as a web seed (BEP 19), so many at a time,
   * a piece each (0: all); where all have places the others are linked as those of a swarm.
   */
  | { readonly kind: 'peer-assisted'; readonly atATime: number; readonly links: number }
  /**
   * Each piece lives at so many of the peers, by consistent hashing, and is fetched there; where
   * all have places everybody knows all homes.
   */
  | { readonly kind: 'hash-ring'; readonly replicas: number }
  /** One serves all, at the same time or so many at a time (0: all). */
  | { readonly kind: 'client-server'; readonly atATime: number }
  /** Each feeds the next. */
  | { readonly kind: 'chain' }
  /** A chain whose last is linked with its first; pieces go one way or both. */
  | { readonly kind: 'ring'; readonly bothWays: boolean }
  /** Each feeds `degree` others; the origin is the root. `pulls`: only what is asked from below. */
  | { readonly kind: 'tree'; readonly degree: number; readonly pulls: boolean }
  /** As many trees, a share of the pieces down each; everybody is an inner node of one alone. */
  | { readonly kind: 'multi-tree'; readonly trees: number }
  /** Each is linked with so many of those that came before; nobody is ever choked. */
  | { readonly kind: 'mesh'; readonly links: number }

/** How a file is moved: by a swarm, or in another shape. */
export type ModelSettings = KindSettings & CompositionSettings

/** A single host in place of every node, and everybody heals. */
export const PLAIN: CompositionSettings = {
  heals: true,
  members: 1,
  origin: null,
  nodes: null,
  leaves: null,
}

/**
 * Whether everybody is given a place; else peers find each other, by a tracker, by gossip or by a
 * ring of keys. Who has a model in its place is no peer that others could find.
 */
export function hasPlaces({ kind, origin, nodes }: ModelSettings): boolean {
  const finds = ['swarm', 'gossip', 'peer-assisted', 'hash-ring'].includes(kind)
  return !finds || origin !== null || nodes !== null
}

/** Whether pieces go only where they are asked for. */
export function isPulled(model: ModelSettings): boolean {
  return model.kind === 'tree' && model.pulls
}

/** Whether the pieces are shared out among the feeds of a node, so that it needs all of them. */
export function isShared({ kind }: ModelSettings): boolean {
  return kind === 'multi-tree' || kind === 'hash-ring'
}
