import type { Options } from 'yargs'
import type { RunEngine } from '../../machine/workers/run-engine.js'
import { localRunEngine } from '../../machine/workers/thread-pool.js'
import { UsageError } from '../usage-error.js'
import { readNumber } from './number-option.js'

/** What runs many cells, as a command line has it. */
export interface EngineArgs {
  readonly workers?: string | undefined
  readonly engine?: string | undefined
  readonly redis?: string | undefined
}

/** The options by which a command that has many runs lets choose who makes them. */
export const ENGINE_OPTIONS = {
  workers: { type: 'string', requiresArg: true, describe: 'Threads. Default: one a core' },
  engine: {
    choices: ['local', 'bullmq'],
    requiresArg: true,
    describe: 'Where runs are made: here, or by every "sim worker" at a Redis. Default: local',
  },
  redis: {
    type: 'string',
    requiresArg: true,
    describe: 'Of --engine bullmq: redis://[USER:PASSWORD@]HOST:PORT[/DATABASE], rediss:// for TLS',
  },
} as const satisfies Readonly<Record<string, Options>>

/** Most threads that one may ask for. */
export const MOST_THREADS = 1024

/**
 * The engine that is asked for.
 * @throws UsageError if options do not go together
 */
export async function engineOf(args: EngineArgs): Promise<RunEngine> {
  const { workers, engine = 'local', redis } = args
  if (engine === 'local') return localOf(workers, redis)
  if (redis === undefined) {
    throw new UsageError('--engine bullmq needs --redis, e.g. --redis redis://localhost:6379')
  }
  if (workers !== undefined) {
    throw new UsageError('--workers: with --engine bullmq each "sim worker" has its own --threads')
  }
  const url = readRedis(redis)
  // Loaded here: all else does without Redis and its libraries.
  const [{ queueRunEngine }, { queueProgram }] = await Promise.all([
    import('../../machine/queue/queue-engine.js'),
    import('../batch/queue-program.js'),
  ])
  return queueRunEngine({ url, program: queueProgram() })
}

/**
 * Checks the address of a Redis.
 * @throws UsageError if it is none
 */
export function readRedis(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const known = url?.protocol === 'redis:' || url?.protocol === 'rediss:'
  if (known && url.hostname !== '' && /^(\/\d*)?$/.test(url.pathname)) return text
  throw new UsageError(`--redis: expected redis://HOST:PORT or rediss://HOST:PORT, found "${text}"`)
}

function localOf(workers: string | undefined, redis: string | undefined): RunEngine {
  if (redis !== undefined) throw new UsageError('--redis: only --engine bullmq works with one')
  if (workers === undefined) return localRunEngine()
  return localRunEngine(readNumber('workers', workers, { least: 1, most: MOST_THREADS }))
}
