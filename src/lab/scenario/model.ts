import { z } from 'zod'
import { type ModelSettings, PLAIN } from '../../sim/overlays/model-settings.js'
import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'
import { nearest } from './suggestion.js'
import { choice, flag, quantity, slug, text, whole } from './value.js'

/** A model as said: a kind, a name of `models`, or what it is told and has in place of nodes. */
export type ModelDocument = string | ModelObject

/** What a model is told, all of it optional but for the kind. */
interface ModelObject {
  readonly kind: ModelSettings['kind']
  readonly [key: string]: unknown
  readonly heals?: boolean | undefined
  readonly members?: number | undefined
  readonly origin?: ModelDocument | undefined
  readonly nodes?: ModelDocument | undefined
  readonly leaves?: ModelDocument | undefined
}

const heals = flag(
  'Whether a node whose giver is lost turns to the giver of that one, and so on; else it waits ' +
    'for the lost one to come back. Default: true.',
).optional()

const members = whole(
  'How many hosts it has where it takes the place of one node. Default: 10.',
  1,
).optional()

const inPlace = (about: string) =>
  z
    .lazy((): z.ZodType<ModelDocument | undefined> => modelSchema)
    .optional()
    .describe(about)

const composition = {
  heals,
  members,
  origin: inPlace('The model in place of the origin: the first host of it is the origin.'),
  nodes: inPlace('The model in place of every other node.'),
}

const linksOfPlaces = () =>
  whole(
    'Within another model, or with models in place of peers: how many of those before it each is ' +
      'linked with. Default: 10.',
    1,
    1000,
  ).optional()

/** What each kind may be told, and what it is told if nothing is said. */
const KINDS = {
  swarm: {
    standard: { links: 10 },
    keys: { links: linksOfPlaces() },
  },
  gossip: {
    standard: { view: 30, everySeconds: 10 },
    keys: {
      view: whole('How many addresses each keeps. Default: 30.', 1, 1000).optional(),
      every: quantity('time', 'How often each asks another. Default: "10 s".', {
        above: 0,
      }).optional(),
    },
  },
  'peer-assisted': {
    standard: { atATime: 10, links: 10 },
    keys: {
      atATime: whole(
        'How many requests the origin answers at a time, each for a piece; 0 for all. Default: 10.',
        0,
      ).optional(),
      links: linksOfPlaces(),
    },
  },
  'hash-ring': {
    standard: { replicas: 1 },
    keys: { replicas: whole('How many homes each piece has. Default: 1.', 1, 100).optional() },
  },
  'client-server': {
    standard: { atATime: 0 },
    keys: {
      atATime: whole('How many are served at a time; 0 for all. Default: 0.', 0).optional(),
    },
  },
  chain: { standard: {}, keys: {} },
  ring: {
    standard: { bothWays: false },
    keys: { bothWays: flag('Whether pieces go both ways round. Default: false.').optional() },
  },
  tree: {
    standard: { degree: 2, pulls: false },
    keys: {
      degree: whole('How many others each node feeds. Default: 2.', 1, 10_000).optional(),
      pulls: flag(
        'Whether pieces go down only where they are asked for from below, by those that feed ' +
          'nobody; all others are caches. Default: false.',
      ).optional(),
      leaves: inPlace('The model in place of every node that feeds nobody.'),
    },
  },
  'multi-tree': {
    standard: { trees: 4 },
    keys: { trees: whole('How many trees. Default: 4.', 1, 100).optional() },
  },
  mesh: {
    standard: { links: 4 },
    keys: {
      links: whole(
        'How many of those before it each is linked with, and at most twice as many after it. ' +
          'Default: 4.',
        1,
        1000,
      ).optional(),
    },
  },
} as const satisfies Record<ModelSettings['kind'], object>

/** A model's members where it takes the place of a node and does not say. */
const DEFAULT_MEMBERS = 10

/** More, each named twice in the one above, would be a million. */
const MOST_WITHIN = 5

const kinds = Object.keys(KINDS) as ModelSettings['kind'][]

const [first, ...others] = kinds.map((kind) =>
  z.strictObject({
    kind: z.literal(kind).describe('The kind of model.'),
    ...composition,
    ...(KINDS[kind].keys as Record<string, z.ZodType>),
  }),
)

