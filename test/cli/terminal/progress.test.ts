import { expect, it } from 'vitest'
import { type RunStatus, showProgress } from '../../../src/cli/terminal/progress.js'

/** Shows a run on a simulated clock, with one status per second. */
function show(seconds: number, isTTY: boolean, quiet = false, columns = 90, name = 'crowd') {
  let wall = 0
  let text = ''
  const output = { isTTY, columns, write: (part: string) => (text += part) }
  const progress = showProgress(name, 1000, output, { quiet, clock: () => wall })
  const status = (): RunStatus => ({
    now: (100 * wall) / seconds,
    completed: Math.floor((40 * wall) / seconds),
    expected: 40,
    gainedShare: wall / seconds,
    events: 1000 * wall,
  })
  for (; wall < seconds; wall++) progress.update(status())
  progress.end(status())
  return text
}

it('run progress without a terminal is a line every ten per cent or five seconds', () => {
  const lines = show(100, false).trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.length).toBeLessThan(22)
  expect(lines[9]).toMatch(/^crowd: 50 %, 50 s simulated, 20 of 40 peers done, 1 000 events\/s, /)
  expect(lines[9]).toMatch(/about 50 s left$/)
  expect(lines.at(-1)).toContain('40 of 40 peers done')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be written to a file
  expect(lines.join('')).not.toMatch(/[\u001b\r]/)
})

it('run progress of a quick run is a few lines', () => {
  expect(show(5, false).trimEnd().split('\n').length).toBeLessThanOrEqual(6)
})

it('run progress on a terminal is a bar, which ends with a line break', () => {
  const text = show(20, true)
  expect(text).toContain('[')
  expect(text).toContain('40 of 40 peers done')
  expect(text.endsWith('\n')).toBe(true)
})

const frames = (columns: number, name?: string) =>
  show(3000, true, false, columns, name).split('\r\u001b[2K').slice(1)

it('run progress in 80 columns has a bar, the peers done and the remaining time', () => {
  for (const name of ['flashcrowd', 'crowd', 'three-rules-at-once']) {
    for (const frame of frames(80, name).slice(1, -1)) {
      expect(frame.length).toBeLessThanOrEqual(78)
      expect(frame).toMatch(
        / \[[=-]{10,30}\] +\d+ % .*\d+ of 40 peers done, about .* (s|min) left$/,
      )
    }
  }
})

it('run progress drops events per second first, then simulated time', () => {
  const text = (columns: number) => frames(columns)[200].replace(/.* % /, '')
  expect(text(120)).toMatch(/simulated, .*events\/s, about/)
  expect(text(92)).toMatch(/simulated, .*done, about/)
  expect(text(62)).toMatch(/^\d+ of 40 peers done, about .* left$/)
})

it('run progress on a narrow terminal cuts the bar and the name, not the text', () => {
  const text = '   6 % 2 of 40 peers done, about 46 min 40 s left'
  for (const columns of [52, 55, 60, 70]) expect(frames(columns)[200].endsWith(text)).toBe(true)
  expect(frames(55)[200]).toBe(`cro${text}`)
})

it('run progress of a quiet run writes nothing', () => {
  expect(show(100, true, true)).toBe('')
  expect(show(100, false, true)).toBe('')
})

it('run progress on real sockets calls its time scenario time', () => {
  let text = ''
  const output = { write: (part: string) => (text += part) }
  const progress = showProgress('crowd', 1000, output, { quiet: false, onSockets: true })
  progress.end({ now: 50, completed: 1, expected: 2, gainedShare: 0.5, events: 0 })
  expect(text).toMatch(/^crowd: ran for .*, 50 s of scenario time, 1 of 2 peers done\n$/)
})
