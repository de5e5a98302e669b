import { createRequire } from 'node:module'
import { formatBytes, formatSeconds } from '../lab/units.js'
import type { Output } from './terminal.js'

const require = createRequire(import.meta.url)

/** Shows how much of something long is done. */
export interface ByteProgress {
  update(doneBytes: number): void
  /** Gives the terminal back. */
  end(): void
}

/** A line no more often than this, so that what is quick says nothing. */
const LINE_EVERY_SECONDS = 5
const BAR_FRAMES_PER_SECOND = 5
const BAR_COLUMNS = 30

/** A bar on a terminal, a plain line every five seconds elsewhere, nothing if `quiet`. */
export function showByteProgress(
  name: string,
  totalBytes: number,
  output: Output,
  quiet = false,
  clock = () => performance.now() / 1000,
): ByteProgress {
  if (quiet) return { update() {}, end() {} }
  const startSeconds = clock()
  const words = (doneBytes: number) => {
    const elapsed = clock() - startSeconds
    const rate = elapsed > 0 ? doneBytes / elapsed : 0
    const left = totalBytes - doneBytes
    const rest = rate > 0 && left > 0 ? `, about ${formatSeconds(left / rate)} left` : ''
    const percent = Math.floor((100 * doneBytes) / totalBytes)
    const amount = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`
    return `${percent} %, ${amount}, ${formatBytes(rate)}/s${rest}`
  }
  return output.isTTY === true
    ? bar(name, totalBytes, output, words)
    : lines(name, output, words, clock)
}

type Words = (doneBytes: number) => string

function lines(name: string, output: Output, words: Words, clock: () => number): ByteProgress {
  let lastSeconds = clock()
  return {
    update(doneBytes) {
      if (clock() - lastSeconds < LINE_EVERY_SECONDS) return
      lastSeconds = clock()
      output.write(`${name}: ${words(doneBytes)}\n`)
    },
    end() {},
  }
}

function bar(name: string, totalBytes: number, output: Output, words: Words): ByteProgress {
  // Where there is no terminal nobody waits for it to be loaded.
  const { SingleBar } = require('cli-progress') as typeof import('cli-progress')
  const shown = new SingleBar({
    stream: output as NodeJS.WritableStream,
    fps: BAR_FRAMES_PER_SECOND,
    gracefulExit: false,
    clearOnComplete: true,
    format: (_options, { progress, value }) => {
      const full = Math.round(BAR_COLUMNS * progress)
      return `${name} [${'='.repeat(full)}${'-'.repeat(BAR_COLUMNS - full)}] ${words(value)}`
    },
  })
  shown.start(totalBytes, 0)
  return { update: (doneBytes) => shown.update(doneBytes), end: () => shown.stop() }
}
