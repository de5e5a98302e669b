import type { Random } from '../../base/random.js'
import { Assisted } from './assisted.js'
import { Chain } from './chain.js'
import { ClientServer } from './client-server.js'
import { Homes } from './homes.js'
import { Mesh } from './mesh.js'
import type { ModelSettings } from './model-settings.js'
import { MultiTree } from './multi-tree.js'
import { Ring } from './ring.js'
import type { Shape } from './shape.js'
import { Tree } from './tree.js'

/** Returns the shape of a model with `count` nodes, for a file of `pieces` pieces. */
export function shapeOf(
  model: ModelSettings,
  count: number,
  pieces: number,
  random: Random,
): Shape {
  switch (model.kind) {
    case 'client-server':
      return new ClientServer()
    case 'chain':
      return new Chain()
    case 'ring':
      return new Ring(count, model.bothWays)
    case 'tree':
      return new Tree(model.degree)
    case 'multi-tree':
      return new MultiTree(count, model.trees)
    // With fixed places there is no tracker: a swarm is then a mesh that chokes.
    case 'mesh':
    case 'swarm':
      return new Mesh(count, model.links, random)
    case 'peer-assisted':
      return new Assisted(count, model.links, random)
    case 'hash-ring':
      return new Homes(count, pieces, model.replicas)
    case 'gossip':
      throw new Error('gossip has no fixed shape')
  }
}
