import type { Options } from 'yargs'
import type { RunEngine } from '../../machine/workers/run-engine.js'
import { localRunEngine } from '../../machine/workers/thread-pool.js'
import { UsageError } from '../usage-error.js'
import { readNumber } from './number-option.js'

/** The options that choose where simulations run, as typed. */
export interface EngineArgs {
  readonly workers?: string | undefined
  readonly engine?: string | undefined
  readonly redis?: string | undefined
}

/** Options of commands with many runs: where they run. */
export const ENGINE_OPTIONS = {
  workers: {
    type: 'string',
    requiresArg: true,
    defaultDescription: 'one per core',
    describe: 'Threads',
  },
  engine: {
    choices: ['local', 'bullmq'],
    requiresArg: true,
    defaultDescription: 'local',
    describe: 'Run on this machine, or on every "sim worker" at a Redis server',
  },
  redis: {
    type: 'string',
    requiresArg: true,
    describe:
      'For --engine bullmq: redis://[USER:PASSWORD@]HOST:PORT[/DATABASE]; rediss:// for TLS',
  },
} as const satisfies Readonly<Record<string, Options>>

/** The most threads that --workers and --threads accept. */
export const MAX_THREADS = 1024

/**
 * Returns the engine that the options choose.
 * @throws UsageError if the options contradict each other
 */
export async function engineOf(args: EngineArgs): Promise<RunEngine> {
  const { workers, engine = 'local', redis } = args
  if (engine === 'local') return localOf(workers, redis)
  if (redis === undefined) {
    throw new UsageError('--engine bullmq needs --redis, e.g. --redis redis://localhost:6379')
  }
  if (workers !== undefined) {
    throw new UsageError(
      '--workers: not used with --engine bullmq; set --threads of each "sim worker"',
    )
  }
  const url = readRedis(redis)
  // Loaded here, since nothing else needs Redis and its libraries.
  const [{ queueRunEngine }, { queueProgram }] = await Promise.all([
    import('../../machine/queue/queue-engine.js'),
    import('../batch/queue-program.js'),
  ])
  return queueRunEngine({ url, program: queueProgram() })
}

/**
 * Returns the URL of a Redis server as it is.
 * @throws UsageError if it is not one
 */
export function readRedis(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const known = url?.protocol === 'redis:' || url?.protocol === 'rediss:'
  if (known && url.hostname !== '' && /^(\/\d*)?$/.test(url.pathname)) return text
  throw new UsageError(`--redis: expected redis://HOST:PORT or rediss://HOST:PORT, found "${text}"`)
}

function localOf(workers: string | undefined, redis: string | undefined): RunEngine {
  if (redis !== undefined)
    throw new UsageError('--redis: only used with --engine bullmq; add that or leave it out')
  if (workers === undefined) return localRunEngine()
  return localRunEngine(readNumber('workers', workers, { least: 1, most: MAX_THREADS }))
}
