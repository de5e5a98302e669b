import { parentPort } from 'node:worker_threads'
import { type Cell, runCell } from './cells.js'

// The thread of a pool: told a cell, it answers its result, or what went wrong in words.
parentPort?.on('message', (cell: Cell) => {
  try {
    parentPort?.postMessage({ result: runCell(cell, () => performance.now() / 1000) })
  } catch (error) {
    parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) })
  }
})
