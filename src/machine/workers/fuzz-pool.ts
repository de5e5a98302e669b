import type { Worker } from 'node:worker_threads'
import type { FuzzResult, FuzzTask } from '../../lab/fuzz/fuzz-task.js'
import { startWorker } from './start-worker.js'
import { currentPlugins } from './thread-pool.js'

/** The answer of a fuzzing thread. */
export type FuzzAnswer =
  | { readonly kind: 'result'; readonly result: FuzzResult }
  /** The fuzzer itself is at fault, or its thread is gone. */
  | { readonly kind: 'failure'; readonly reason: string }

/** Supplies tasks and receives their results. */
export interface FuzzQueue {
  /** Returns the next task; undefined ends a thread. */
  next(): FuzzTask | undefined
  done(task: FuzzTask, result: FuzzResult): void
}

/**
 * Carries out tasks on threads of this machine until the queue has no more, or `signal` is aborted;
 * then unfinished tasks are dropped.
 * @throws Error if the fuzzer itself fails
 */
export async function fuzzOnThreads(
  queue: FuzzQueue,
  threads: number,
  signal: AbortSignal,
): Promise<void> {
  const plugins = currentPlugins()
  const work = async () => {
    const first = signal.aborted ? undefined : queue.next()
    if (first === undefined) return
    const worker = startWorker('fuzz-worker', plugins)
    try {
      for (let task: FuzzTask | undefined = first; task && !signal.aborted; task = queue.next()) {
        const answer = await answerOf(worker, task, signal)
        if (answer === undefined) return
        if (answer.kind === 'failure') throw new Error(`${describe(task)}: ${answer.reason}`)
        queue.done(task, answer.result)
      }
    } finally {
      await worker.terminate()
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: threads }, work))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

function describe(task: FuzzTask): string {
  return task.kind === 'check'
    ? `scenario ${task.index} of seed ${task.seed}`
    : `shrinking ${task.document['name']}`
}

/** Sends a task to a thread and waits for its answer; undefined if the signal is aborted first. */
function answerOf(worker: Worker, task: FuzzTask, signal: AbortSignal) {
  return new Promise<FuzzAnswer | undefined>((resolve) => {
    const settle = (answer?: FuzzAnswer) => {
      worker.off('message', settle).off('error', onError).off('exit', onExit)
      signal.removeEventListener('abort', onAbort)
      resolve(answer)
    }
    const onError = (error: Error) => settle({ kind: 'failure', reason: error.message })
    const onExit = (code: number) =>
      settle({ kind: 'failure', reason: `its thread exited with code ${code}` })
    const onAbort = () => settle()
    worker.on('message', settle).on('error', onError).on('exit', onExit)
    signal.addEventListener('abort', onAbort)
    worker.postMessage(task)
  })
}
