import { expect, it } from 'vitest'
import { type RunStatus, showProgress } from '../../../src/cli/terminal/progress.js'

/** Runs a progress over a clock of its own: a standing a wall-clock second. */
function show(seconds: number, isTTY: boolean, quiet = false, columns = 90, name = 'crowd') {
  let wall = 0
  let text = ''
  const output = { isTTY, columns, write: (part: string) => (text += part) }
  const progress = showProgress(name, 1000, output, quiet, () => wall)
  const standing = (): RunStatus => ({
    now: (100 * wall) / seconds,
    completed: Math.floor((40 * wall) / seconds),
    expected: 40,
    gainedShare: wall / seconds,
    events: 1000 * wall,
  })
  for (; wall < seconds; wall++) progress.update(standing())
  progress.end(standing())
  return text
}

it('writes plain lines where there is no terminal, one in ten per cent or five seconds', () => {
  const lines = show(100, false).trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.length).toBeLessThan(22)
  expect(lines[9]).toMatch(/^crowd: 50 %, 50 s simulated, 20 of 40 peers done, 1 000 events\/s, /)
  expect(lines[9]).toMatch(/about 50 s left$/)
  expect(lines.at(-1)).toContain('40 of 40 peers done')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be written to a file
  expect(lines.join('')).not.toMatch(/[\u001b\r]/)
})

it('writes no more lines for a quick run', () => {
  expect(show(5, false).trimEnd().split('\n').length).toBeLessThanOrEqual(6)
})

it('draws a bar on a terminal and gives the line back', () => {
  const text = show(20, true)
  expect(text).toContain('[')
  expect(text).toContain('40 of 40 peers done')
  expect(text.endsWith('\n')).toBe(true)
})

const frames = (columns: number, name?: string) =>
  show(3000, true, false, columns, name).split('\r\u001b[2K').slice(1)

it('has a bar at the usual width, and never cuts what counts', () => {
  for (const name of ['flashcrowd', 'crowd', 'three-rules-at-once']) {
    for (const frame of frames(80, name).slice(1, -1)) {
      expect(frame.length).toBeLessThanOrEqual(78)
      expect(frame).toMatch(
        / \[[=-]{10,30}\] +\d+ % .*\d+ of 40 peers done, about .* (s|min) left$/,
      )
    }
  }
})

it('leaves out events per second first, then simulated time', () => {
  const words = (columns: number) => frames(columns)[200].replace(/.* % /, '')
  expect(words(120)).toMatch(/simulated, .*events\/s, about/)
  expect(words(92)).toMatch(/simulated, .*done, about/)
  expect(words(62)).toMatch(/^\d+ of 40 peers done, about .* left$/)
})

it('never cuts the words of a narrow terminal, rather the bar and the name', () => {
  const words = '   6 % 2 of 40 peers done, about 46 min 40 s left'
  for (const columns of [52, 55, 60, 70]) expect(frames(columns)[200].endsWith(words)).toBe(true)
  expect(frames(55)[200]).toBe(`cro${words}`)
})

it('is silent if asked to be', () => {
  expect(show(100, true, true)).toBe('')
  expect(show(100, false, true)).toBe('')
})
