import { expect, it } from 'vitest'
import { showByteProgress } from '../../src/cli/byte-progress.js'

/** A megabyte a second, over a clock of its own. */
function show(seconds: number, isTTY: boolean, quiet = false) {
  let wall = 0
  let text = ''
  const output = { isTTY, columns: 100, write: (part: string) => (text += part) }
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

it('draws a bar on a terminal', () => {
  expect(show(20, true)).toMatch(/disk \[[=-]{30}\]/)
})
