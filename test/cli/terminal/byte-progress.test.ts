import { expect, it } from 'vitest'
import { showByteProgress } from '../../../src/cli/terminal/byte-progress.js'

/** Shows a task of 1 MiB per second, on a simulated clock. */
function show(seconds: number, isTTY: boolean, quiet = false, columns = 100) {
  let wall = 0
  let text = ''
  const output = { isTTY, columns, write: (part: string) => (text += part) }
  const progress = showByteProgress('disk', seconds * 2 ** 20, output, quiet, () => wall)
  for (; wall <= seconds; wall++) progress.update(wall * 2 ** 20)
  progress.end()
  return text
}

it('byte progress without a terminal is a line every five seconds', () => {
  expect(show(20, false).split('\n')).toEqual([
    'disk: 25 %, 5 MiB of 20 MiB, 1 MiB/s, about 15 s left',
    'disk: 50 %, 10 MiB of 20 MiB, 1 MiB/s, about 10 s left',
    'disk: 75 %, 15 MiB of 20 MiB, 1 MiB/s, about 5 s left',
    'disk: 100 %, 20 MiB of 20 MiB, 1 MiB/s',
    '',
  ])
})

it('byte progress of a quick or quiet task writes nothing', () => {
  expect(show(4, false)).toBe('')
  expect(show(20, false, true)).toBe('')
  expect(show(20, true, true)).toBe('')
})

const frames = (columns: number) => show(200, true, false, columns).split('\r\u001b[2K').slice(1)

it('byte progress on a terminal is a bar, which is removed at the end', () => {
  expect(frames(100)[20]).toMatch(/^disk \[[=-]{30}\] +10 % 20 MiB of 200 MiB, 1 MiB\/s, about/)
  expect(frames(100).at(-1)).toBe('')
})

it('byte progress drops the rate on a narrow terminal, not the amount or time left', () => {
  expect(frames(70)[20]).toContain('20 MiB of 200 MiB, about')
  for (const frame of frames(70).slice(1, -2)) {
    expect(frame).toMatch(/^disk \[[=-]{10,30}\] +\d+ % [\d.]+ MiB of 200 MiB, .*about /)
    expect(frame).toMatch(/ left$/)
  }
})
