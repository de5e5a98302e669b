import type { Chapter, Variant } from './chapter.js'
import { meanSeconds, meanUploadedBytes } from './measure.js'
import type { ChapterRun } from './run.js'
import { crowd, oneSeed } from './scenario.js'

const play = (id: string, mine: string, theirs: string): Variant => ({
  id,
  set: [`groups.you.choker=${mine}`, `groups.others.choker=${theirs}`],
})

const mine = (run: ChapterRun) => meanSeconds(run, 'you')

/** The reader chokes by hand; then the prisoner's dilemma with this swarm's payoffs. */
export const YOU_ARE_THE_PEER: Chapter = {
  id: 'you-are-the-peer',
  scenario: {
    version: 1,
    name: 'you-are-the-peer',
    torrent: { size: '2 MiB', pieceLength: '32 KiB' },
    groups: {
      seed: oneSeed('400 kbit/s'),
      you: crowd(1, '100 kbit/s', { leave: 'on-completion' }),
      others: crowd(15, '100 kbit/s', { leave: 'on-completion' }),
    },
  },
  variants: [
    play('trade', 'tit-for-tat', 'tit-for-tat'),
    play('keep', 'none', 'tit-for-tat'),
    play('give-to-all', 'unchoke-all', 'unchoke-all'),
    play('keep-from-all', 'none', 'unchoke-all'),
    play('give-to-none', 'tit-for-tat', 'none'),
    play('nobody-gives', 'none', 'none'),
  ],
  bet: {
    options: ['sooner', 'same', 'later'],
    right: ({ trade, keep }) => {
      const ratio = mine(keep) / mine(trade)
      return ratio < 0.97 ? 'sooner' : ratio > 1.03 ? 'later' : 'same'
    },
  },
  steps: [
    {
      id: 'slots',
      shows: ['trade'],
      at: { after: 30 },
      highlights: [{ kind: 'group', group: 'you' }],
      panel: 'peer-table',
    },
    {
      id: 'tit-for-tat',
      shows: ['trade'],
      at: { gained: 0.4 },
      highlights: [{ kind: 'links', which: 'trades' }],
      panel: 'peer-table',
    },
    {
      id: 'keep',
      shows: ['trade', 'keep'],
      at: { gained: 0.7 },
      highlights: [{ kind: 'group', group: 'you' }],
      panel: 'progress',
    },
    {
      id: 'altruists',
      shows: ['give-to-all', 'keep-from-all'],
      at: { gained: 0.7 },
      highlights: [{ kind: 'group', group: 'you' }],
      panel: 'payoffs',
    },
    {
      id: 'nobody',
      shows: ['give-to-none', 'nobody-gives'],
      at: { gained: 0.7 },
      highlights: [{ kind: 'group', group: 'you' }],
      panel: 'payoffs',
    },
  ],
  figures: {
    trade: { unit: 'seconds', of: ({ trade }) => mine(trade) },
    keep: { unit: 'seconds', of: ({ keep }) => mine(keep) },
    giveToAll: { unit: 'seconds', of: (runs) => mine(runs['give-to-all']) },
    keepFromAll: { unit: 'seconds', of: (runs) => mine(runs['keep-from-all']) },
    giveToNone: { unit: 'seconds', of: (runs) => mine(runs['give-to-none']) },
    nobodyGives: { unit: 'seconds', of: (runs) => mine(runs['nobody-gives']) },
    given: { unit: 'megabytes', of: (runs) => meanUploadedBytes(runs['give-to-all'], 'you') },
    givenToNone: {
      unit: 'megabytes',
      of: (runs) => meanUploadedBytes(runs['give-to-none'], 'you'),
    },
  },
  knobs: [],
  act: { kind: 'choke-by-hand', group: 'you', seconds: 120 },
  claims: [
    { id: 'keep-costs', strength: 'most', holds: ({ trade, keep }) => mine(keep) > mine(trade) },
    {
      id: 'altruists-forgive',
      strength: 'most',
      holds: (runs) => Math.abs(mine(runs['keep-from-all']) / mine(runs['give-to-all']) - 1) < 0.1,
    },
    {
      id: 'all-keep',
      strength: 'always',
      holds: (runs) => meanSeconds(runs['nobody-gives']) > 2 * meanSeconds(runs['give-to-all']),
    },
    {
      id: 'trade-beats-altruism',
      strength: 'always',
      holds: (runs) => meanSeconds(runs['trade']) < meanSeconds(runs['give-to-all']),
    },
    {
      id: 'giving-never-slows',
      strength: 'most',
      holds: (runs) => mine(runs['give-to-none']) <= mine(runs['nobody-gives']),
    },
  ],
}
