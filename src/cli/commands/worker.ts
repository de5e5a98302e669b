import type { Command } from '../command.js'
import { ENGINE_OPTIONS, MAX_THREADS, readRedis } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import type { Terminal } from '../terminal/terminal.js'

interface WorkerArgs {
  readonly redis: string
  readonly threads?: string
  readonly quiet?: boolean
}

/** `sim worker`: runs simulations for every sweep at a Redis server. */
export const worker: Command<WorkerArgs> = {
  name: 'worker',
  operands: '',
  about: 'Run simulations for sweeps and tournaments that use --engine bullmq',
  positionals: {},
  options: {
    redis: {
      ...ENGINE_OPTIONS.redis,
      describe: 'Redis server, as given to the sweep: redis://HOST:PORT',
      demandOption: true,
    },
    threads: { ...ENGINE_OPTIONS.workers, describe: 'Simulations to run at a time' },
    quiet: { type: 'boolean', describe: 'Show no progress' },
  },
  examples: [
    [
      'sim worker --redis redis://queue.example:6379',
      'Start a worker on each machine; Ctrl-C stops it',
    ],
    [
      'sim sweep mine.json --engine bullmq --redis redis://queue.example:6379',
      'Start the sweep on one of them',
    ],
  ],
  note: 'Workers run plug-in code: give Redis access only to people you trust.',
  act: runWorker,
}

async function runWorker(args: WorkerArgs, terminal: Terminal): Promise<number> {
  const url = readRedis(args.redis)
  const { threads } = args
  const most = { least: 1, most: MAX_THREADS }
  // Loaded here, since other commands do not need it.
  const { serveQueue } = await import('../batch/worker-run.js')
  return serveQueue(
    {
      url,
      threads: threads === undefined ? undefined : readNumber('threads', threads, most),
      quiet: args.quiet === true,
    },
    terminal.stderr,
  )
}
