import { formatBytes, formatSeconds } from '../../lab/scenario/units.js'
import { barRow } from './bar-row.js'
import { StatusLine } from './status-line.js'
import type { Output } from './terminal.js'

/** Shows how much of a long task is done, in bytes. */
export interface ByteProgress {
  update(doneBytes: number): void
  /** Gives the terminal back. */
  end(): void
}

/** Lines come no more often than this, so a quick task writes none. */
const LINE_EVERY_SECONDS = 5

/** Shows a bar on a terminal, a line every five seconds elsewhere, nothing if `quiet`. */
export function showByteProgress(
  name: string,
  totalBytes: number,
  output: Output,
  quiet = false,
  clock = () => performance.now() / 1000,
): ByteProgress {
  if (quiet) return { update() {}, end() {} }
  const startSeconds = clock()
  const phrases = (doneBytes: number) => {
    const elapsed = clock() - startSeconds
    const rate = elapsed > 0 ? doneBytes / elapsed : 0
    const left = totalBytes - doneBytes
    return {
      amount: `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`,
      rate: `, ${formatBytes(rate)}/s`,
      left: rate > 0 && left > 0 ? `, about ${formatSeconds(left / rate)} left` : '',
    }
  }
  const share = (doneBytes: number) => doneBytes / totalBytes
  if (output.isTTY === true) {
    const line = new StatusLine(output, clock)
    const row = (doneBytes: number) => {
      const { amount, rate, left } = phrases(doneBytes)
      const texts = [`${amount}${rate}${left}`, `${amount}${left}`]
      return barRow(name, share(doneBytes), texts, line.columns)
    }
    return {
      update: (doneBytes) => line.draw(() => row(doneBytes)),
      end: () => line.clear(),
    }
  }
  const text = (doneBytes: number) => {
    const { amount, rate, left } = phrases(doneBytes)
    return `${Math.floor(100 * share(doneBytes))} %, ${amount}${rate}${left}`
  }
  return lines(name, output, text, clock)
}

type TextOf = (doneBytes: number) => string

function lines(name: string, output: Output, text: TextOf, clock: () => number): ByteProgress {
  let lastSeconds = clock()
  return {
    update(doneBytes) {
      if (clock() - lastSeconds < LINE_EVERY_SECONDS) return
      lastSeconds = clock()
      output.write(`${name}: ${text(doneBytes)}\n`)
    },
    end() {},
  }
}
