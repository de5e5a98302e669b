import type { Chapter } from './chapter.js'
import { isNear, lastSeconds, meanSeconds, nearestOf } from './measure.js'

/** Client and server: clients share one uplink, and their own uplinks rest. */
export const ONE_SERVER: Chapter = {
  id: 'one-server',
  scenario: {
    version: 1,
    name: 'one-server',
    torrent: { size: '2 MiB', pieceLength: '64 KiB' },
    model: 'client-server',
    groups: {
      server: { holds: 'all', access: { up: '1 Mbit/s', down: '8 Mbit/s', latency: '20 ms' } },
      clients: { count: 12, access: { up: '1 Mbit/s', down: '8 Mbit/s', latency: '20 ms' } },
    },
  },
  variants: [
    { id: 'twelve', set: [] },
    { id: 'twice', set: ['groups.clients.count=24'] },
    { id: 'queue', set: ['model={"kind":"client-server","atATime":1}'] },
  ],
  bet: {
    options: ['same', 'half-more', 'double', 'fourfold'],
    right: ({ twelve, twice }) =>
      nearestOf(lastSeconds(twice) / lastSeconds(twelve), {
        same: 1,
        'half-more': 1.5,
        double: 2,
        fourfold: 4,
      }),
  },
  steps: [
    {
      id: 'share',
      shows: ['twelve'],
      at: 'first-block',
      highlights: [{ kind: 'group', group: 'server' }],
      panel: 'upload-use',
    },
    {
      id: 'idle',
      shows: ['twelve'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'group', group: 'clients' }],
      panel: 'upload-use',
    },
    {
      id: 'formula',
      shows: ['twelve', 'twice'],
      at: 'end',
      highlights: [],
      panel: 'formula',
    },
    {
      id: 'queue',
      shows: ['twelve', 'queue'],
      at: { gained: 0.5 },
      highlights: [{ kind: 'host', which: 'first-done' }],
      panel: 'times',
    },
  ],
  figures: {
    twelve: { unit: 'seconds', of: ({ twelve }) => lastSeconds(twelve) },
    twice: { unit: 'seconds', of: ({ twice }) => lastSeconds(twice) },
    formula: { unit: 'seconds', of: ({ twelve }) => twelve.summary.modelSeconds ?? Number.NaN },
    clientUse: {
      unit: 'percent',
      of: ({ twelve }) => twelve.summary.classes['clients'].utilisation ?? Number.NaN,
    },
    mean: { unit: 'seconds', of: ({ twelve }) => meanSeconds(twelve) },
    queueMean: { unit: 'seconds', of: ({ queue }) => meanSeconds(queue) },
    queueLast: { unit: 'seconds', of: ({ queue }) => lastSeconds(queue) },
  },
  knobs: [
    {
      id: 'clients',
      positions: [3, 6, 12, 24, 48].map((count) => ({
        label: String(count),
        set: [`groups.clients.count=${count}`],
      })),
      from: 2,
    },
  ],
  act: { kind: 'knobs' },
  claims: [
    {
      id: 'twice',
      strength: 'always',
      holds: ({ twelve, twice }) => isNear(lastSeconds(twice), 2 * lastSeconds(twelve), 0.02),
    },
    {
      id: 'formula',
      strength: 'always',
      holds: ({ twelve }) => isNear(lastSeconds(twelve), twelve.summary.modelSeconds ?? 0, 0.02),
    },
    {
      id: 'idle',
      strength: 'always',
      holds: ({ twelve }) => (twelve.summary.classes['clients'].utilisation ?? 1) < 0.02,
    },
    {
      id: 'queue-last',
      strength: 'always',
      holds: ({ twelve, queue }) => isNear(lastSeconds(queue), lastSeconds(twelve), 0.05),
    },
    {
      id: 'queue-mean',
      strength: 'always',
      holds: ({ twelve, queue }) => meanSeconds(queue) < 0.6 * meanSeconds(twelve),
    },
  ],
}
