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

/** What `sim get` and `sim seed` are told alike. */
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

/** The port that clients try first, by custom. */
export const DEFAULT_PORT = 6881

/** Those options, for the command line. */
export const CLIENT_OPTIONS: Readonly<Record<string, Options>> = {
  peer: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'HOST:PORT of somebody who has it',
  },
  port: {
    type: 'number',
    requiresArg: true,
    describe: `Where others dial us; default ${DEFAULT_PORT}, or any free one`,
  },
  host: {
    type: 'string',
    requiresArg: true,
    describe: 'The address of the interface to use; default: all',
  },
  encryption: {
    choices: ['prefer', 'require', 'off'],
    default: 'prefer',
    describe: 'Whether connections are encrypted (MSE)',
  },
  up: { type: 'string', requiresArg: true, describe: 'Most that we upload: "2 Mbit/s"' },
  down: { type: 'string', requiresArg: true, describe: 'Most that we download: "8 Mbit/s"' },
  choker: {
    type: 'string',
    requiresArg: true,
    default: 'tit-for-tat',
    describe: 'Whom we upload to while we download: a name of "sim list policies"',
  },
  'seed-choker': {
    type: 'string',
    requiresArg: true,
    default: 'seed-rotating',
    describe: 'Whom we upload to when we have it all',
  },
  picker: {
    type: 'string',
    requiresArg: true,
    default: 'rarest-first',
    describe: 'Which piece is fetched next',
  },
  ratio: {
    type: 'number',
    requiresArg: true,
    describe: 'Seeds until so many copies are uploaded',
  },
  'seed-for': { type: 'string', requiresArg: true, describe: 'Seeds for so long: "10 min"' },
  'no-dht': { type: 'boolean', describe: 'Asks no DHT for peers' },
  'dht-node': {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'HOST:PORT of a node to enter the DHT by; default: the usual ones',
  },
  'no-lsd': { type: 'boolean', describe: 'Does not look for peers on the local network' },
  ...POLICY_OPTIONS,
  json: { type: 'boolean', describe: 'Prints what happens as JSON, a line an event' },
  quiet: { type: 'boolean', describe: 'Shows no progress' },
}

/** Real links are longer and quicker than a window of five blocks. */
const CLIENT_SETTINGS: PeerSettings = {
  ...DEFAULT_PEER_SETTINGS,
  pipeline: { ...DEFAULT_PEER_SETTINGS.pipeline, mode: 'adaptive', depth: 32, most: 250 },
  endgame: { ...DEFAULT_PEER_SETTINGS.endgame, idleLinksOnly: true },
  allowedFast: 10,
}

/** Those of a client's options that the command line decides. Throws a UsageError. */
export function clientOptions(args: ClientArgs) {
  const { port, host, encryption } = args
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new UsageError(`--port: expected a number from 0 to 65535, found ${port}`)
  }
  if (args.ratio !== undefined && !(args.ratio >= 0)) {
    throw new UsageError(`--ratio: expected a number, 0 or more, found ${args.ratio}`)
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
      ackBytes: 0,
    },
    down: { bytesPerSecond: rateOf('--down', args.down) },
    userPeers: (args.peer ?? []).map((text) => addressOf('--peer', text)),
    bootstrap: nodesOf(args),
    dht: args['no-dht'] !== true,
    lsd: args['no-lsd'] !== true,
  }
}

/** The names of policies; plug-ins are known only now. */
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
  throw new UsageError(`${option}: no "${name}"${hint}; there is ${names.join(', ')}`)
}

/** How long to seed, seconds; undefined if it was not said. Throws a UsageError. */
export function seedSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = readQuantity('time', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (!(seconds >= 0))
    throw new UsageError(`--seed-for: expected a time ("10 min"), found "${text}"`)
  return seconds
}

function rateOf(option: string, text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY
  const rate = readQuantity('rate', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (!(rate > 0)) throw new UsageError(`${option}: expected a rate ("2 Mbit/s"), found "${text}"`)
  return rate
}

/** Undefined for the usual ones. */
function nodesOf({ 'dht-node': nodes, 'no-dht': none }: ClientArgs): string[] | undefined {
  const addresses = nodes?.map((text) => keyOf(addressOf('--dht-node', text)))
  if (addresses !== undefined && none) {
    throw new UsageError('--dht-node: of no use with --no-dht; leave one of the two out')
  }
  return addresses
}

function addressOf(option: string, text: string): PeerAddress {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text)
  const port = Number(parts?.[3])
  if (parts === null || port < 1 || port > 65535) {
    throw new UsageError(`${option}: expected HOST:PORT, found "${text}"`)
  }
  return { host: parts[1] ?? parts[2], port }
}
