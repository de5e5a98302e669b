import type { Chapter, Variant } from './chapter.js'
import { firstPieceSeconds, gainedShareAt, leastOf, meanSeconds } from './measure.js'
import { crowd, oneSeed } from './scenario.js'

const slots = (id: string, count: number): Variant => ({
  id,
  set: [`peer={"slots":${count},"optimisticSlots":${count > 1 ? 1 : 0}}`],
})

/** Slots against everybody at once: many started pieces, none whole. */
export const WHY_CHOKE: Chapter = {
  id: 'why-choke',
  scenario: {
    version: 1,
    name: 'why-choke',
    torrent: { size: '1 MiB', pieceLength: '128 KiB' },
    groups: { seed: oneSeed('200 kbit/s'), leechers: crowd(20, '100 kbit/s') },
  },
  variants: [
    { id: 'four', set: [] },
    { id: 'all', set: ['peer={"choker":"unchoke-all","seedChoker":"unchoke-all"}'] },
    slots('two', 2),
    slots('eight', 8),
  ],
  bet: {
    options: ['sooner', 'same', 'later'],
    right: ({ four, all }) => {
      const ratio = meanSeconds(all) / meanSeconds(four)
      return ratio < 0.95 ? 'sooner' : ratio > 1.05 ? 'later' : 'same'
    },
  },
  steps: [
    {
      id: 'all',
      shows: ['all'],
      at: { after: 20 },
      highlights: [{ kind: 'links', which: 'unchoked' }],
      panel: 'piece-map',
    },
    {
      id: 'four',
      shows: ['four', 'all'],
      at: { after: 30 },
      highlights: [{ kind: 'links', which: 'choked' }],
      panel: 'piece-map',
    },
    {
      id: 'whole',
      shows: ['four', 'all'],
      at: 'first-piece',
      highlights: [{ kind: 'pieces', which: 'first' }],
      panel: 'upload-use',
    },
    {
      id: 'slots',
      shows: ['two', 'eight'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'links', which: 'unchoked' }],
      panel: 'progress',
    },
  ],
  figures: {
    four: { unit: 'seconds', of: ({ four }) => meanSeconds(four) },
    all: { unit: 'seconds', of: ({ all }) => meanSeconds(all) },
    two: { unit: 'seconds', of: ({ two }) => meanSeconds(two) },
    eight: { unit: 'seconds', of: ({ eight }) => meanSeconds(eight) },
    fourFirst: { unit: 'seconds', of: ({ four }) => firstPieceSeconds(four) },
    allFirst: { unit: 'seconds', of: ({ all }) => firstPieceSeconds(all) },
    fourGained: { unit: 'percent', of: ({ four }) => gainedShareAt(four, 40) },
    allGained: { unit: 'percent', of: ({ all }) => gainedShareAt(all, 40) },
  },
  knobs: [
    {
      id: 'slots',
      positions: [1, 2, 4, 8, 16, 40].map((count) => ({
        label: String(count),
        set: slots('', count).set,
      })),
      from: 2,
    },
  ],
  act: { kind: 'knobs' },
  claims: [
    {
      id: 'later',
      strength: 'always',
      holds: ({ four, all }) => meanSeconds(all) > 1.15 * meanSeconds(four),
    },
    {
      id: 'first-piece',
      strength: 'always',
      holds: ({ four, all }) => firstPieceSeconds(all) > 1.25 * firstPieceSeconds(four),
    },
    {
      id: 'nothing-whole',
      strength: 'always',
      holds: ({ four, all }) => gainedShareAt(all, 40) < gainedShareAt(four, 40) / 2,
    },
    {
      id: 'two-best',
      strength: 'most',
      holds: ({ two, four, eight }) =>
        leastOf({
          two: meanSeconds(two),
          four: meanSeconds(four),
          eight: meanSeconds(eight),
        }) === 'two',
    },
  ],
}
