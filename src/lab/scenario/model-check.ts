import { hasPlaces, type ModelSettings } from '../../sim/overlays/model-settings.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'

/** What has one origin alone where all have places, and what it is called. */
const ONE_ORIGIN: Partial<Record<ModelSettings['kind'], string>> = {
  'client-server': 'a client-server',
  chain: 'a chain',
  ring: 'a ring',
  tree: 'a tree',
  'multi-tree': 'a multi-tree',
  'peer-assisted': 'a peer-assisted server with models in place of its peers',
  'hash-ring': 'a hash-ring with models in place of its nodes',
}

/** Reports what a model cannot have: two origins where there is one, places that do not exist. */
export function checkModel(settings: SwarmSettings, source: ScenarioSource): void {
  checkOrigin(settings, source)
  checkPlaces(settings, source)
}

function checkOrigin({ model, groups }: SwarmSettings, source: ScenarioSource): void {
  const noun = ONE_ORIGIN[model.kind]
  if (noun === undefined || !hasPlaces(model) || model.origin !== null) return
  let origins = 0
  for (const { name, holds, count } of groups) {
    if (holds.kind !== 'all') continue
    origins += count
    if (origins <= 1) continue
    const key = count > 1 ? 'count' : 'holds'
    const expected = `one peer that holds all, for ${noun} has one origin (or a model in its place)`
    source.report(['groups', name, key], { expected, found: String(origins) })
    return
  }
}

function checkPlaces({ model }: SwarmSettings, source: ScenarioSource): void {
  if (source.valueAt(['model', 'members']) !== undefined) {
    const expected = 'no members: the model at the top has all peers'
    source.report(['model', 'members'], { expected, found: 'some' })
  }
  checkWithin(model, ['model'], source)
}

/** In gossip nobody has a place: it has no nodes to be replaced, and replaces none. */
function checkWithin(model: ModelSettings, path: ScenarioPath, source: ScenarioSource): void {
  for (const key of ['origin', 'nodes', 'leaves'] as const) {
    const part = model[key]
    if (part === null) continue
    const at = [...path, key]
    if (model.kind === 'gossip') {
      const expected =
        'nothing in place of a peer: who is found by gossip has no place; say "swarm", in which ' +
        'each peer then has one'
      source.report(at, { expected, found: `"${part.kind}"` })
    } else if (part.kind === 'gossip') {
      const expected =
        'a model that gives everybody a place, e.g. "swarm": within another model nobody has to ' +
        'be found, which is all that gossip does'
      source.report(at, { expected, found: '"gossip"' })
    }
    checkWithin(part, at, source)
  }
}
