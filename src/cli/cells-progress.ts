import { SingleBar } from 'cli-progress'
import { formatSeconds } from '../lab/units.js'
import type { Output } from './terminal.js'

/** Shows how many of many runs are done, and how long the rest will take. */
export interface CellsProgress {
  /** One more is done. */
  done(): void
  /** Gives the terminal back. */
  end(): void
}

const LINE_EVERY_SECONDS = 5

/** A bar on a terminal, a line now and then elsewhere, nothing if `quiet`. */
export function showCells(
  total: number,
  output: Output,
  quiet: boolean,
  clock = () => performance.now() / 1000,
): CellsProgress {
  if (quiet) return { done() {}, end() {} }
  const began = clock()
  let count = 0
  const words = () => {
    const elapsed = clock() - began
    const left = count === 0 ? Number.NaN : (elapsed * (total - count)) / count
    const rest = left > 0 ? `, about ${formatSeconds(left)} left` : ''
    return `${count} of ${total} runs in ${formatSeconds(elapsed)}${rest}`
  }
  if (output.isTTY === true) return bar(total, output, words, () => count++)
  let told = began
  return {
    done() {
      count++
      if (count === total || clock() - told < LINE_EVERY_SECONDS) return
      told = clock()
      output.write(`${words()}\n`)
    },
    end: () => void output.write(`${words()}\n`),
  }
}

function bar(total: number, output: Output, words: () => string, count: () => void) {
  const shown = new SingleBar({
    stream: output as NodeJS.WritableStream,
    fps: 5,
    gracefulExit: false,
    barsize: 30,
    barCompleteChar: '=',
    barIncompleteChar: '-',
    format: '[{bar}] {words}',
  })
  shown.start(total, 0, { words: words() })
  return {
    done() {
      count()
      shown.increment(1, { words: words() })
    },
    end: () => shown.stop(),
  }
}
