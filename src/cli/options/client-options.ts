import type { Options } from 'yargs'
import { nearest } from '../../lab/scenario/suggestion.js'
import { readQuantity } from '../../lab/scenario/units.js'
import type { PeerAddress } from '../../net/common/peer-address.js'
import { keyOf } from '../../net/session/address-book.js'
import type { EncryptionPolicy } from '../../net/wire/connection.js'
import { DEFAULT_PEER_SETTINGS, type PeerSettings } from '../../peer/settings.js'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'
import { UsageError } from '../usage-error.js'
import { POLICY_OPTIONS } from './policy-options.js'

/** The options that `sim get` and `sim seed` share. */
export interface ClientArgs {
  readonly peer?: readonly string[]
  readonly port?: number
  readonly host?: string
  readonly encryption: EncryptionPolicy
  readonly up?: string
  readonly down?: string
  readonly choker: string
  readonly 'seed-choker': string
  readonly picker: string
  readonly 'super-seeding'?: boolean
  readonly ratio?: number
  readonly 'seed-for'?: string
  readonly 'no-dht'?: boolean
  readonly 'dht-node'?: readonly string[]
  readonly 'no-lsd'?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** The port that BitTorrent clients try first. */
export const DEFAULT_PORT = 6881

/** The shared options of `sim get` and `sim seed`, for the command line. */
export const CLIENT_OPTIONS: Readonly<Record<string, Options>> = {
  peer: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Connect to this peer (HOST:PORT); repeatable',
  },
  port: {
    type: 'number',
    requiresArg: true,
    describe: `Port to listen on. Default: ${DEFAULT_PORT}, or any free one`,
  },
  host: {
    type: 'string',
    requiresArg: true,
    describe: 'Address to listen on. Default: all interfaces',
  },
  encryption: {
    choices: ['prefer', 'require', 'off'],
    default: 'prefer',
    describe: 'Encrypt connections (MSE): "prefer" falls back to plaintext',
  },
  up: { type: 'string', requiresArg: true, describe: 'Upload limit, such as "2 Mbit/s"' },
  down: { type: 'string', requiresArg: true, describe: 'Download limit, such as "8 Mbit/s"' },
  choker: {
    type: 'string',
    requiresArg: true,
    default: 'tit-for-tat',
    describe: 'Choker while downloading; "sim list policies" lists all',
  },
  'seed-choker': {
    type: 'string',
    requiresArg: true,
    default: 'seed-rotating',
    describe: 'Choker while seeding',
  },
  picker: {
    type: 'string',
    requiresArg: true,
    default: 'rarest-first',
    describe: 'Piece picker: which piece to download next',
  },
  ratio: {
    type: 'number',
    requiresArg: true,
    describe: 'Seed until uploads reach this multiple of the torrent size',
  },
  'seed-for': {
    type: 'string',
    requiresArg: true,
    describe: 'Seed for this long, such as "10 min"',
  },
  'no-dht': { type: 'boolean', describe: 'Do not use the DHT' },
  'dht-node': {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'DHT bootstrap node (HOST:PORT); repeatable. Default: public ones',
  },
  'no-lsd': { type: 'boolean', describe: 'Do not look for peers on the local network (LSD)' },
  ...POLICY_OPTIONS,
  json: { type: 'boolean', describe: 'Print events as JSON, one per line' },
  quiet: { type: 'boolean', describe: 'Show no progress' },
}

/** Real links need more than five requests in flight. */
const CLIENT_SETTINGS: PeerSettings = {
  ...DEFAULT_PEER_SETTINGS,
  pipeline: { ...DEFAULT_PEER_SETTINGS.pipeline, mode: 'adaptive', depth: 32, most: 250 },
  endgame: { ...DEFAULT_PEER_SETTINGS.endgame, idleLinksOnly: true },
  allowedFast: 10,
}

/** Turns the command line into client options. Throws a UsageError. */
export function clientOptions(args: ClientArgs) {
  const { port, host, encryption } = args
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new UsageError(`--port: expected a whole number from 0 to 65535, found ${port}`)
  }
  if (args.ratio !== undefined && !(args.ratio >= 0)) {
    throw new UsageError(`--ratio: expected a number of at least 0, found ${args.ratio}`)
  }
  return {
    host,
    encryption,
    settings: args['super-seeding']
      ? { ...CLIENT_SETTINGS, superSeeding: 'bep-16' as const }
      : CLIENT_SETTINGS,
    policies: policiesOf(args),
    up: {
      bytesPerSecond: rateOf('--up', args.up),
      wireBytes: (bytes: number) => bytes,
      ackBytes: () => 0,
    },
    down: { bytesPerSecond: rateOf('--down', args.down) },
    userPeers: (args.peer ?? []).map((text) => addressOf('--peer', text)),
    bootstrap: nodesOf(args),
    dht: args['no-dht'] !== true,
    lsd: args['no-lsd'] !== true,
  }
}

/** Checks the names of policies; plug-ins are registered by now. */
function policiesOf(args: ClientArgs) {
  const pickers = Object.keys(PICKERS).filter((name) => !PICKERS[name].isOracle)
  return {
    choker: oneOf('--choker', args.choker, Object.keys(CHOKERS)),
    seedChoker: oneOf('--seed-choker', args['seed-choker'], Object.keys(CHOKERS)),
    picker: oneOf('--picker', args.picker, pickers),
  }
}

function oneOf(option: string, name: string, names: readonly string[]): string {
  if (names.includes(name)) return name
  const near = nearest(name, names)
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  throw new UsageError(`${option}: no "${name}"${hint}; available: ${names.join(', ')}`)
}

/** Reads --seed-for in seconds, or undefined if it is missing. Throws a UsageError. */
export function seedSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = readQuantity('time', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (!(seconds >= 0))
    throw new UsageError(`--seed-for: expected a time such as "10 min", found "${text}"`)
  return seconds
}

function rateOf(option: string, text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY
  const rate = readQuantity('rate', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (!(rate > 0))
    throw new UsageError(`${option}: expected a rate such as "2 Mbit/s", found "${text}"`)
  return rate
}

/** Reads --dht-node; returns undefined for the default nodes. */
function nodesOf({ 'dht-node': nodes, 'no-dht': none }: ClientArgs): string[] | undefined {
  const addresses = nodes?.map((text) => keyOf(addressOf('--dht-node', text)))
  if (addresses !== undefined && none) {
    throw new UsageError('--dht-node and --no-dht contradict each other; leave one out')
  }
  return addresses
}

function addressOf(option: string, text: string): PeerAddress {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text)
  const port = Number(parts?.[3])
  if (parts === null || port < 1 || port > 65535) {
    throw new UsageError(`${option}: expected HOST:PORT such as 192.168.0.7:6881, found "${text}"`)
  }
  return { host: parts[1] ?? parts[2], port }
}
