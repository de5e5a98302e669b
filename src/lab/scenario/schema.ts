import { z } from 'zod'
import { catalogueVersion } from '../../policy/catalogue.js'
import {
  DEFAULT_NETWORK,
  DEFAULT_REPLICATIONS,
  DEFAULT_SAMPLE_SECONDS,
  DEFAULT_SEED,
  DEFAULT_STEADY_FROM_SECONDS,
  DEFAULT_STOP_WHEN_COMPLETE,
  DEFAULT_TRACKER,
  DEFAULT_UNTIL_SECONDS,
} from './defaults.js'
import { eventSchema } from './event.js'
import { groupSchema } from './group.js'
import { modelSchema, modelsSchema } from './model.js'
import { peerSchema } from './peer.js'
import { playbackSchema } from './playback.js'
import { formatBytes, formatSeconds } from './units.js'
import {
  flag,
  jsonSchemaOf,
  number,
  optionalKey,
  quantity,
  slug,
  text,
  whole,
  withDefault,
  withExample,
} from './value.js'

/** The version of the language that this program reads. */
export const SCENARIO_VERSION = 1

const torrentSchema = withExample(
  z.union(
    [
      z.strictObject({
        size: quantity('size', 'Total size of the content.', { above: 0 }),
        pieceLength: withExample(
          quantity('size', 'Size of a piece, a multiple of 16 KiB.', { above: 0 }),
          '256 KiB',
        ),
      }),
      z.strictObject({
        file: withExample(
          text('A .torrent file, relative to this file, that supplies size and piece length.'),
          'ubuntu.torrent',
        ),
      }),
    ],
    { error: 'a torrent such as {"size": "100 MiB", "pieceLength": "256 KiB"}' },
  ),
  { size: '100 MiB', pieceLength: '256 KiB' },
).describe('The content that is distributed.')

const networkSchema = z.strictObject({
  headerBytes: withDefault(
    whole('TCP/IP header bytes per segment.', 0, 1000),
    DEFAULT_NETWORK.headerBytes,
  ),
  segmentBytes: withDefault(
    whole('Payload bytes of a full segment.', 1, 65_535),
    DEFAULT_NETWORK.segmentBytes,
  ),
  segmentsPerAck: withDefault(
    whole('Segments per acknowledgement; with 0 acknowledgements cost no bytes.', 0, 1000),
    DEFAULT_NETWORK.segmentsPerAck,
  ),
  window: withDefault(
    withExample(
      quantity('size', 'The most bytes that one flow may have sent and not acknowledged.', {
        above: 0,
      }),
      '1 MiB',
    ),
    formatBytes(DEFAULT_NETWORK.windowBytes),
  ),
  slowStart: withDefault(
    flag('Whether a window starts small and doubles per round trip (RFC 5681).'),
    DEFAULT_NETWORK.slowStart,
  ),
})

const trackerSchema = z.strictObject({
  peersPerAnnounce: withDefault(
    whole('Addresses per answer.', 1, 10_000),
    DEFAULT_TRACKER.peersPerAnnounce,
  ),
  interval: withDefault(
    quantity('time', 'Time between two periodic announces of a peer.', { above: 0 }),
    formatSeconds(DEFAULT_TRACKER.intervalSeconds),
  ),
  minInterval: withDefault(
    quantity('time', 'Time until a peer may ask for more addresses.'),
    formatSeconds(DEFAULT_TRACKER.minIntervalSeconds),
  ),
})

/** The random seed of a scenario or a sweep. */
export function seedSchema() {
  const error = 'a random seed: a text or a number'
  const about = 'Random seed: a text or a number. The same seed repeats the run.'
  return withDefault(z.union([z.string(), z.number()], { error }).describe(about), DEFAULT_SEED)
}

