import { DEFAULT_PEER_SETTINGS } from '../../peer/settings.js'
import { CHOKERS, catalogueVersion, PICKERS } from '../../policy/catalogue.js'
import { ScenarioError } from '../scenario/error.js'
import type { JsonSchema } from '../scenario/json-schema.js'
import { expandScenario, scenarioSchema } from '../scenario/scenario.js'
import { Draw } from './draw.js'
import { drawEvents, type Part } from './random-events.js'
import { SchemaValues } from './schema-value.js'

/** A scenario as plain JSON. */
export type Document = Record<string, unknown>

const BLOCK_BYTES = 16_384
/** The most blocks of the torrent times peers: a run then takes well under a second. */
const MOST_BLOCKS = 5000
/** Keys of a scenario that this file draws itself, or that concern files and texts only. */
const OWN_KEYS = [
  ...['$schema', 'version', 'name', 'title', 'about', 'seed', 'replications'],
  ...['torrent', 'groups', 'events', 'peer', 'model', 'models', 'stopWhenComplete'],
]
/** Kinds of model in which exactly one peer arrives with all pieces. */
const ONE_ORIGIN = ['client-server', 'chain', 'ring', 'tree', 'multi-tree', 'peer-assisted']

/** How many drafts may fail the scenario checks before something must be wrong with them. */
const MOST_DRAFTS = 200

let cached: { readonly version: number; readonly schema: JsonSchema } | undefined

function schemaNow(): JsonSchema {
  const version = catalogueVersion()
  if (cached?.version !== version) cached = { version, schema: scenarioSchema() as JsonSchema }
  return cached.schema
}

/**
 * Returns a small random scenario over the whole language, which passes every check of scenarios.
 * It is drawn from the JSON Schema, so that new keys and policies take part. If plug-ins are in the
 * catalogue, each scenario uses one of them.
 */
export function randomScenario(seed: string, index: number): Document {
  for (let attempt = 0; attempt < MOST_DRAFTS; attempt++) {
    const draw = new Draw(`${seed}/${index}/${attempt}`)
    const document = draftScenario(draw, `fuzz-${index}`)
    try {
      expandScenario(document)
      return document
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
    }
  }
  throw new Error(`no valid scenario in ${MOST_DRAFTS} drafts of seed ${seed}, number ${index}`)
}

/** Draws a scenario that may break rules that concern several values. */
export function draftScenario(draw: Draw, name: string): Document {
  const schema = schemaNow()
  const values = new SchemaValues(draw, schema, draw.pick([0.08, 0.2, 0.4]))
  const top = values.object(schema, '', 0, OWN_KEYS) as Part
  const peers = draw.chance(0.3) ? draw.whole(12, 40) : draw.whole(2, 12)
  const torrent = drawTorrent(draw, peers)
  const pieces = Math.ceil(torrent.size / torrent.pieceLength)
  const { groups: groupsSchema, ...schemas } = schema.properties as Part
  const groups = drawGroups(draw, values, groupsSchema.additionalProperties, peers, pieces)
  const document: Part = { version: 1, name, seed: draw.whole(1, 1e6), torrent, ...top, groups }
  if (draw.chance(0.5)) document['peer'] = values.object(schemas['peer'], 'peer')
  if (draw.chance(0.1)) document['stopWhenComplete'] = false
  // A swarm is the default and the usual case.
  if (draw.chance(0.4)) document['model'] = values.value(schemas['model'], 'model')
  nameModels(draw, document)
  repairModel(document)
  repairTracker(document)
  for (const group of Object.values(groups)) repairPeer(group, document['peer'] ?? {})
  usePlugins(draw, document)
  if (draw.chance(0.5)) document['events'] = drawEvents(draw, values, schemas['events'], groups)
  document['until'] ??= 3600
  return document
}

function drawTorrent(draw: Draw, peers: number) {
  const blocks = draw.pick([1, 1, 2, 4, 4, 16])
  const pieceLength = blocks * BLOCK_BYTES
  const most = Math.max(1, Math.min(64, Math.floor(MOST_BLOCKS / peers / blocks)))
  const pieces = Math.round(draw.spread(1, most))
  const last = draw.chance(0.5) ? pieceLength : draw.whole(1, pieceLength)
  return { size: (pieces - 1) * pieceLength + last, pieceLength }
}

