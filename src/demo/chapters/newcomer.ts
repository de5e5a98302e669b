import type { Chapter } from './chapter.js'
import { firstPieceSeconds, isNear, lastSeconds, meanSeconds } from './measure.js'
import { crowd, oneSeed } from './scenario.js'

const leaving = { leave: 'on-completion' }
const NO_GUESSES = 'peer={"optimisticSlots":0}'
const CROWD_BEHIND_NAT = [
  'groups.fast.access.reachable=false',
  'groups.slow.access.reachable=false',
]

/** A peer with nothing to trade: optimistic unchokes, the random first piece, an open port. */
export const NEWCOMER: Chapter = {
  id: 'newcomer',
  scenario: {
    version: 1,
    name: 'newcomer',
    torrent: { size: '2 MiB', pieceLength: '32 KiB' },
    groups: {
      seed: oneSeed('100 kbit/s'),
      fast: crowd(4, '400 kbit/s', leaving),
      slow: crowd(10, '50 kbit/s', leaving),
      newcomer: crowd(1, '100 kbit/s', {
        ...leaving,
        arrive: { kind: 'flash', at: '90 s', over: '0 s' },
      }),
    },
  },
  variants: [
    { id: 'on', set: [] },
    { id: 'off', set: [NO_GUESSES] },
    { id: 'rarest-first-piece', set: ['peer={"randomFirstPieces":0}'] },
    { id: 'open', set: CROWD_BEHIND_NAT },
    { id: 'behind-nat', set: [...CROWD_BEHIND_NAT, 'groups.newcomer.access.reachable=false'] },
  ],
  bet: {
    options: ['newcomer', 'nobody', 'everybody'],
    right: ({ on, off }) => {
      if (meanSeconds(off) > 1.02 * meanSeconds(on)) return 'everybody'
      return meanSeconds(off, 'newcomer') > 1.05 * meanSeconds(on, 'newcomer')
        ? 'newcomer'
        : 'nobody'
    },
  },
  steps: [
    {
      id: 'arrives',
      shows: ['on'],
      at: { after: 95 },
      highlights: [{ kind: 'group', group: 'newcomer' }],
      panel: 'peer-table',
    },
    {
      id: 'optimistic',
      shows: ['on'],
      at: { after: 120 },
      highlights: [{ kind: 'links', which: 'optimistic' }],
      panel: 'peer-table',
    },
    {
      id: 'off',
      shows: ['on', 'off'],
      at: { gained: 0.8 },
      highlights: [{ kind: 'links', which: 'trades' }],
      panel: 'progress',
    },
    {
      id: 'first-piece',
      shows: ['on', 'rarest-first-piece'],
      at: { after: 120 },
      highlights: [{ kind: 'pieces', which: 'first' }],
      panel: 'piece-map',
    },
    {
      id: 'nat',
      shows: ['open', 'behind-nat'],
      at: { after: 150 },
      highlights: [{ kind: 'group', group: 'newcomer' }],
      panel: 'progress',
    },
  ],
  figures: {
    on: { unit: 'seconds', of: ({ on }) => meanSeconds(on) },
    off: { unit: 'seconds', of: ({ off }) => meanSeconds(off) },
    onLast: { unit: 'seconds', of: ({ on }) => lastSeconds(on) },
    offLast: { unit: 'seconds', of: ({ off }) => lastSeconds(off) },
    firstPiece: { unit: 'seconds', of: ({ on }) => firstPieceSeconds(on) },
    rarestFirstPiece: {
      unit: 'seconds',
      of: (runs) => firstPieceSeconds(runs['rarest-first-piece']),
    },
    rarestMean: { unit: 'seconds', of: (runs) => meanSeconds(runs['rarest-first-piece']) },
    open: { unit: 'seconds', of: ({ open }) => meanSeconds(open, 'newcomer') },
    behindNat: { unit: 'seconds', of: (runs) => meanSeconds(runs['behind-nat'], 'newcomer') },
  },
  knobs: [
    {
      id: 'optimistic',
      positions: [0, 1, 2, 3].map((count) => ({
        label: String(count),
        set: [`peer={"optimisticSlots":${count}}`],
      })),
      from: 1,
    },
  ],
  act: { kind: 'knobs' },
  claims: [
    {
      id: 'everybody-pays',
      strength: 'always',
      holds: ({ on, off }) => meanSeconds(off) > meanSeconds(on),
    },
    {
      id: 'last-waits',
      strength: 'most',
      holds: ({ on, off }) => lastSeconds(off) > 1.1 * lastSeconds(on),
    },
    {
      id: 'fast-found',
      strength: 'most',
      holds: ({ on, off }) => meanSeconds(off, 'fast') > meanSeconds(on, 'fast'),
    },
    {
      id: 'first-piece',
      strength: 'most',
      holds: (runs) =>
        isNear(meanSeconds(runs['rarest-first-piece']), meanSeconds(runs['on']), 0.1),
    },
    {
      id: 'open-port',
      strength: 'always',
      holds: (runs) =>
        meanSeconds(runs['behind-nat'], 'newcomer') > 3 * meanSeconds(runs['open'], 'newcomer'),
    },
  ],
}
