import type { MetricSpec } from './metric-spec.js'

const SOURCE = 'Cohen 2003; Gai, Mathieu, de Montgolfier, Reynier 2006'

/** The metrics of improving pairs. */
export const IMPROVING_PAIRS_SPECS: readonly MetricSpec[] = [
  {
    key: 'improvingPairs',
    title: 'Improving pairs',
    unit: 'share',
    level: 'run',
    meaning:
      'Of the pairs of linked leechers interested in each other, how many would both gain if ' +
      'they unchoked each other. Neither serves the other, and each would get more from the ' +
      'other (upload capacity / regular slots) than from its worst regular slot. A slot that is ' +
      'free or not reciprocated counts as 0; optimistic unchokes never count. Mean over time. ' +
      '0 is pairwise stable. It says nothing of fairness or of the good of all. ' +
      '`noImprovingPairsReason` says why there is no value.',
    source: SOURCE,
  },
  ...(
    [
      ['Start', 'first'],
      ['Middle', 'second'],
      ['End', 'last'],
    ] as const
  ).map(
    ([phase, which]): MetricSpec => ({
      key: `improvingPairs${phase}`,
      title: `Improving pairs, ${which} third`,
      unit: 'share',
      level: 'run',
      meaning: `The same in the ${which} third of the time in which there are such pairs.`,
      source: SOURCE,
    }),
  ),
]
