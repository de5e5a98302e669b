import { z } from 'zod'
import type { ArrivalSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import { readResource, type ScenarioResources } from './resource.js'
import type { ScenarioSource } from './source.js'
import { optionalKey, positive, quantity, text, withDefault, withExample } from './value.js'

const start = (about: string) => withDefault(quantity('time', about), '0 s')
const at = start('When arrivals start.')

/** A group's arrivals, by kind. */
export const arrivalSchema = optionalKey(
  withExample(
    z.discriminatedUnion(
      'kind',
      [
        z.strictObject({
          kind: z.literal('flash').describe('All arrive within a window, at random times.'),
          at: start('Start of the window.'),
          over: withDefault(quantity('time', 'Length of the window; 0 for all at once.'), '0 s'),
        }),
        z.strictObject({
          kind: z.literal('uniform').describe('Arrivals are evenly spaced.'),
          at,
          every: quantity('time', 'Time between two arrivals.', { above: 0 }),
        }),
        z.strictObject({
          kind: z.literal('poisson').describe('Arrivals are a Poisson process of constant rate.'),
          at,
          perSecond: optionalKey(
            withExample(positive('Arrivals per second. Give either `perSecond` or `every`.'), 0.05),
            'none',
          ),
          every: optionalKey(
            withExample(quantity('time', 'Mean time between two arrivals.', { above: 0 }), '20 s'),
            'none',
          ),
        }),
        z.strictObject({
          kind: z
            .literal('decaying')
            .describe('Arrivals are a Poisson process of falling rate (Guo et al. 2005).'),
          at,
          perSecond: withExample(positive('Arrivals per second at the start.'), 0.5),
          timeConstant: withExample(
            quantity('time', 'Time until the rate has fallen to 1/e of that.', { above: 0 }),
            '1 h',
          ),
        }),
        z.strictObject({
          kind: z.literal('trace').describe('Arrivals are at given times.'),
          file: optionalKey(
            withExample(
              text(
                'A CSV file with a column `seconds`, relative to the scenario. Give either ' +
                  '`file` or `at`.',
              ),
              'arrivals.csv',
            ),
            'none',
          ),
          at: optionalKey(
            withExample(
              z
                .array(quantity('time', 'A time of arrival.'), { error: 'a list of times' })
                .describe('The times themselves, one per peer, in ascending order.'),
              ['0 s', '12 s', '1 min'],
            ),
            'none',
          ),
        }),
      ],
      { error: 'an arrival such as {"kind": "flash", "over": "10 s"}' },
    ),
    { kind: 'flash', over: '10 s' },
  ).describe('When the peers of the group arrive.'),
  'all at once, at 0',
)

/** Arrivals as read. */
export type ArrivalDocument = z.infer<typeof arrivalSchema>

/** Completes arrivals and reads a trace's file. Reports errors to the source. */
export function readArrivals(
  document: ArrivalDocument,
  path: ScenarioPath,
  source: ScenarioSource,
  resources: ScenarioResources,
): ArrivalSettings {
  if (document?.kind === 'trace') {
    return { kind: 'trace', atSeconds: readTrace(document, path, source, resources) }
  }
  const atSeconds = document?.at ?? 0
  switch (document?.kind) {
    case 'uniform':
      return { kind: 'uniform', atSeconds, everySeconds: document.every }
    case 'poisson':
      if ((document.perSecond === undefined) === (document.every === undefined)) {
        const found = document.every === undefined ? 'neither' : 'both'
        source.report(path, { expected: 'either `perSecond` or `every`', found })
      }
      return {
        kind: 'poisson',
        atSeconds,
        perSecond: document.perSecond ?? 1 / (document.every ?? 1),
      }
    case 'decaying': {
      const { perSecond, timeConstant } = document
      return { kind: 'decaying', atSeconds, perSecond, timeConstantSeconds: timeConstant }
    }
    default:
      return { kind: 'flash', atSeconds, overSeconds: document?.over ?? 0 }
  }
}

function readTrace(
  document: { file?: string | undefined; at?: number[] | undefined },
  path: ScenarioPath,
  source: ScenarioSource,
  resources: ScenarioResources,
): readonly number[] {
  const { file, at: listed } = document
  if ((file === undefined) === (listed === undefined)) {
    source.reportValue(path, 'either `file` or `at`')
    return []
  }
  const read = () => (file === undefined ? listed : resources.trace(file))
  const atSeconds = readResource(source, [...path, 'file'], read) ?? []
  const outOfOrder = atSeconds.findIndex((seconds, i) => i > 0 && seconds < atSeconds[i - 1])
  if (outOfOrder >= 0 && listed) {
    const before = listed[outOfOrder - 1]
    source.reportValue(
      [...path, 'at', outOfOrder],
      `a time of at least the one before it, ${before} s`,
    )
  }
  return atSeconds
}

/** Writes arrivals in full, a trace as a list of times. */
export function writeArrivals(arrivals: ArrivalSettings): object {
  switch (arrivals.kind) {
    case 'flash':
      return { kind: 'flash', at: arrivals.atSeconds, over: arrivals.overSeconds }
    case 'uniform':
      return { kind: 'uniform', at: arrivals.atSeconds, every: arrivals.everySeconds }
    case 'poisson':
      return { kind: 'poisson', at: arrivals.atSeconds, perSecond: arrivals.perSecond }
    case 'decaying': {
      const { kind, atSeconds, perSecond, timeConstantSeconds } = arrivals
      return { kind, at: atSeconds, perSecond, timeConstant: timeConstantSeconds }
    }
    case 'trace':
      return { kind: 'trace', at: [...arrivals.atSeconds] }
  }
}
