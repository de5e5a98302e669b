import type { Command } from '../command.js'
import { ENGINE_OPTIONS, MOST_THREADS, readRedis } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import type { Terminal } from '../terminal/terminal.js'

interface WorkerArgs {
  readonly redis: string
  readonly threads?: string
  readonly quiet?: boolean
}

/** Makes runs for every sweep at a Redis. */
export const worker: Command<WorkerArgs> = {
  name: 'worker',
  operands: '',
  about:
    'Makes runs of "sim sweep --engine bullmq" on this machine; any number of workers may. They ' +
    'run the plug-ins that come along: let only those in to the Redis whom you trust',
  positionals: {},
  options: {
    redis: {
      ...ENGINE_OPTIONS.redis,
      describe: 'The same as the sweep was given',
      demandOption: true,
    },
    threads: { type: 'string', requiresArg: true, describe: 'Runs at a time. Default: one a core' },
    quiet: { type: 'boolean', describe: 'Shows no progress' },
  },
  examples: [
    ['sim worker --redis redis://queue.example:6379', 'on each machine; Ctrl-C ends it'],
    ['sim sweep mine.json --engine bullmq --redis redis://queue.example:6379', 'on one of them'],
  ],
  act: runWorker,
}

async function runWorker(args: WorkerArgs, terminal: Terminal): Promise<number> {
  const url = readRedis(args.redis)
  const { threads } = args
  const most = { least: 1, most: MOST_THREADS }
  // Loaded here, as the other commands do without.
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
