import { z } from 'zod'
import { catalogueVersion } from '../../policy/catalogue.js'
import { eventSchema } from './event.js'
import { groupSchema } from './group.js'
import { modelSchema, modelsSchema } from './model.js'
import { peerSchema } from './peer.js'
import { playbackSchema } from './playback.js'
import { flag, number, quantity, slug, text, whole } from './value.js'

/** The version of the language that this program reads. */
export const SCENARIO_VERSION = 1

const torrentSchema = z.union(
  [
    z.strictObject({
      size: quantity('size', 'All bytes of the torrent.', { above: 0 }),
      pieceLength: quantity('size', 'Bytes a piece, a multiple of 16 KiB.', { above: 0 }),
    }),
    z.strictObject({
      file: text('A .torrent file whose size and piece length are taken; relative to this file.'),
    }),
  ],
  { error: 'a torrent such as {"size": "100 MiB", "pieceLength": "256 KiB"}' },
)

const networkSchema = z.strictObject({
  headerBytes: whole('TCP/IP header bytes a segment. Default: 40.', 0, 1000).optional(),
  segmentBytes: whole('Payload bytes a full segment. Default: 1460.', 1, 65_535).optional(),
  segmentsPerAck: whole('Segments an acknowledgement; 0 for none. Default: 2.', 0, 1000).optional(),
  window: quantity('size', 'What one flow may have under way to its hearer. Default: "64 KiB".', {
    above: 0,
  }).optional(),
  slowStart: flag(
    'Whether a window begins small (RFC 5681) and acknowledgements take time. Default: false.',
  ).optional(),
})

const trackerSchema = z.strictObject({
  peersPerAnnounce: whole('Addresses in one answer. Default: 50.', 1, 10_000).optional(),
  interval: quantity('time', 'Between periodic announces. Default: "30 min".', {
    above: 0,
  }).optional(),
  minInterval: quantity('time', 'Until a peer may ask again. Default: "5 min".').optional(),
})

function makeShape() {
  return z.strictObject({
    $schema: text('Where an editor finds the JSON Schema: "./scenario.schema.json".').optional(),
    version: z
      .literal(SCENARIO_VERSION, { error: '1, the version that this program reads' })
      .describe('The version of this language: 1.'),
    name: slug('A short name, for paths and tables.'),
    title: text('A name for people. Default: the name.').optional(),
    about: text('Why one runs it and what to look at. Default: empty.').optional(),
    seed: z
      .union([z.string(), z.number()], { error: 'a seed: a text or a number' })
      .describe('Names every draw of chance. Default: 1.')
      .optional(),
    replications: whole(
      'Runs that `sim compare` and `sim ablate` make of it if they are not told, each under ' +
        'another seed. Default: 10.',
      2,
      10_000,
    ).optional(),
    torrent: torrentSchema.describe('What is shared.'),
    model: modelSchema,
    models: modelsSchema,
    until: quantity('time', 'The run ends here at the latest. Default: "6 h".', {
      above: 0,
    }).optional(),
    stopWhenComplete: flag(
      'Whether it ends as soon as every peer that still can is complete or gone. Default: true.',
    ).optional(),
    sampleEvery: quantity('time', 'Between two samples of the series. Default: "10 s".', {
      above: 0,
    }).optional(),
    price: number(
      'What a GB (1,000,000,000 bytes) that they send costs those who come complete, in money of ' +
        'your choice. Default: nobody counts.',
    ).optional(),
    playback: playbackSchema,
    network: networkSchema.describe('What carrying bytes costs.').optional(),
    tracker: trackerSchema.describe('The tracker (BEP 3).').optional(),
    peer: peerSchema(),
    groups: z
      .record(slug('A group\u2019s name.'), groupSchema())
      .describe('The peers, in groups of like ones, by name.'),
    events: z
      .array(eventSchema, { error: 'a list of events' })
      .describe('What happens on a plan. Default: nothing.')
      .optional(),
  })
}

type Shape = ReturnType<typeof makeShape>

let made: { readonly edition: number; readonly shape: Shape } | undefined

/**
 * The scenario language: the one source of its check, its types and its JSON Schema. The names of
 * policies in it are those of the catalogue as it is now.
 */
export function scenarioShape(): Shape {
  const edition = catalogueVersion()
  if (made?.edition !== edition) made = { edition, shape: makeShape() }
  return made.shape
}

/** A scenario as read: values in bytes and seconds, what was left out still missing. */
export type ScenarioDocument = z.infer<Shape>

/** The JSON Schema of a scenario file, for editors and other programs (draft 7). */
export function scenarioSchema(): object {
  const schema = z.toJSONSchema(scenarioShape(), { io: 'input', target: 'draft-7' })
  return { ...schema, title: 'A BitTorrent swarm scenario' }
}
