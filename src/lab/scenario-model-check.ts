import { isSwarm, type ModelSettings } from '../sim/overlays/model-settings.js'
import type { SwarmSettings } from '../sim/settings.js'
import type { ScenarioPath } from './scenario-error.js'
import type { ScenarioSource } from './scenario-source.js'

/** What has one origin alone, and what it is called. */
const ONE_ORIGIN: Partial<Record<ModelSettings['kind'], string>> = {
  'client-server': 'a client-server',
  chain: 'a chain',
  ring: 'a ring',
  tree: 'a tree',
  'multi-tree': 'a multi-tree',
}

/** Reports what a model cannot have: two origins where there is one, places that do not exist. */
export function checkModel(settings: SwarmSettings, source: ScenarioSource): void {
  checkOrigin(settings, source)
  checkPlaces(settings, source)
}

function checkOrigin({ model, groups }: SwarmSettings, source: ScenarioSource): void {
  const noun = ONE_ORIGIN[model.kind]
  if (noun === undefined || model.origin !== null) return
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
  if (!isSwarm(model)) return
  for (const key of ['origin', 'nodes'] as const) {
    if (model[key] === null) continue
    const expected = 'nothing in place of a peer: nobody has a place here'
    source.report(['model', key], { expected, found: 'a model' })
  }
}

/** Within another model only shapes can stand, and the swarm, whose tracker nobody then needs. */
function checkWithin(model: ModelSettings, path: ScenarioPath, source: ScenarioSource): void {
  for (const key of ['origin', 'nodes', 'leaves'] as const) {
    const part = model[key]
    if (part === null) continue
    if (isSwarm(part) && part.kind !== 'swarm') {
      const expected = 'a model that can take the place of a node, e.g. "swarm"'
      source.report([...path, key], { expected, found: `"${part.kind}"` })
    }
    checkWithin(part, [...path, key], source)
  }
}
