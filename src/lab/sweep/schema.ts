import { z } from 'zod'
import { slug, text, whole } from '../scenario/value.js'

/** The version of the sweep language that this program reads. */
export const SWEEP_VERSION = 1

const settingSchema = z.record(z.string(), z.unknown(), {
  error: 'an object such as {"groups.leechers.count": 100}',
})

/** The language of sweep files: the one source of its check, its types and its JSON Schema. */
export const sweepShape = z.strictObject({
  $schema: text('Where an editor finds the JSON Schema: "./sweep.schema.json".').optional(),
  version: z
    .literal(SWEEP_VERSION, { error: '1, the version that this program reads' })
    .describe('The version of this language: 1.'),
  name: slug('A short name, for paths and tables.'),
  about: text('Why one runs it and what to look at. Default: empty.').optional(),
  scenario: text('A scenario file, relative to this one, or the name of a shipped scenario.'),
  set: settingSchema
    .describe('Values by path that all points of the sweep share. Default: none.')
    .optional(),
  grid: z
    .record(
      z.string(),
      z
        .array(z.unknown(), { error: 'a list of values such as [100, 200]' })
        .min(1, { error: 'a list of at least one value' }),
      { error: 'an object such as {"groups.leechers.count": [100, 200]}' },
    )
    .describe('Lists of values by path: every combination is a point. Default: none.')
    .optional(),
  list: z
    .array(settingSchema, { error: 'a list of objects' })
    .min(1, { error: 'a list of at least one object' })
    .describe(
      'Values by path that change together, such as a choker and what goes with it; each entry ' +
        'with every point of the grid. Default: none.',
    )
    .optional(),
  replications: whole(
    'Runs of each point, each under another seed; run 3 of all points has the same. Default: 10.',
    1,
    10_000,
  ).optional(),
  seed: z
    .union([z.string(), z.number()], { error: 'a seed: a text or a number' })
    .describe('Names every draw of chance of the whole sweep. Default: 1.')
    .optional(),
  metrics: z
    .array(text('A key of a run\u2019s summary, or classes.GROUP.KEY.'), {
      error: 'a list of metrics such as ["meanSeconds"]',
    })
    .min(1, { error: 'a list of at least one metric' })
    .describe('What is charted; the first also decides for --until-ci. Default: meanSeconds.')
    .optional(),
})

/** A sweep file as read. */
export type SweepDocument = z.infer<typeof sweepShape>

/** The JSON Schema of a sweep file, for editors and other programs (draft 7). */
export function sweepSchema(): object {
  const schema = z.toJSONSchema(sweepShape, { io: 'input', target: 'draft-7' })
  return { ...schema, title: 'A sweep over parameters of a BitTorrent swarm' }
}
