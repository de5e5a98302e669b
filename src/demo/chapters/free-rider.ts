import type { Chapter } from './chapter.js'
import { meanSeconds } from './measure.js'
import type { ChapterRun } from './run.js'
import { crowd, oneSeed } from './scenario.js'

const leaving = { leave: 'on-completion' }
const selfish = { ...leaving, choker: 'none', seedChoker: 'none', freeRider: true }
const SLOW = 'groups.seed.access.up=50 kbit/s'
const riders = (count: number) => [
  `groups.riders.count=${count}`,
  `groups.honest.count=${18 - count}`,
]
const links = (count: number) =>
  `peer={"dialLinks":${count},"maxLinks":${2 * count},"reannounceBelowLinks":${count}}`

/** Mean time of the free riders divided by that of the others. */
const slowdown = (run: ChapterRun) => run.summary.freeRiderSlowdown ?? Number.NaN

/** What free riding costs: a lot, little or nothing, by the seed's uplink. */
export const FREE_RIDER: Chapter = {
  id: 'free-rider',
  scenario: {
    version: 1,
    name: 'free-rider',
    torrent: { size: '2 MiB', pieceLength: '32 KiB' },
    groups: {
      seed: oneSeed('250 kbit/s'),
      honest: crowd(14, '100 kbit/s', leaving),
      riders: crowd(4, '100 kbit/s', selfish),
    },
  },
  variants: [
    { id: 'some', set: [] },
    { id: 'slow-seed', set: [SLOW] },
    { id: 'half', set: riders(9) },
    { id: 'few-links', set: [links(4)] },
    { id: 'sybil', set: ['groups.riders.behaviour={"name":"sybil","identities":4}'] },
    {
      id: 'large-view',
      set: [links(4), 'groups.riders.dialLinks=40', 'groups.riders.maxLinks=40'],
    },
  ],
  bet: {
    options: ['a-lot', 'a-little', 'nothing'],
    right: (runs) => {
      const cost = slowdown(runs['slow-seed'])
      return cost > 1.2 ? 'a-lot' : cost > 1.03 ? 'a-little' : 'nothing'
    },
  },
  steps: [
    {
      id: 'rides',
      shows: ['some'],
      at: { after: 60 },
      highlights: [{ kind: 'group', group: 'riders' }],
      panel: 'contribution',
    },
    {
      id: 'pays',
      shows: ['some'],
      at: { gained: 0.7 },
      highlights: [{ kind: 'group', group: 'riders' }],
      panel: 'progress',
    },
    {
      id: 'slow-seed',
      shows: ['some', 'slow-seed'],
      at: { gained: 0.7 },
      highlights: [{ kind: 'group', group: 'riders' }],
      panel: 'progress',
    },
    {
      id: 'half',
      shows: ['some', 'half'],
      at: { gained: 0.7 },
      highlights: [{ kind: 'group', group: 'honest' }],
      panel: 'times',
    },
    {
      id: 'tricks',
      shows: ['large-view', 'sybil'],
      at: { gained: 0.7 },
      highlights: [{ kind: 'group', group: 'riders' }],
      panel: 'times',
    },
  ],
  figures: {
    riders: { unit: 'seconds', of: ({ some }) => meanSeconds(some, 'riders') },
    honest: { unit: 'seconds', of: ({ some }) => meanSeconds(some, 'honest') },
    slowdown: { unit: 'times', of: ({ some }) => slowdown(some) },
    slowRiders: { unit: 'seconds', of: (runs) => meanSeconds(runs['slow-seed'], 'riders') },
    slowHonest: { unit: 'seconds', of: (runs) => meanSeconds(runs['slow-seed'], 'honest') },
    halfHonest: { unit: 'seconds', of: ({ half }) => meanSeconds(half, 'honest') },
    fewSlowdown: { unit: 'times', of: (runs) => slowdown(runs['few-links']) },
    viewSlowdown: { unit: 'times', of: (runs) => slowdown(runs['large-view']) },
    sybilSlowdown: { unit: 'times', of: ({ sybil }) => slowdown(sybil) },
  },
  knobs: [
    {
      id: 'share',
      positions: [1, 2, 4, 9, 14].map((count) => ({
        label: `${count} / 18`,
        set: riders(count),
      })),
      from: 2,
    },
    {
      id: 'seed-up',
      positions: ['50 kbit/s', '100 kbit/s', '250 kbit/s', '500 kbit/s', '1 Mbit/s'].map(
        (label) => ({ label, set: [`groups.seed.access.up=${label}`] }),
      ),
      from: 2,
    },
    {
      id: 'links',
      positions: [
        ...[4, 8].map((count) => ({ label: String(count), set: [links(count)] })),
        { label: '40', set: [] },
      ],
      from: 2,
    },
  ],
  act: { kind: 'map', knobs: ['share', 'seed-up'], figure: 'slowdown' },
  claims: [
    { id: 'pays', strength: 'always', holds: ({ some }) => slowdown(some) > 1.05 },
    { id: 'slow-seed', strength: 'always', holds: (runs) => slowdown(runs['slow-seed']) < 1.03 },
    {
      id: 'others-pay',
      strength: 'always',
      holds: ({ some, half }) => meanSeconds(half, 'honest') > 1.1 * meanSeconds(some, 'honest'),
    },
    {
      id: 'few-links',
      strength: 'most',
      holds: (runs) => slowdown(runs['few-links']) < slowdown(runs['some']),
    },
    {
      id: 'sybil',
      strength: 'most',
      holds: ({ some, sybil }) => slowdown(sybil) < slowdown(some),
    },
    {
      id: 'large-view',
      strength: 'most',
      holds: (runs) => slowdown(runs['large-view']) < slowdown(runs['few-links']),
    },
  ],
}
