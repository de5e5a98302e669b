import { z } from 'zod'
import { type ModelSettings, PLAIN } from '../../sim/overlays/model-settings.js'
import type { ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'
import { nearest } from './suggestion.js'
import { formatSeconds } from './units.js'
import {
  choice,
  flag,
  optionalKey,
  quantity,
  slug,
  text,
  whole,
  withDefault,
  withExample,
} from './value.js'

/** A model as read: a kind, a name from `models`, or an object with settings. */
export type ModelDocument = string | ModelObject

/** A model with settings, of which only the kind is required. */
interface ModelObject {
  readonly kind: ModelSettings['kind']
  readonly [key: string]: unknown
  readonly heals?: boolean | undefined
  readonly members?: number | undefined
  readonly origin?: ModelDocument | undefined
  readonly nodes?: ModelDocument | undefined
  readonly leaves?: ModelDocument | undefined
}

/** The members of a model that takes the place of a node and does not say how many. */
const DEFAULT_MEMBERS = 10

const heals = withDefault(
  flag(
    'True: a node that loses the node which feeds it turns to that node\u2019s own feeder, and ' +
      'so on. False: it waits for the lost node to come back.',
  ),
  PLAIN.heals,
)

const members = withDefault(
  whole('The number of its hosts where the model takes the place of one node.', 1),
  DEFAULT_MEMBERS,
)

const nestedModel = (about: string) =>
  z
    .lazy((): z.ZodType<ModelDocument | undefined> => modelSchema)
    .optional()
    .meta({ description: `${about} Default: a single host.`, examples: [{ kind: 'swarm' }] })

const composition = {
  heals,
  members,
  origin: nestedModel('A model in place of the origin. Its first host is the origin.'),
  nodes: nestedModel('A model in place of every other node.'),
}

const swarm = { links: 10 } as const
const gossip = { view: 30, everySeconds: 10 } as const
const peerAssisted = { atATime: 10, links: 10 } as const
const hashRing = { replicas: 1 } as const
const clientServer = { atATime: 0 } as const
const ring = { bothWays: false } as const
const tree = { degree: 2, pulls: false } as const
const multiTree = { trees: 4 } as const
const mesh = { links: 4 } as const

const overlayLinks = (defaultValue: number) =>
  withDefault(
    whole(
      'Only where every peer has a fixed place (within another model, or with models in place of ' +
        'peers): the number of earlier peers that each peer links to.',
      1,
      1000,
    ),
    defaultValue,
  )

/** What each kind does, its keys, and the settings where the keys are left out. */
const KINDS = {
  swarm: {
    about: 'BitTorrent: a tracker, choking and piece picking. Peers find each other.',
    defaults: swarm,
    keys: { links: overlayLinks(swarm.links) },
  },
  gossip: {
    about: 'A swarm without a tracker, whose peers exchange addresses by gossip.',
    defaults: gossip,
    keys: {
      view: withDefault(whole('How many addresses each peer keeps.', 1, 1000), gossip.view),
      every: withDefault(
        quantity('time', 'How often each peer asks another for addresses.', { above: 0 }),
        formatSeconds(gossip.everySeconds),
      ),
    },
  },
  'peer-assisted': {
    about: 'A swarm whose origin also answers every peer directly, as a web seed does (BEP 19).',
    defaults: peerAssisted,
    keys: {
      atATime: withDefault(
        whole('How many requests the origin serves at a time, a piece each; 0 for all.', 0),
        peerAssisted.atATime,
      ),
      links: overlayLinks(peerAssisted.links),
    },
  },
  'hash-ring': {
    about: 'Each piece lives at a few peers by consistent hashing; all others fetch it there.',
    defaults: hashRing,
    keys: {
      replicas: withDefault(whole('How many peers store each piece.', 1, 100), hashRing.replicas),
    },
  },
  'client-server': {
    about: 'The origin serves every peer alone.',
    defaults: clientServer,
    keys: {
      atATime: withDefault(
        whole('How many peers are served at a time; 0 for all.', 0),
        clientServer.atATime,
      ),
    },
  },
  chain: { about: 'Each peer feeds the next, piece by piece.', defaults: {}, keys: {} },
  ring: {
    about: 'A chain whose last peer links to the first.',
    defaults: ring,
    keys: { bothWays: withDefault(flag('Whether pieces travel both ways round.'), ring.bothWays) },
  },
  tree: {
    about: 'Each peer feeds a fixed number of others; the origin is the root.',
    defaults: tree,
    keys: {
      degree: withDefault(whole('How many others each node feeds.', 1, 10_000), tree.degree),
      pulls: withDefault(
        flag(
          'True: leaves request pieces, and inner nodes are caches that fetch what is requested. ' +
            'False: every piece is pushed to every node.',
        ),
        tree.pulls,
      ),
      leaves: nestedModel('A model in place of every node that feeds nobody.'),
    },
  },
  'multi-tree': {
    about: 'Several trees, a part of the pieces down each. Every peer is an inner node of one.',
    defaults: multiTree,
    keys: { trees: withDefault(whole('The number of trees.', 1, 100), multiTree.trees) },
  },
  mesh: {
    about: 'Every piece goes to every linked peer that lacks it. Nobody is choked.',
    defaults: mesh,
    keys: {
      links: withDefault(
        whole(
          'The number of earlier peers that each peer links to. It accepts at most twice as many ' +
            'later ones.',
          1,
          1000,
        ),
        mesh.links,
      ),
    },
  },
} as const satisfies Record<ModelSettings['kind'], object>

/** Models within each other: with two nested models in each, a deeper one has millions of parts. */
const MAX_DEPTH = 5

const kinds = Object.keys(KINDS) as ModelSettings['kind'][]

const [first, ...others] = kinds.map((kind) =>
  z.strictObject({
    kind: z.literal(kind).describe(KINDS[kind].about),
    ...composition,
    ...(KINDS[kind].keys as Record<string, z.ZodType>),
  }),
)

/** `model`: how the file is moved. */
export const modelSchema: z.ZodType<ModelDocument | undefined> = withDefault(
  withExample(
    z.union(
      [
        choice('a model (see `sim list models`)', 'A kind of model, with default settings.', kinds),
        text('A name from `models`.'),
        z.discriminatedUnion('kind', [first, ...others]),
      ],
      { error: 'a model, e.g. "chain" or {"kind": "tree", "degree": 4}' },
    ),
    { kind: 'tree', degree: 4 },
  ).describe('How the file is distributed: by a swarm or by another model.'),
  'swarm',
) as never

/** `models`: named models, for use in `model` and in each other. */
export const modelsSchema = optionalKey(
  withExample(z.record(slug('The name of a model.'), modelSchema), {
    replicas: { kind: 'swarm', members: 10 },
  }).describe('Named models, which `model` and nested models may refer to.'),
  'none',
)

/** The models that a document names. */
export type NamedModels = Readonly<Record<string, ModelDocument | undefined>>

/**
 * Completes a model and those nested in it; all hosts are members of the top one. Reports unknown
 * names, and a model that contains itself, to the source.
 */
export function readModel(
  document: ModelDocument = 'swarm',
  models: NamedModels = {},
  source: ScenarioSource | null = null,
): ModelSettings {
  const reader = new ModelReader(models, source)
  for (const name of Object.keys(models)) reader.read(name, ['models', name], [])
  return { ...reader.read(document, ['model'], []), members: 0 }
}

class ModelReader {
  readonly #models: NamedModels
  readonly #source: ScenarioSource | null

  constructor(models: NamedModels, source: ScenarioSource | null) {
    this.#models = models
    this.#source = source
  }

  /** Reads a model at a path; `within` names the models that contain it. */
  read(document: ModelDocument, path: ScenarioPath, within: readonly string[]): ModelSettings {
    if (typeof document !== 'string') return this.#complete(document, path, within)
    const named = Object.hasOwn(this.#models, document) ? this.#models[document] : undefined
    if (named === undefined) {
      const kind = kinds.find((one) => one === document)
      if (kind !== undefined) return this.#complete({ kind }, path, within)
      const known = [...kinds, ...Object.keys(this.#models)]
      this.#source?.reportValue(path, 'a model (see `sim list models`)', nearest(document, known))
      return this.#complete({ kind: 'swarm' }, path, within)
    }
    if (within.includes(document)) {
      const found = [...within.slice(within.indexOf(document)), document].join(' in ')
      this.#source?.report(path, { expected: 'a model that does not contain itself', found })
      return this.#complete({ kind: 'swarm' }, path, within)
    }
    if (within.length === MAX_DEPTH) {
      const expected = `at most ${MAX_DEPTH} models within each other`
      this.#source?.report(path, { expected, found: 'more' })
      return this.#complete({ kind: 'swarm' }, path, within)
    }
    return this.read(named, ['models', document], [...within, document])
  }

  #complete(document: ModelObject, path: ScenarioPath, within: readonly string[]): ModelSettings {
    const { kind, origin, nodes, leaves, every, ...settings } = document
    const inner = (part: ModelDocument | undefined, key: string) =>
      part === undefined ? null : this.read(part, [...path, key], within)
    return {
      ...PLAIN,
      members: DEFAULT_MEMBERS,
      ...KINDS[kind].defaults,
      ...settings,
      ...(every === undefined ? {} : { everySeconds: every }),
      kind,
      origin: inner(origin, 'origin'),
      nodes: inner(nodes, 'nodes'),
      leaves: inner(leaves, 'leaves'),
    } as ModelSettings
  }
}

/** Writes a model in full; nothing for a swarm, the default. */
export function writeModel(model: ModelSettings): { readonly model?: object } {
  return model.kind === 'swarm' ? {} : { model: writePart(model) }
}

function writePart({ members, origin, nodes, leaves, ...model }: ModelSettings): object {
  const nested = (key: string, part: ModelSettings | null) => part && { [key]: writePart(part) }
  const { everySeconds, ...plain } = { everySeconds: undefined, ...model }
  return {
    ...plain,
    ...(everySeconds === undefined ? {} : { every: everySeconds }),
    ...(members > 0 ? { members } : {}),
    ...nested('origin', origin),
    ...nested('nodes', nodes),
    ...nested('leaves', leaves),
  }
}
