import type { Chapter, Preset } from './chapter.js'
import { lastSeconds } from './measure.js'
import type { ChapterRun } from './run.js'
import { crowd, oneSeed } from './scenario.js'

const EVENT_SECONDS = 60
const small = ['torrent.size=4 MiB', 'torrent.pieceLength=64 KiB']

const presets: readonly Preset[] = [
  { scenario: 'flashcrowd', set: [...small, 'groups.leechers.count=40'] },
  { scenario: 'slow-seed', set: [...small, 'groups.leechers.count=40'] },
  {
    scenario: 'classes',
    set: [...small, 'groups.fast.count=12', 'groups.middling.count=12', 'groups.slow.count=12'],
  },
  { scenario: 'nat', set: [...small, 'groups.open.count=15', 'groups.behind-nat.count=15'] },
  { scenario: 'free-rider-map', set: small },
  { scenario: 'last-seed-leaves', set: [...small, 'groups.leechers.count=40'] },
  { scenario: 'sybils', set: [...small, 'groups.compliant.count=30'] },
  { scenario: 'super-seed', set: [...small, 'groups.leechers.count=40'] },
]

/** Rows of new pieces before the event. */
function before({ notes }: ChapterRun): string {
  const { values, stride } = notes.gains
  const rows = values.findIndex((at, i) => i % stride === 0 && at >= EVENT_SECONDS)
  return values.slice(0, rows < 0 ? values.length : rows).join(' ')
}

/** All of it, to play with. Its claims are what makes a fork fair: equal until the change. */
export const SANDBOX: Chapter = {
  id: 'sandbox',
  scenario: {
    version: 1,
    name: 'sandbox',
    torrent: { size: '1 MiB', pieceLength: '16 KiB' },
    groups: {
      seed: oneSeed('250 kbit/s'),
      leechers: crowd(12, '60 kbit/s'),
    },
  },
  variants: [
    { id: 'run', set: [] },
    { id: 'again', set: [] },
    { id: 'fork', set: [`events=[{"at":"${EVENT_SECONDS} s","do":"kill","group":"seed"}]`] },
  ],
  bet: {
    options: ['nothing', 'a-little', 'everything'],
    right: ({ run, fork }) => (before(run) === before(fork) ? 'nothing' : 'a-little'),
  },
  steps: [
    {
      id: 'again',
      shows: ['run', 'again'],
      at: { gained: 0.5 },
      highlights: [],
      panel: 'piece-map',
    },
    {
      id: 'fork',
      shows: ['run', 'fork'],
      at: { after: EVENT_SECONDS },
      highlights: [{ kind: 'group', group: 'seed' }],
      panel: 'progress',
    },
    { id: 'after', shows: ['run', 'fork'], at: 'end', highlights: [], panel: 'progress' },
  ],
  figures: {
    run: { unit: 'seconds', of: ({ run }) => lastSeconds(run) },
    fork: { unit: 'seconds', of: ({ fork }) => lastSeconds(fork) },
  },
  knobs: [],
  act: { kind: 'sandbox', presets },
  claims: [
    {
      id: 'again',
      strength: 'always',
      holds: ({ run, again }) => run.measurements.traceHash === again.measurements.traceHash,
    },
    {
      id: 'fork',
      strength: 'always',
      holds: ({ run, fork }) => before(run) === before(fork) && before(run) !== '',
    },
    {
      id: 'after',
      strength: 'always',
      holds: ({ run, fork }) => run.measurements.traceHash !== fork.measurements.traceHash,
    },
  ],
}
