import type { Chapter, Variant } from './chapter.js'
import { completedShare, copiesAt, lastSeconds, meanSeconds } from './measure.js'
import type { ChapterRun, Runs } from './run.js'
import { crowd, oneSeed } from './scenario.js'

const DIES = 'events=[{"when":{"gained":"60%"},"do":"kill","group":"seed"}]'

const picker = (id: string, name: string): Variant[] => [
  { id, set: [`peer={"picker":"${name}"}`] },
  { id: `${id}-dies`, set: [`peer={"picker":"${name}"}`, DIES] },
]

const survives = (run: ChapterRun) => completedShare(run) === 1

/** The swarms that survive the seed, joined: the answers of the bet. */
function survivors(runs: Runs): string {
  const names = ['rarest', 'random', 'in-order'].filter((id) => survives(runs[`${id}-dies`]))
  return names.length === 0 ? 'nobody' : names.join('-and-')
}

/** Pieces that no leecher holds when the seed dies. */
function lostPieces(run: ChapterRun): number {
  const died = Math.min(...[...run.measurements.peers.departureSeconds].filter((at) => at >= 0))
  return copiesAt(run, died).filter((copies) => copies === 0).length
}

/** Which piece to request next, and what is left when the seed dies. */
export const WHICH_PIECE: Chapter = {
  id: 'which-piece',
  scenario: {
    version: 1,
    name: 'which-piece',
    torrent: { size: '1 MiB', pieceLength: '16 KiB' },
    groups: { seed: oneSeed('220 kbit/s'), leechers: crowd(16, '100 kbit/s') },
  },
  variants: [
    ...picker('rarest', 'rarest-first'),
    ...picker('random', 'random'),
    ...picker('in-order', 'in-order'),
    { id: 'slow-dies', set: ['groups.seed.access.up=100 kbit/s', DIES] },
  ],
  bet: {
    options: ['nobody', 'rarest', 'rarest-and-random', 'rarest-and-random-and-in-order'],
    right: survivors,
  },
  steps: [
    {
      id: 'in-order',
      shows: ['in-order'],
      at: { gained: 0.3 },
      highlights: [{ kind: 'pieces', which: 'rarest' }],
      panel: 'copies',
    },
    {
      id: 'rarest',
      shows: ['rarest', 'in-order'],
      at: { gained: 0.3 },
      highlights: [{ kind: 'pieces', which: 'rarest' }],
      panel: 'copies',
    },
    {
      id: 'random',
      shows: ['rarest', 'random'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'pieces', which: 'rarest' }],
      panel: 'copies',
    },
    {
      id: 'dies',
      shows: ['rarest-dies', 'random-dies'],
      at: 'first-departure',
      highlights: [{ kind: 'pieces', which: 'missing' }],
      panel: 'copies',
    },
    {
      id: 'slow',
      shows: ['slow-dies'],
      at: 'first-departure',
      highlights: [{ kind: 'pieces', which: 'missing' }],
      panel: 'copies',
    },
  ],
  figures: {
    rarest: { unit: 'seconds', of: ({ rarest }) => meanSeconds(rarest) },
    random: { unit: 'seconds', of: ({ random }) => meanSeconds(random) },
    inOrder: { unit: 'seconds', of: (runs) => meanSeconds(runs['in-order']) },
    rarestLost: { unit: 'count', of: (runs) => lostPieces(runs['rarest-dies']) },
    randomLost: { unit: 'count', of: (runs) => lostPieces(runs['random-dies']) },
    inOrderLost: { unit: 'count', of: (runs) => lostPieces(runs['in-order-dies']) },
    slowLost: { unit: 'count', of: (runs) => lostPieces(runs['slow-dies']) },
    rarestLast: { unit: 'seconds', of: (runs) => lastSeconds(runs['rarest-dies']) },
  },
  knobs: [
    {
      id: 'seed-up',
      positions: ['50 kbit/s', '100 kbit/s', '220 kbit/s', '400 kbit/s'].map((label) => ({
        label,
        set: [`groups.seed.access.up=${label}`],
      })),
      from: 2,
    },
  ],
  act: { kind: 'leave-earlier', group: 'seed' },
  claims: [
    {
      id: 'in-order-slow',
      strength: 'always',
      holds: (runs) => meanSeconds(runs['in-order']) > 1.25 * meanSeconds(runs['rarest']),
    },
    {
      id: 'random-close',
      strength: 'always',
      holds: ({ random, rarest }) => meanSeconds(random) < 1.15 * meanSeconds(rarest),
    },
    { id: 'rarest-survives', strength: 'always', holds: (runs) => survives(runs['rarest-dies']) },
    {
      id: 'random-dies',
      strength: 'most',
      holds: (runs) => completedShare(runs['random-dies']) === 0,
    },
    {
      id: 'in-order-dies',
      strength: 'always',
      holds: (runs) => completedShare(runs['in-order-dies']) === 0,
    },
    {
      id: 'slow-dies',
      strength: 'always',
      holds: (runs) => completedShare(runs['slow-dies']) === 0,
    },
  ],
}
