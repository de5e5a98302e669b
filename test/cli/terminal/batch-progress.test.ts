import { expect, it } from 'vitest'
import { BatchProgress } from '../../../src/cli/terminal/batch-progress.js'

/** What is written of a sweep of which a run is told of apart. */
function written(isTTY: boolean, quiet = false) {
  let text = ''
  const output = { isTTY, columns: 80, write: (part: string) => (text += part) }
  const progress = new BatchProgress('sweep', output, quiet)
  progress.finished(1, () => ({ total: 4, finished: 1 }))
  progress.say('a run failed')
  progress.end({ total: 4, finished: 4 })
  return text
}

it('draws its line anew below what is said on a terminal, and leaves only its last words', () => {
  const [before, first, said, again, last] = written(true).split('\r\u001b[2K')
  expect([before, said]).toEqual(['', 'a run failed\n'])
  expect([first, again]).toEqual(['sweep', 'sweep'])
  expect(last).toMatch(/^sweep: 4 of 4 runs, took .* s of work on threads\n$/)
})

it('writes plain lines elsewhere, and of a quiet one what is said alone', () => {
  expect(written(false)).toMatch(/^sweep: 25 %, 1 of 4 runs.*\na run failed\nsweep: 4 of 4 .*\n$/)
  expect(written(false, true)).toBe('a run failed\n')
})
