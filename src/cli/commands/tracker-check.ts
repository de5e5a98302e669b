import { randomBytes } from 'node:crypto'
import { announce, MAX_ANNOUNCE_SECONDS, readTrackerUrl } from '../../net/tracker/announce.js'
import type { AnnounceRequest } from '../../net/tracker/announcement.js'
import { TrackerError } from '../../net/tracker/tracker-error.js'
import type { Command } from '../command.js'
import { DONE, FAILED } from '../exit-code.js'
import { readNumber } from '../options/number-option.js'
import { UsageError } from '../usage-error.js'

interface CheckArgs {
  readonly urls: readonly string[]
  readonly 'info-hash'?: string
  readonly timeout: string
  readonly json?: boolean
}

/** The result of one tracker. */
interface Checked {
  readonly url: string
  readonly alive: boolean
  readonly milliseconds: number
  /** The number of other peers in its answer. */
  readonly peers?: number
  readonly seeders?: number
  /** Includes us. */
  readonly leechers?: number
  readonly intervalSeconds?: number
  readonly warning?: string
  readonly error?: string
}

/** The port that we announce: 9 ("discard"), since no peer listens here. */
const PORT = 9

/** Announces to trackers and shows their answers. */
export const trackerCheck: Command<CheckArgs> = {
  name: 'check',
  operands: '<urls..>',
  about: 'Check whether trackers answer, how fast, and with how many peers',
  positionals: {
    urls: { type: 'string', array: true, describe: 'Announce URLs (http, https or udp)' },
  },
  options: {
    'info-hash': {
      type: 'string',
      describe: 'Torrent to ask for, 40 hex digits. Default: random',
    },
    timeout: {
      type: 'string',
      requiresArg: true,
      default: '15',
      describe: 'Time limit in seconds',
    },
    json: { type: 'boolean', describe: 'Print a JSON array' },
  },
  examples: [
    ['sim tracker check udp://127.0.0.1:6969/announce', 'Check one tracker'],
    ['sim tracker check URL1 URL2 --json', 'Exit code 1 unless all answer'],
  ],
  async act(args, { stdout }) {
    const timeoutSeconds = readNumber('timeout', args.timeout, {
      ...{ least: 0.1, most: MAX_ANNOUNCE_SECONDS, whole: false },
    })
    const infoHash = readInfoHash(args['info-hash'])
    refuseUnusable(args.urls)
    const checks = args.urls.map((url) => check(url, infoHash, timeoutSeconds))
    const all = await Promise.all(checks)
    stdout.write(args.json ? `${JSON.stringify(all)}\n` : `${await table(all)}\n`)
    return all.every(({ alive }) => alive) ? DONE : FAILED
  },
}

function readInfoHash(text: string | undefined): Uint8Array {
  if (text === undefined) return randomBytes(20)
  if (/^[0-9a-f]{40}$/i.test(text)) return Buffer.from(text, 'hex')
  throw new UsageError(`--info-hash: expected 40 hex digits, found "${text}"`)
}

/** Throws a UsageError if no URL is valid; otherwise the table shows the invalid ones. */
function refuseUnusable(urls: readonly string[]) {
  try {
    if (!urls.some(isUsable)) urls.forEach(readTrackerUrl)
  } catch (failure) {
    throw failure instanceof TrackerError ? new UsageError(failure.message) : failure
  }
}

function isUsable(url: string): boolean {
  try {
    readTrackerUrl(url)
    return true
  } catch {
    return false
  }
}

async function check(url: string, infoHash: Uint8Array, timeoutSeconds: number): Promise<Checked> {
  const request: AnnounceRequest = {
    ...{ infoHash, peerId: Buffer.concat([Buffer.from('-SW0001-'), randomBytes(12)]), port: PORT },
    ...{ uploadedBytes: 0, downloadedBytes: 0, leftBytes: 1, event: 'started', want: 50 },
  }
  const started = performance.now()
  const took = () => Math.round(10 * (performance.now() - started)) / 10
  try {
    const { peers, ...rest } = await announce(url, request, timeoutSeconds)
    const { seeders, leechers, intervalSeconds, warning } = rest
    const milliseconds = took()
    // Leave at once, so that the tracker sends nobody to us.
    await announce(url, { ...request, event: 'stopped', want: 0 }, timeoutSeconds).catch(() => {})
    const answer = { seeders, leechers, intervalSeconds, ...(warning && { warning }) }
    const others = peers.filter(({ port }) => port !== PORT)
    return { url, alive: true, milliseconds, peers: others.length, ...answer }
  } catch (failure) {
    if (!(failure instanceof TrackerError)) throw failure
    return { url, alive: false, milliseconds: took(), error: failure.message }
  }
}

async function table(all: readonly Checked[]): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const right = 'right' as const
  const rows = new Table({
    head: [
      'Tracker',
      'Answer',
      'Time (ms)',
      'Peers',
      'Seeders',
      'Leechers (with us)',
      'Interval (s)',
    ],
    colAligns: ['left', 'left', right, right, right, right, right],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  })
  for (const one of all) {
    const answer = one.alive ? (one.warning ?? 'ok') : (one.error ?? '')
    const counts = [one.peers, one.seeders, one.leechers, one.intervalSeconds]
    rows.push([one.url, answer, one.milliseconds, ...counts.map((count) => count ?? '')])
  }
  return rows.toString()
}
