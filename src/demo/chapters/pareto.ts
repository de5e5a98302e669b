import type { Chapter } from './chapter.js'
import { leechersOf, meanSeconds, ownGroupShare, tradedShare } from './measure.js'
import type { ChapterRun } from './run.js'
import { crowd, oneSeed } from './scenario.js'

const CLASSES = ['fast', 'middle', 'slow']
const leaving = { leave: 'on-completion' }

/** How many peers are done sooner with the first run's choker than with the second's. */
function sooner(one: ChapterRun, other: ChapterRun): number {
  const times = (run: ChapterRun) => run.measurements.peers.completionSeconds
  return leechersOf(one).filter((i) => times(one)[i] < times(other)[i]).length
}

/** Share of the pairs of leechers with mutual interest in which both would gain by a trade. */
const pairs = ({ summary }: ChapterRun) => summary.improvingPairs ?? Number.NaN

/** Payload that the leechers get in a second while any of them is incomplete, bytes/s. */
function totalRate({ summary, settings }: ChapterRun): number {
  return (summary.completed * settings.sizeBytes) / (summary.lastFinishSeconds ?? Number.NaN)
}

/** Trades that make both sides happier, and who pays for them. */
export const PARETO: Chapter = {
  id: 'pareto',
  scenario: {
    version: 1,
    name: 'pareto',
    torrent: { size: '16 MiB', pieceLength: '64 KiB' },
    groups: {
      seed: oneSeed('1 Mbit/s'),
      fast: crowd(10, '1200 kbit/s', leaving),
      middle: crowd(10, '400 kbit/s', leaving),
      slow: crowd(10, '128 kbit/s', leaving),
    },
  },
  variants: [
    { id: 'trade', set: [] },
    { id: 'random', set: ['peer={"choker":"random"}'] },
  ],
  bet: {
    options: ['everybody', 'fast', 'slow', 'nobody'],
    right: ({ trade, random }) => {
      const gains = CLASSES.filter((name) => meanSeconds(trade, name) < meanSeconds(random, name))
      if (gains.length === CLASSES.length) return 'everybody'
      return gains.includes('fast') ? 'fast' : gains.includes('slow') ? 'slow' : 'nobody'
    },
  },
  steps: [
    {
      id: 'random',
      shows: ['random'],
      at: { gained: 0.6 },
      highlights: [{ kind: 'links', which: 'improving' }],
      panel: 'improving-pairs',
    },
    {
      id: 'trade',
      shows: ['trade', 'random'],
      at: { gained: 0.6 },
      highlights: [{ kind: 'links', which: 'improving' }],
      panel: 'improving-pairs',
    },
    {
      id: 'like-to-like',
      shows: ['trade', 'random'],
      at: { gained: 0.7 },
      highlights: [{ kind: 'links', which: 'trades' }],
      panel: 'trades',
    },
    {
      id: 'dropped',
      shows: ['trade'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'links', which: 'improving' }],
      panel: 'peer-table',
    },
    {
      id: 'whole',
      shows: ['trade', 'random'],
      at: { gained: 0.8 },
      highlights: [{ kind: 'group', group: 'slow' }],
      panel: 'contribution',
    },
  ],
  figures: {
    pairs: { unit: 'percent', of: ({ trade }) => pairs(trade) },
    randomPairs: { unit: 'percent', of: ({ random }) => pairs(random) },
    traded: { unit: 'percent', of: ({ trade }) => tradedShare(trade) },
    randomTraded: { unit: 'percent', of: ({ random }) => tradedShare(random) },
    fastToFast: { unit: 'percent', of: ({ trade }) => ownGroupShare(trade, 'fast') },
    randomFastToFast: { unit: 'percent', of: ({ random }) => ownGroupShare(random, 'fast') },
    fast: { unit: 'seconds', of: ({ trade }) => meanSeconds(trade, 'fast') },
    randomFast: { unit: 'seconds', of: ({ random }) => meanSeconds(random, 'fast') },
    slow: { unit: 'seconds', of: ({ trade }) => meanSeconds(trade, 'slow') },
    randomSlow: { unit: 'seconds', of: ({ random }) => meanSeconds(random, 'slow') },
    rate: { unit: 'rate', of: ({ trade }) => totalRate(trade) },
    randomRate: { unit: 'rate', of: ({ random }) => totalRate(random) },
    sooner: { unit: 'count', of: ({ trade, random }) => sooner(trade, random) },
    later: { unit: 'count', of: ({ trade, random }) => sooner(random, trade) },
  },
  knobs: [],
  act: { kind: 'trade-a-pair' },
  claims: [
    {
      id: 'pairs',
      strength: 'always',
      holds: (runs) => pairs(runs['trade']) < pairs(runs['random']),
    },
    {
      id: 'trades',
      strength: 'always',
      holds: ({ trade, random }) => tradedShare(trade) > 1.3 * tradedShare(random),
    },
    {
      id: 'like-to-like',
      strength: 'most',
      holds: ({ trade, random }) => ownGroupShare(trade, 'fast') > ownGroupShare(random, 'fast'),
    },
    {
      id: 'fast-gain',
      strength: 'most',
      holds: ({ trade, random }) => meanSeconds(trade, 'fast') < meanSeconds(random, 'fast'),
    },
    {
      id: 'slow-lose',
      strength: 'most',
      holds: ({ trade, random }) => meanSeconds(trade, 'slow') > meanSeconds(random, 'slow'),
    },
    {
      id: 'whole-loses',
      strength: 'always',
      holds: ({ trade, random }) => totalRate(trade) < totalRate(random),
    },
  ],
}
