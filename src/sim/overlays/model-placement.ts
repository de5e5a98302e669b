import { Random } from '../../base/random.js'
import type { ModelSettings } from './model-settings.js'
import type { Shape } from './shape.js'
import { shapeOf } from './shapes.js'

/** A model with the hosts that it has: one at each node, or those of the model in its place. */
export interface ModelPlacement {
  readonly model: ModelSettings
  readonly shape: Shape
  /** The hosts at each node; the first is the one that is fed, all of them may feed others. */
  readonly nodes: readonly (readonly number[])[]
  /** Whose place it takes; null at the top. */
  readonly above: NodePosition | null
}

/** A host's part in a circle: the node at which it is fed. */
export interface NodePosition {
  readonly placement: ModelPlacement
  readonly node: number
}

/**
 * Seats hosts, in order, at a model's nodes, and at those of the models in place of nodes; the file
 * has so many pieces.
 */
export function placeHosts(
  model: ModelSettings,
  hosts: readonly number[],
  pieces: number,
  seed: string,
): ModelPlacement[] {
  const circles: ModelPlacement[] = []
  const sit = (said: ModelSettings, from: readonly number[], above: NodePosition | null) => {
    const found = sizes(said, from.length)
    const random = new Random(seed, `model/${from[0]}`)
    const nodes: (readonly number[])[] = []
    const shape = shapeOf(said, found.length, pieces, random)
    const circle = { model: said, shape, nodes, above }
    circles.push(circle)
    let next = 0
    found.forEach(({ size, by }, node) => {
      const there = from.slice(next, next + size)
      nodes.push(there)
      next += size
      if (by !== null) sit(by, there, { placement: circle, node })
    })
  }
  sit(model, hosts, null)
  return circles
}

interface NodeSize {
  readonly size: number
  readonly by: ModelSettings | null
}

/** How many of `count` hosts each node has, and the model that they make there. */
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

/** How many nodes beside the root feed others in the least tree that has room for so many hosts. */
function innerCount({ kind, ...model }: ModelSettings, hosts: number): number {
  if (kind !== 'tree' || model.leaves === null) return Number.POSITIVE_INFINITY
  const { degree } = model as { readonly degree: number }
  for (let inner = 0; ; inner++) {
    // With so many inner nodes there can be at most so many leaves.
    const leaves = (inner + 1) * degree - inner
    const room = inner * (model.nodes?.members ?? 1) + leaves * model.leaves.members
    if (room >= hosts) return inner
  }
}
