import { parentPort } from 'node:worker_threads'
import type { ThreadAnswer } from './cell-thread.js'
import { type Cell, runCell } from './cells.js'

// The thread of a pool: told a cell, it answers its result, or what went wrong in words.
parentPort?.on('message', (cell: Cell) => parentPort?.postMessage(answerTo(cell)))

function answerTo(cell: Cell): ThreadAnswer {
  try {
    return { kind: 'result', result: runCell(cell, () => performance.now() / 1000) }
  } catch (error) {
    return { kind: 'failure', why: error instanceof Error ? error.message : String(error) }
  }
}
