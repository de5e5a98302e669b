import { z } from 'zod'
import type { ArrivalSettings } from '../../sim/settings.js'
import type { ScenarioPath } from './error.js'
import { readResource, type ScenarioResources } from './resource.js'
import type { ScenarioSource } from './source.js'
import { positive, quantity, text } from './value.js'

const at = quantity('time', 'The first may arrive from here on. Default: 0.').optional()

/** A group's arrivals, by kind. */
export const arrivalSchema = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({
        kind: z.literal('flash').describe('All within a window, at random instants of it.'),
        at: quantity('time', 'The window begins. Default: 0.').optional(),
        over: quantity('time', 'The window\u2019s length. Default: 0, all at once.').optional(),
      }),
      z.strictObject({
        kind: z.literal('uniform').describe('Evenly spaced.'),
        at,
        every: quantity('time', 'From one to the next.', { above: 0 }),
      }),
      z.strictObject({
        kind: z.literal('poisson').describe('A Poisson process of constant rate.'),
        at,
        perSecond: positive('Arrivals a second; or say `every`.').optional(),
        every: quantity('time', 'Mean time from one to the next.', { above: 0 }).optional(),
      }),
      z.strictObject({
        kind: z.literal('decaying').describe('A Poisson process that dies down (Guo et al. 2005).'),
        at,
        perSecond: positive('Arrivals a second at first.'),
        timeConstant: quantity('time', 'Until the rate has fallen to 1/e.', { above: 0 }),
      }),
      z.strictObject({
        kind: z.literal('trace').describe('At given instants.'),
        file: text(
          'A CSV file beside the scenario, with a column `seconds`; or say `at`.',
        ).optional(),
        at: z
          .array(quantity('time', 'An arrival.'), { error: 'a list of times' })
          .describe('One arrival a peer, in order.')
          .optional(),
      }),
    ],
    { error: 'an arrival such as {"kind": "flash", "over": "10 s"}' },
  )
  .describe('When the peers arrive. Default: all at once, at 0.')
  .optional()

/** Arrivals as read. */
export type ArrivalDocument = z.infer<typeof arrivalSchema>

/** Fills in arrivals; a trace's file is read. What is wrong is reported to the source. */
export function readArrivals(
  said: ArrivalDocument,
  path: ScenarioPath,
  source: ScenarioSource,
  resources: ScenarioResources,
): ArrivalSettings {
  if (said?.kind === 'trace') {
    return { kind: 'trace', atSeconds: readTrace(said, path, source, resources) }
  }
  const atSeconds = said?.at ?? 0
  switch (said?.kind) {
    case 'uniform':
      return { kind: 'uniform', atSeconds, everySeconds: said.every }
    case 'poisson':
      if ((said.perSecond === undefined) === (said.every === undefined)) {
        const found = said.every === undefined ? 'neither' : 'both'
        source.report(path, { expected: 'either `perSecond` or `every`', found })
      }
      return { kind: 'poisson', atSeconds, perSecond: said.perSecond ?? 1 / (said.every ?? 1) }
    case 'decaying': {
      const { perSecond, timeConstant } = said
      return { kind: 'decaying', atSeconds, perSecond, timeConstantSeconds: timeConstant }
    }
    default:
      return { kind: 'flash', atSeconds, overSeconds: said?.over ?? 0 }
  }
}

function readTrace(
  said: { file?: string | undefined; at?: number[] | undefined },
  path: ScenarioPath,
  source: ScenarioSource,
  resources: ScenarioResources,
): readonly number[] {
  const { file, at: given } = said
  if ((file === undefined) === (given === undefined)) {
    source.reportValue(path, 'either `file` or `at`')
    return []
  }
  const read = () => (file === undefined ? given : resources.trace(file))
  const atSeconds = readResource(source, [...path, 'file'], read) ?? []
  const early = atSeconds.findIndex((seconds, i) => i > 0 && seconds < atSeconds[i - 1])
  if (early >= 0 && given) {
    const before = given[early - 1]
    source.reportValue([...path, 'at', early], `a time not before the one above it, ${before} s`)
  }
  return atSeconds
}

/** The document that says arrivals in full; a trace's instants stand in it. */
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
