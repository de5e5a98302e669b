import { expect, it } from 'vitest'
import { showByteProgress } from '../../../src/cli/terminal/byte-progress.js'

/** A megabyte a second, over a clock of its own. */
function show(seconds: number, isTTY: boolean, quiet = false, columns = 100) {
  let wall = 0
  let text = ''
  const output = { isTTY, columns, write: (part: string) => (text += part) }
  const progress = showByteProgress('disk', seconds * 2 ** 20, output, quiet, () => wall)
  for (; wall <= seconds; wall++) progress.update(wall * 2 ** 20)
  progress.end()
  return text
}

it('writes a line every five seconds where there is no terminal', () => {
  expect(show(20, false).split('\n')).toEqual([
    'disk: 25 %, 5 MiB of 20 MiB, 1 MiB/s, about 15 s left',
    'disk: 50 %, 10 MiB of 20 MiB, 1 MiB/s, about 10 s left',
    'disk: 75 %, 15 MiB of 20 MiB, 1 MiB/s, about 5 s left',
    'disk: 100 %, 20 MiB of 20 MiB, 1 MiB/s',
    '',
  ])
})

it('says nothing of what is quick, or if it is to be quiet', () => {
  expect(show(4, false)).toBe('')
  expect(show(20, false, true)).toBe('')
  expect(show(20, true, true)).toBe('')
})

const frames = (columns: number) => show(200, true, false, columns).split('\r\u001b[2K').slice(1)

it('draws a bar on a terminal and takes it back', () => {
  expect(frames(100)[20]).toMatch(/^disk \[[=-]{30}\] +10 % 20 MiB of 200 MiB, 1 MiB\/s, about/)
  expect(frames(100).at(-1)).toBe('')
})

it('leaves out the rate where there is little room, and cuts neither amount nor time', () => {
  expect(frames(70)[20]).toContain('20 MiB of 200 MiB, about')
  for (const frame of frames(70).slice(1, -2)) {
    expect(frame).toMatch(/^disk \[[=-]{10,30}\] +\d+ % [\d.]+ MiB of 200 MiB, .*about /)
    expect(frame).toMatch(/ left$/)
  }
})
