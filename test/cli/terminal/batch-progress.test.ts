import { expect, it } from 'vitest'
import { BatchProgress } from '../../../src/cli/terminal/batch-progress.js'

/** What a sweep with one failed run writes. */
function written(isTTY: boolean, quiet = false) {
  let text = ''
  const output = { isTTY, columns: 80, write: (part: string) => (text += part) }
  const progress = new BatchProgress('sweep', output, quiet)
  progress.finished(1, () => ({ total: 4, finished: 1 }))
  progress.print('a run failed')
  progress.end({ total: 4, finished: 4 })
  return text
}

it('a message on a terminal goes above the status line, which ends as a summary', () => {
  const [before, first, message, again, last] = written(true).split('\r\u001b[2K')
  expect([before, message]).toEqual(['', 'a run failed\n'])
  expect([first, again]).toEqual(['sweep', 'sweep'])
  expect(last).toMatch(/^sweep: 4 of 4 runs in .* \(.* s of CPU time\)\n$/)
})

it('without a terminal there are plain lines, and a quiet batch prints only messages', () => {
  expect(written(false)).toMatch(/^sweep: 25 %, 1 of 4 runs.*\na run failed\nsweep: 4 of 4 .*\n$/)
  expect(written(false, true)).toBe('a run failed\n')
})