/** `model`: how the file is moved. */
export const modelSchema: z.ZodType<ModelDocument | undefined> = z
  .union(
    [
      choice('a model', 'A model as it is by default.', kinds),
      text('The name of one of `models`.'),
      z.discriminatedUnion('kind', [first, ...others]),
    ],
    { error: 'a model, e.g. "chain" or {"kind": "tree", "degree": 4}' },
  )
  .describe('How the file is moved: by a swarm, or by other models. Default: "swarm".')
  .optional() as never

/** `models`: models under names, for use in `model` and in one another. */
export const modelsSchema = z
  .record(slug('A model\u2019s name.'), modelSchema)
  .describe('Models by name, to be named in `model` and in place of nodes. Default: none.')
  .optional()

/** What names in a document mean. */
export type NamedModels = Readonly<Record<string, ModelDocument | undefined>>

/**
 * Fills in a model and those in place of its nodes; at the top all hosts are its members. Unknown
 * names, and a model that contains itself, are reported to the source.
 */
export function readModel(
  said: ModelDocument = 'swarm',
  models: NamedModels = {},
  source: ScenarioSource | null = null,
): ModelSettings {
  const reader = new ModelReader(models, source)
  for (const name of Object.keys(models)) reader.read(name, ['models', name], [])
  return { ...reader.read(said, ['model'], []), members: 0 }
}

class ModelReader {
  readonly #models: NamedModels
  readonly #source: ScenarioSource | null

  constructor(models: NamedModels, source: ScenarioSource | null) {
    this.#models = models
    this.#source = source
  }

  /** Reads a model at a path, within those that are being read under their names. */
  read(said: ModelDocument, path: ScenarioPath, within: readonly string[]): ModelSettings {
    if (typeof said !== 'string') return this.#fillIn(said, path, within)
    const named = Object.hasOwn(this.#models, said) ? this.#models[said] : undefined
    if (named === undefined) {
      const kind = kinds.find((one) => one === said)
      if (kind !== undefined) return this.#fillIn({ kind }, path, within)
      const known = [...kinds, ...Object.keys(this.#models)]
      this.#source?.reportValue(path, 'a model', nearest(said, known))
      return this.#fillIn({ kind: 'swarm' }, path, within)
    }
    if (within.includes(said)) {
      const found = [...within.slice(within.indexOf(said)), said].join(' in ')
      this.#source?.report(path, { expected: 'a model that is not within itself', found })
      return this.#fillIn({ kind: 'swarm' }, path, within)
    }
    if (within.length === MOST_WITHIN) {
      const expected = `at most ${MOST_WITHIN} models within each other`
      this.#source?.report(path, { expected, found: 'more' })
      return this.#fillIn({ kind: 'swarm' }, path, within)
    }
    return this.read(named, ['models', said], [...within, said])
  }

  #fillIn(said: ModelObject, path: ScenarioPath, within: readonly string[]): ModelSettings {
    const { kind, origin, nodes, leaves, every, ...told } = said
    const inner = (part: ModelDocument | undefined, key: string) =>
      part === undefined ? null : this.read(part, [...path, key], within)
    return {
      ...PLAIN,
      members: DEFAULT_MEMBERS,
      ...KINDS[kind].standard,
      ...told,
      ...(every === undefined ? {} : { everySeconds: every }),
      kind,
      origin: inner(origin, 'origin'),
      nodes: inner(nodes, 'nodes'),
      leaves: inner(leaves, 'leaves'),
    } as ModelSettings
  }
}

/** The document that says a model in full; nothing for a swarm, which is so without a word. */
export function writeModel(model: ModelSettings): { readonly model?: object } {
  return model.kind === 'swarm' ? {} : { model: writePart(model) }
}

function writePart({ members, origin, nodes, leaves, ...model }: ModelSettings): object {
  const said = (key: string, part: ModelSettings | null) => part && { [key]: writePart(part) }
  const { everySeconds, ...plain } = { everySeconds: undefined, ...model }
  return {
    ...plain,
    ...(everySeconds === undefined ? {} : { every: everySeconds }),
    ...(members > 0 ? { members } : {}),
    ...said('origin', origin),
    ...said('nodes', nodes),
    ...said('leaves', leaves),
  }
}
