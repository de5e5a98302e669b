import { type EndedRun, workQueue } from '../../machine/queue/queue-worker.js'
import { withoutPassword } from '../../machine/queue/redis-connection.js'
import { defaultThreads } from '../../machine/workers/thread-pool.js'
import { DONE } from '../exit-code.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Output } from '../terminal/terminal.js'
import { queueProgram } from './queue-program.js'

/** Where runs come from, and how many are made at a time. */
interface WorkerOptions {
  readonly url: string
  readonly threads?: number | undefined
  readonly quiet: boolean
}

/** Makes runs until a signal comes: to be stopped is how a worker ends. */
export async function serveQueue(
  { url, threads = defaultThreads(), quiet }: WorkerOptions,
  stderr: Output,
): Promise<number> {
  const program = queueProgram()
  const say = (line: string) => stderr.write(`${line}\n`)
  const tally = new Tally((line) => quiet || say(line))
  const end = new AbortController()
  const stop = new StopSignal(stderr)
  stop.onStop = () => end.abort()
  try {
    await workQueue({
      url,
      program,
      threads,
      signal: end.signal,
      ready: () =>
        say(`makes runs of ${program} on ${threads} threads, from ${withoutPassword(url)}`),
      ended: (cell) => tally.count(cell),
      warn: say,
    })
    tally.tell()
    return DONE
  } finally {
    stop.close()
  }
}

const SECONDS_BETWEEN_LINES = 10

/** Counts runs, and says now and then how many there were. */
class Tally {
  #made = 0
  #failed = 0
  #toldSeconds = performance.now() / 1000

  constructor(readonly say: (line: string) => void) {}

  count({ sweep, failure }: EndedRun): void {
    if (failure === undefined) this.#made++
    else this.#failed++
    if (failure !== undefined) this.say(`a run of ${sweep} failed: ${failure}`)
    if (performance.now() / 1000 - this.#toldSeconds > SECONDS_BETWEEN_LINES) this.tell()
  }

  tell(): void {
    this.#toldSeconds = performance.now() / 1000
    this.say(`${this.#made} runs made${this.#failed > 0 ? `, ${this.#failed} failed` : ''}`)
  }
}