/** Keys that name a scenario and say how often it runs. */
const headKeys = () => ({
  $schema: optionalKey(
    withExample(text('Where an editor finds the JSON Schema.'), './scenario.schema.json'),
    'none',
  ),
  version: z
    .literal(SCENARIO_VERSION, {
      error: `${SCENARIO_VERSION}, the version that this program reads`,
    })
    .describe(`The version of this language: ${SCENARIO_VERSION}.`),
  name: withExample(slug('A short name, for folders and tables.'), 'my-swarm'),
  title: optionalKey(withExample(text('A title of one line.'), 'A flash crowd'), 'the name'),
  about: optionalKey(
    withExample(
      text('What the scenario shows and what to look at, in a few sentences.'),
      'A thousand leechers join within ten seconds.',
    ),
    'empty',
  ),
  seed: seedSchema(),
  replications: withDefault(
    whole(
      'Replications that `sim compare` and `sim ablate` run, each with its own random seed.',
      2,
      10_000,
    ),
    DEFAULT_REPLICATIONS,
  ),
})

/** Keys that say when a run ends and what is measured. */
const runKeys = () => ({
  until: withDefault(
    withExample(
      quantity('time', 'The run ends at this time at the latest.', { above: 0 }),
      '1 h 30 min',
    ),
    formatSeconds(DEFAULT_UNTIL_SECONDS),
  ),
  stopWhenComplete: withDefault(
    flag('Whether the run ends once no peer is left that could still complete.'),
    DEFAULT_STOP_WHEN_COMPLETE,
  ),
  sampleEvery: withDefault(
    quantity(
      'time',
      'Time between two samples of the time series; "auto": an interval that gives 150 to 300 ' +
        'rows, however long the run is. The end of the run is sampled, too.',
      { above: 0, words: { auto: DEFAULT_SAMPLE_SECONDS } },
    ),
    'auto',
  ),
  steadyFrom: withDefault(
    quantity(
      'time',
      'End of the warm-up, before `until`: means over time, such as `meanSeeds`, begin here.',
    ),
    formatSeconds(DEFAULT_STEADY_FROM_SECONDS),
  ),
  price: optionalKey(
    withExample(
      number(
        'Price per GB (1,000,000,000 bytes) sent by initially complete peers, in a currency of ' +
          'your choice.',
      ),
      0.08,
    ),
    'no costs',
  ),
  playback: playbackSchema,
})

function makeShape() {
  return z.strictObject({
    ...headKeys(),
    torrent: torrentSchema,
    model: modelSchema,
    models: modelsSchema,
    ...runKeys(),
    network: optionalKey(
      withExample(networkSchema, { window: '1 MiB' }).describe('The cost of carrying bytes.'),
      'the default of each key',
    ),
    tracker: optionalKey(
      withExample(trackerSchema, { interval: '10 min' }).describe('The tracker (BEP 3).'),
      'the default of each key',
    ),
    peer: peerSchema(),
    groups: withExample(z.record(slug('The name of a group.'), groupSchema()), {
      seed: { holds: 'all' },
      leechers: { count: 100 },
    }).describe('The peers, in named groups with equal settings.'),
    events: optionalKey(
      withExample(z.array(eventSchema(), { error: 'a list of events' }), [
        { at: '10 min', do: 'leave', group: 'seed' },
      ]).describe('Planned events.'),
      'none',
    ),
  })
}

type Shape = ReturnType<typeof makeShape>

let cached: { readonly version: number; readonly shape: Shape } | undefined

/**
 * The scenario language: the one source of its check, its types, its JSON Schema and its reference.
 * It accepts the policies that are in the catalogue now, plug-ins included.
 */
export function scenarioShape(): Shape {
  const version = catalogueVersion()
  if (cached?.version !== version) cached = { version, shape: makeShape() }
  return cached.shape
}

/** A scenario as read: values in bytes and seconds, missing keys still missing. */
export type ScenarioDocument = z.infer<Shape>

/** The JSON Schema of a scenario file, for editors and other programs (draft 7). */
export function scenarioSchema(): object {
  return { ...jsonSchemaOf(scenarioShape()), title: 'A BitTorrent swarm scenario' }
}