function drawGroups(
  draw: Draw,
  values: SchemaValues,
  schema: JsonSchema,
  peers: number,
  pieces: number,
): Record<string, Part> {
  const groups: Record<string, Part> = {}
  const many = draw.whole(1, Math.min(4, peers - 1))
  for (let i = 0; i <= many; i++) {
    const group = values.object(schema, 'groups.*', 0, ['count', 'holds']) as Part
    const isSeed = i === 0
    const count = isSeed ? draw.pick([1, 1, 1, 2]) : Math.max(1, Math.floor((peers - 1) / many))
    if (count > 1) group['count'] = count
    const holds = isSeed ? 'all' : drawHolding(draw, pieces)
    if (holds !== 'nothing') group['holds'] = holds
    const leavesAtOnce = group['leave'] === 'on-completion' || group['leave']?.at !== undefined
    if (holds === 'all' && leavesAtOnce) delete group['leave']
    repairGroup(draw, group, count)
    groups[isSeed ? 'seed' : `group-${i}`] = group
  }
  // Without a seed the pieces are spread over the peers.
  if (draw.chance(0.1)) groups['seed']['holds'] = { from: 0.5, to: 1 }
  return groups
}

function drawHolding(draw: Draw, pieces: number): unknown {
  if (draw.chance(0.75)) return 'nothing'
  if (draw.chance(0.2)) return 'all'
  if (draw.chance(0.6)) {
    const [from, to] = [draw.spread(0.01, 1), draw.spread(0.01, 1)]
    return { from: Math.min(from, to), to: Math.max(from, to) }
  }
  const all = Array.from({ length: pieces }, (_, piece) => piece)
  return { pieces: all.filter(() => draw.chance(0.3)) }
}

/** Makes values that depend on each other agree. */
function repairGroup(draw: Draw, group: Part, count: number): void {
  const { access, arrive } = group
  if (typeof access === 'object' && access.latencyTo > 0) {
    access.latency = Math.min(access.latency ?? 0.001, access.latencyTo)
  }
  if (arrive?.kind === 'poisson') {
    if (arrive.every === undefined) arrive.perSecond ??= draw.spread(0.05, 2)
    else delete arrive.perSecond
  }
  if (arrive?.kind !== 'trace') return
  delete arrive.file
  arrive.at = Array.from({ length: count }, () => draw.whole(0, 120)).sort((a, b) => a - b)
}

/** Makes the settings of a group's peers agree with each other and with those of all peers. */
function repairPeer(group: Part, all: Part): void {
  const of = (key: 'slots' | 'optimisticSlots' | 'dialLinks' | 'maxLinks'): number =>
    group[key] ?? all[key] ?? DEFAULT_PEER_SETTINGS[key]
  if (of('optimisticSlots') > of('slots')) group['optimisticSlots'] = of('slots')
  if (of('dialLinks') > of('maxLinks')) group['dialLinks'] = of('maxLinks')
}

function repairTracker({ tracker }: Part): void {
  if (tracker?.interval !== undefined) tracker.minInterval ??= Math.min(30, tracker.interval)
}

/** Moves a model to `models` now and then, and refers to it by its name. */
function nameModels(draw: Draw, document: Part): void {
  if (typeof document['model'] !== 'object' || !draw.chance(0.2)) return
  const { members: _, ...model } = document['model']
  document['models'] = { special: model }
  document['model'] = 'special'
}

/** Such a model has one origin: no other peer arrives complete. All peers belong to the top one. */
function repairModel(document: Part): void {
  const { groups } = document
  const model = document['models']?.special ?? document['model']
  if (model === undefined) return
  if (typeof model === 'object') delete model.members
  const { kind, origin } = typeof model === 'string' ? { kind: model, origin: undefined } : model
  if (!ONE_ORIGIN.includes(kind) || origin !== undefined) return
  for (const [name, group] of Object.entries<Part>(groups)) {
    if (name !== 'seed' && group['holds'] === 'all') delete group['holds']
  }
  delete groups.seed.count
}

/** Gives some peers a plug-in, if there is one. */
function usePlugins(draw: Draw, document: Part): void {
  const pluginsOf = (entries: Readonly<Record<string, { readonly plugin?: unknown }>>) =>
    Object.keys(entries).filter((name) => entries[name].plugin !== undefined)
  const [chokers, pickers] = [pluginsOf(CHOKERS), pluginsOf(PICKERS)]
  const places: Part[] = [(document['peer'] ??= {}), ...Object.values<Part>(document['groups'])]
  if (chokers.length > 0) {
    draw.pick(places)['choker'] = draw.pick(chokers)
    draw.pick(places)['seedChoker'] = draw.pick(chokers)
  }
  if (pickers.length > 0) draw.pick(places)['picker'] = draw.pick(pickers)
  if (Object.keys(document['peer']).length === 0) delete document['peer']
}
