import { readQuantity } from '../../lab/scenario/units.js'
import type { LifeMoment } from '../../replay/life.js'
import type { Recording } from '../../replay/recording.js'
import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

interface TraceArgs {
  readonly result: string
  readonly peer?: string
  readonly from?: string
  readonly to?: string
  readonly json?: boolean
  readonly csv?: boolean
}

/** `sim trace`: prints the life of one peer from the recording of a run. */
export const trace: Command<TraceArgs> = {
  name: 'trace',
  operands: '<result>',
  about: "Print one peer's life: links, requests, pieces, and each unchoke with its reason",
  positionals: {
    result: {
      type: 'string',
      describe: 'Folder of a run made with --record, e.g. results/classes/seed-1',
    },
  },
  options: {
    peer: {
      type: 'string',
      requiresArg: true,
      describe: 'Number of the peer, as in peers.csv; required',
    },
    from: { type: 'string', requiresArg: true, describe: 'Begin at this time, e.g. "2 min"' },
    to: { type: 'string', requiresArg: true, describe: 'End at this time' },
    json: { type: 'boolean', describe: 'Print JSON, one moment per line' },
    csv: { type: 'boolean', describe: 'Print CSV, one moment per line' },
  },
  examples: [
    [
      'sim trace results/classes/seed-1 --peer 7',
      'Print the life of peer 7 of a run that "sim run classes --record" has made',
    ],
    ['sim trace results/classes/seed-1 --peer 7 --from "2 min" --to "3 min"', 'Print a minute'],
    [
      'sim trace results/classes/seed-1 --peer 7 --csv | grep unchokes',
      'Print its decisions as a table',
    ],
  ],
  note: 'Connections in a row share a line; --csv and --json list each.',
  act: printLife,
}

async function printLife(args: TraceArgs, { stdout }: Terminal): Promise<number> {
  // Loaded here, since other commands do not need them.
  const { readResultRecording } = await import('../run/recording-file.js')
  const { lifeOf } = await import('../../replay/life.js')
  const { lifeCsv } = await import('../trace/life-csv.js')
  const { lifeLines, peerText } = await import('../trace/life-text.js')
  if (args.json && args.csv) throw new UsageError('--csv: expected one of --json and --csv')
  const from = readTime('from', args.from, 0)
  const to = readTime('to', args.to, Number.POSITIVE_INFINITY)
  if (from > to) throw new UsageError('--to: expected a time after --from')
  const { recording } = readResultRecording(args.result)
  const peer = readPeer(args, recording)
  const isWanted = ({ seconds }: LifeMoment) => seconds >= from && seconds <= to
  const moments = lifeOf(recording, peer).filter(isWanted)
  if (args.csv) stdout.write(lifeCsv(moments))
  else if (args.json) {
    stdout.write(moments.map((moment) => `${JSON.stringify(moment)}\n`).join(''))
  } else {
    const { name, seed } = recording.header
    const title = `Peer ${peerText(recording, peer)} of ${name}, seed ${seed}`
    const lines = lifeLines(recording, moments)
    if (lines.length === 0) lines.push('  Nothing happens to it in this time.')
    stdout.write(`${[title, ...lines].join('\n')}\n`)
  }
  return DONE
}

function readPeer({ peer, result }: TraceArgs, { header, hosts }: Recording): number {
  const last = header.hostCount - 1
  const number = peer !== undefined && /^\d+$/.test(peer) ? Number(peer) : Number.NaN
  if (number <= last) return number
  const firsts = header.groups
    .map(({ name }, group) => `${hosts.group.indexOf(group)} (${name})`)
    .filter((text) => !text.startsWith('-'))
  const found = peer === undefined ? 'none' : `"${peer}"`
  throw new UsageError(
    `--peer: expected a whole number from 0 to ${last}, found ${found}; the first of each group: ` +
      `${firsts.join(', ')}. Try sim trace ${result} --peer ${Math.min(1, last)}`,
  )
}

function readTime(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const seconds = readQuantity('time', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (seconds >= 0) return seconds
  throw new UsageError(`--${name}: expected a time, e.g. "2 min", found "${text}"`)
}
