import { hasPlaces, type ModelSettings } from '../../sim/overlays/model-settings.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'

/** The models with a single origin where peers have fixed places, with a noun for messages. */
const ONE_ORIGIN: Partial<Record<ModelSettings['kind'], string>> = {
  'client-server': 'a client-server',
  chain: 'a chain',
  ring: 'a ring',
  tree: 'a tree',
  'multi-tree': 'a multi-tree',
  'peer-assisted': 'a peer-assisted server with models in place of its peers',
  'hash-ring': 'a hash-ring with models in place of its nodes',
}

/** Reports a model with too many origins, or with nested models where there can be none. */
export function checkModel(settings: SwarmSettings, source: ScenarioSource): void {
  checkOrigin(settings, source)
  checkNesting(settings, source)
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
    const expected = `one peer that holds all, as ${noun} has one origin (or a model in its place)`
    source.report(['groups', name, key], { expected, found: String(origins) })
    return
  }
}

function checkNesting({ model }: SwarmSettings, source: ScenarioSource): void {
  if (source.valueAt(['model', 'members']) !== undefined) {
    const expected = 'no `members`: all peers belong to the top model'
    source.report(['model', 'members'], { expected, found: 'some' })
  }
  checkNested(model, ['model'], source)
}

/** The peers of gossip have no fixed places, so it nests no models and is not nested itself. */
function checkNested(model: ModelSettings, path: ScenarioPath, source: ScenarioSource): void {
  for (const key of ['origin', 'nodes', 'leaves'] as const) {
    const part = model[key]
    if (part === null) continue
    const at = [...path, key]
    if (model.kind === 'gossip') {
      const expected =
        'no model in place of a peer, as the peers of "gossip" have no fixed places; use "swarm"'
      source.report(at, { expected, found: `"${part.kind}"` })
    } else if (part.kind === 'gossip') {
      const expected =
        'a model whose peers have fixed places, e.g. "swarm", as a nested model needs no gossip'
      source.report(at, { expected, found: '"gossip"' })
    }
    checkNested(part, at, source)
  }
}
