import type { Chapter } from './chapter.js'
import { completedShare, copiesAt, gainedShareAt, lastSeconds, longestWaits } from './measure.js'
import type { ChapterRun } from './run.js'
import { crowd, oneSeed } from './scenario.js'

const leaves = (share: string) =>
  `events=[{"when":{"gained":"${share}"},"do":"leave","group":"seed"}]`

const SNUB_SECONDS = 60

/** The longest wait of a peer of the group `poor`. */
function poorWait(run: ChapterRun) {
  const { groupNames, peers } = run.measurements
  const waits = longestWaits(run).filter(({ host }) => groupNames[peers.group[host]] === 'poor')
  return waits.reduce((a, b) => (b.seconds > a.seconds ? b : a))
}

const duplicateShare = (run: ChapterRun) => run.summary.duplicateShare ?? Number.NaN

/** When it became certain that nobody can finish. */
const certainAt = (run: ChapterRun) => run.measurements.endSeconds

const seedLeft = ({ measurements }: ChapterRun) =>
  Math.min(...[...measurements.peers.departureSeconds].filter((at) => at >= 0))

/** Snubbed by all, the last blocks, and a last seed that leaves too early. */
export const THE_END: Chapter = {
  id: 'the-end',
  scenario: {
    version: 1,
    name: 'the-end',
    torrent: { size: '2 MiB', pieceLength: '32 KiB' },
    groups: {
      seed: oneSeed('250 kbit/s'),
      leechers: crowd(11, '100 kbit/s'),
      poor: crowd(3, '20 kbit/s', { dialLinks: 6, maxLinks: 6, reannounceBelowLinks: 1 }),
    },
  },
  variants: [
    { id: 'endgame', set: [] },
    {
      id: 'lonely',
      set: [
        'torrent.size=4MiB',
        // They have something to offer, or nobody would take what they guess.
        'groups.poor.holds={"from":"30%","to":"30%"}',
        'groups.poor.dialLinks=3',
        'groups.poor.maxLinks=3',
      ],
    },
    { id: 'no-endgame', set: ['peer={"endgame":"off"}'] },
    { id: 'leaves-early', set: [leaves('30%')] },
    { id: 'leaves-late', set: ['events=[{"when":"all-pieces-out","do":"leave","group":"seed"}]'] },
  ],
  bet: {
    options: ['nobody', 'some', 'everybody'],
    right: (runs) => {
      const share = completedShare(runs['leaves-late'])
      return share === 0 ? 'nobody' : share === 1 ? 'everybody' : 'some'
    },
  },
  steps: [
    {
      id: 'snubbed',
      shows: ['lonely'],
      at: 'longest-wait',
      highlights: [{ kind: 'host', which: 'longest-wait' }],
      panel: 'peer-table',
    },
    {
      id: 'last-block',
      shows: ['endgame', 'no-endgame'],
      at: { gained: 0.98 },
      highlights: [{ kind: 'host', which: 'last-done' }],
      panel: 'piece-map',
    },
    {
      id: 'early',
      shows: ['leaves-early'],
      at: 'first-departure',
      highlights: [{ kind: 'pieces', which: 'missing' }],
      panel: 'copies',
    },
    {
      id: 'late',
      shows: ['leaves-early', 'leaves-late'],
      at: 'first-departure',
      highlights: [{ kind: 'pieces', which: 'rarest' }],
      panel: 'copies',
    },
  ],
  figures: {
    wait: { unit: 'seconds', of: ({ lonely }) => poorWait(lonely).seconds },
    endgame: { unit: 'seconds', of: ({ endgame }) => lastSeconds(endgame) },
    noEndgame: { unit: 'seconds', of: (runs) => lastSeconds(runs['no-endgame']) },
    duplicates: { unit: 'percent', of: ({ endgame }) => duplicateShare(endgame) },
    left: { unit: 'seconds', of: (runs) => seedLeft(runs['leaves-early']) },
    certain: { unit: 'seconds', of: (runs) => certainAt(runs['leaves-early']) },
    lost: {
      unit: 'count',
      of: (runs) => {
        const run = runs['leaves-early']
        return copiesAt(run, certainAt(run)).filter((copies) => copies === 0).length
      },
    },
    gained: {
      unit: 'percent',
      of: (runs) => gainedShareAt(runs['leaves-early'], certainAt(runs['leaves-early'])),
    },
    lateLeft: { unit: 'seconds', of: (runs) => seedLeft(runs['leaves-late']) },
    late: { unit: 'seconds', of: (runs) => lastSeconds(runs['leaves-late']) },
  },
  knobs: [
    {
      id: 'leaves',
      positions: [
        ...['10%', '30%', '50%', '70%', '90%'].map((label) => ({ label, set: [leaves(label)] })),
        { label: '–', set: [] },
      ],
      from: 5,
    },
  ],
  act: { kind: 'leave-earlier', group: 'seed' },
  claims: [
    {
      id: 'snubbed',
      strength: 'most',
      holds: ({ lonely }) => poorWait(lonely).seconds > SNUB_SECONDS,
    },
    {
      id: 'endgame',
      strength: 'most',
      holds: (runs) => lastSeconds(runs['endgame']) < lastSeconds(runs['no-endgame']),
    },
    {
      id: 'duplicates',
      strength: 'always',
      holds: (runs) =>
        duplicateShare(runs['endgame']) > 0.02 && duplicateShare(runs['no-endgame']) < 0.005,
    },
    {
      id: 'early',
      strength: 'always',
      holds: (runs) => completedShare(runs['leaves-early']) === 0,
    },
    {
      id: 'certain',
      strength: 'always',
      holds: (runs) => {
        const run = runs['leaves-early']
        return run.measurements.ended === 'stuck' && certainAt(run) - seedLeft(run) < 1
      },
    },
    {
      id: 'late',
      strength: 'always',
      holds: (runs) => completedShare(runs['leaves-late']) === 1,
    },
  ],
}
