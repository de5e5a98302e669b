import { formatBytes, formatSeconds, formatShare } from '../scenario/units.js'
import { valueText } from '../summary/metric-text.js'
import type { TextTable } from '../summary/text-table.js'
import type { Crosscheck } from './crosscheck.js'

/** Tabulates a crosscheck: download times by group, and payload between groups. */
export function crosscheckTables({ groups, pairs }: Crosscheck): TextTable[] {
  return [
    {
      title: 'Mean download time, simulated and on sockets (+ = slower in the simulation)',
      head: [
        'Group',
        'Completed, simulated',
        'Completed, sockets',
        'Mean time, simulated',
        'Mean time, sockets',
        'Difference',
        'KS distance',
        'KS distance between seeds',
      ],
      rows: groups.map((one) => [
        one.group,
        `${one.simulated.completed}/${one.leechers}`,
        `${one.tcp.completed}/${one.leechers}`,
        valueText(one.simulated.meanSeconds, formatSeconds),
        valueText(one.tcp.meanSeconds, formatSeconds),
        valueText(one.meanSecondsError, signedShare),
        valueText(one.distance, (distance) => distance.toFixed(3)),
        valueText(one.distanceBetweenSeeds, (distance) => distance.toFixed(3)),
      ]),
      textColumns: 1,
    },
    {
      title: 'Payload between groups, mean of the replications (+ = more in the simulation)',
      head: ['From', 'To', 'Simulated', 'Sockets', 'Difference, of all payload'],
      rows: pairs
        .filter(({ simulated, tcp }) => simulated.bytes + tcp.bytes > 0)
        .map(({ from, to, simulated, tcp, bytesError }) => [
          from,
          to,
          formatBytes(simulated.bytes),
          formatBytes(tcp.bytes),
          signedShare(bytesError),
        ]),
      textColumns: 2,
    },
  ]
}

/** Explains the columns of a crosscheck. */
export function crosscheckNotes({ replications, speedup, latestSeconds }: Crosscheck): string[] {
  return [
    `${replications} replications of each kind, without latency; sockets at ${speedup} times ` +
      `real speed, at most ${formatSeconds(latestSeconds)} (scenario time) late.`,
    'KS distance: Kolmogorov-Smirnov distance of the download times, 0 (alike) to 1. Chance ' +
      'alone gives about the distance between seeds.',
  ]
}

function signedShare(value: number): string {
  return `${value > 0 ? '+' : ''}${formatShare(value)}`
}
