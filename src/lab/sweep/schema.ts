import { z } from 'zod'
import { DEFAULT_REPLICATIONS } from '../scenario/defaults.js'
import { seedSchema } from '../scenario/schema.js'
import {
  jsonSchemaOf,
  optionalKey,
  slug,
  text,
  whole,
  withDefault,
  withExample,
} from '../scenario/value.js'

/** The version of the sweep language that this program reads. */
export const SWEEP_VERSION = 1

/** The metrics of a sweep that names none. */
export const DEFAULT_METRICS = ['meanSeconds']

const settingSchema = z.record(z.string(), z.unknown(), {
  error: 'an object such as {"groups.leechers.count": 100}',
})

/** The language of sweep files: the one source of its check, types, JSON Schema and reference. */
export const sweepShape = z.strictObject({
  $schema: optionalKey(
    withExample(text('Where an editor finds the JSON Schema.'), './sweep.schema.json'),
    'none',
  ),
  version: z
    .literal(SWEEP_VERSION, { error: `${SWEEP_VERSION}, the version that this program reads` })
    .describe(`The version of this language: ${SWEEP_VERSION}.`),
  name: withExample(slug('A short name, for folders and tables.'), 'my-sweep'),
  about: optionalKey(
    withExample(
      text('What the sweep shows and what to look at, in a few sentences.'),
      'Mean time over the number of leechers.',
    ),
    'empty',
  ),
  scenario: withExample(
    text('A scenario file, relative to this file, or the name of a shipped scenario.'),
    'flashcrowd',
  ),
  set: optionalKey(
    withExample(settingSchema, { 'torrent.size': '25 MiB' }).describe(
      'Values by path that all points share.',
    ),
    'none',
  ),
  grid: optionalKey(
    withExample(
      z.record(
        z.string(),
        z
          .array(z.unknown(), { error: 'a list of values such as [100, 200]' })
          .min(1, { error: 'a list of at least one value' }),
        { error: 'an object such as {"groups.leechers.count": [100, 200]}' },
      ),
      { 'groups.leechers.count': [100, 200], 'peer.slots': [2, 4, 8] },
    ).describe('Lists of values by path. Every combination is a point.'),
    'none',
  ),
  list: optionalKey(
    withExample(
      z
        .array(settingSchema, { error: 'a list of objects' })
        .min(1, { error: 'a list of at least one object' }),
      [{ 'peer.choker': 'tit-for-tat' }, { 'peer.choker': 'by-rate', 'peer.slots': 8 }],
    ).describe(
      'Values by path that change together, such as a choker and its slots. Each entry is ' +
        'combined with every point of the grid.',
    ),
    'none',
  ),
  replications: withDefault(
    whole(
      'Replications of each point, each with its own random seed. Replication 3 of all points ' +
        'has the same seed.',
      1,
      10_000,
    ),
    DEFAULT_REPLICATIONS,
  ),
  seed: seedSchema(),
  metrics: withDefault(
    withExample(
      z
        .array(text('A key of summary.json, or classes.GROUP.KEY.'), {
          error: 'a list of metrics such as ["meanSeconds"]',
        })
        .min(1, { error: 'a list of at least one metric' }),
      ['meanSeconds', 'classes.leechers.utilisation'],
    ).describe('The metrics to chart. `--until-ci` watches the first.'),
    DEFAULT_METRICS,
  ),
})

/** A sweep file as read. */
export type SweepDocument = z.infer<typeof sweepShape>

/** The JSON Schema of a sweep file, for editors and other programs (draft 7). */
export function sweepSchema(): object {
  return { ...jsonSchemaOf(sweepShape), title: 'A parameter sweep over a BitTorrent swarm' }
}
