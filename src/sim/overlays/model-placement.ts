import { Random } from '../../base/random.js'
import type { ModelSettings } from './model-settings.js'
import type { Shape } from './shape.js'
import { shapeOf } from './shapes.js'

/** A model with hosts at its nodes: one host per node, or those of a nested model. */
export interface ModelPlacement {
  readonly model: ModelSettings
  readonly shape: Shape
  /** The hosts at each node: only the first is fed, but all of them may feed others. */
  readonly nodes: readonly (readonly number[])[]
  /** The node that this model replaces; null at the top. */
  readonly above: NodePosition | null
}

/** A host's position in a placement: the node at which it is fed. */
export interface NodePosition {
  readonly placement: ModelPlacement
  readonly node: number
}

/**
 * Assigns hosts, in order, to the nodes of a model and of its nested models. `pieces` is the number
 * of pieces in the file.
 */
export function placeHosts(
  model: ModelSettings,
  hosts: readonly number[],
  pieces: number,
  seed: string,
): ModelPlacement[] {
  const placements: ModelPlacement[] = []
  const place = (model: ModelSettings, from: readonly number[], above: NodePosition | null) => {
    const found = sizes(model, from.length)
    const random = new Random(seed, `model/${from[0]}`)
    const nodes: (readonly number[])[] = []
    const shape = shapeOf(model, found.length, pieces, random)
    const placement = { model, shape, nodes, above }
    placements.push(placement)
    let next = 0
    found.forEach(({ size, by }, node) => {
      const there = from.slice(next, next + size)
      nodes.push(there)
      next += size
      if (by !== null) place(by, there, { placement, node })
    })
  }
  // Nobody may arrive at all.
  if (hosts.length > 0) place(model, hosts, null)
  return placements
}

interface NodeSize {
  readonly size: number
  readonly by: ModelSettings | null
}

/** Returns how many of `count` hosts each node gets, and the nested model that they form. */
function sizes(model: ModelSettings, count: number): NodeSize[] {
  const sizeOf = (by: ModelSettings | null, left: number) => Math.min(left, by?.members ?? 1)
  const found: NodeSize[] = [{ size: sizeOf(model.origin, count), by: model.origin }]
  const inner = innerCount(model, count - found[0].size)
  for (let left = count - found[0].size; left > 0; ) {
    const by = found.length <= inner ? model.nodes : (model.leaves ?? model.nodes)
    const size = sizeOf(by, left)
    found.push({ size, by })
    left -= size
  }
  return found
}

/** Returns the number of inner nodes, without the root, of the smallest tree for `hosts` hosts. */
function innerCount({ kind, ...model }: ModelSettings, hosts: number): number {
  if (kind !== 'tree' || model.leaves === null) return Number.POSITIVE_INFINITY
  const { degree } = model as { readonly degree: number }
  for (let inner = 0; ; inner++) {
    // The most leaves that a tree with this many inner nodes can have.
    const leaves = (inner + 1) * degree - inner
    const room = inner * (model.nodes?.members ?? 1) + leaves * model.leaves.members
    if (room >= hosts) return inner
  }
}
