import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { firstOf, inLines } from '../../../src/cli/terminal/phrases.js'

const phrase = fc.stringMatching(/^[a-z]([a-z ]{0,10}[a-z])?$/)
const phrases = fc.array(phrase, { minLength: 1, maxLength: 8 })

test.prop([phrases, fc.integer({ min: 12, max: 40 })])(
  'phrases in lines are all there, in order, and lines are as full as they can be',
  (all, columns) => {
    const lines = inLines(all, columns)
    expect(lines.join(', ')).toBe(all.join(', '))
    for (const [i, line] of lines.entries()) {
      expect(line.length).toBeLessThanOrEqual(columns)
      const [next] = (lines[i + 1] ?? '').split(', ')
      if (i + 1 < lines.length) expect(`${line}, ${next}`.length).toBeGreaterThan(columns)
    }
  },
)

test.prop([phrases, fc.integer({ min: 1, max: 40 })])(
  'the first that fit are whole, and it shows whether there are more',
  (all, columns) => {
    const text = firstOf(all, columns)
    expect(text.length).toBeLessThanOrEqual(columns)
    const whole = all.join(', ')
    if (whole.length <= columns) expect(text).toBe(whole)
    else {
      expect(text.endsWith('…')).toBe(true)
      const some = text.slice(0, -1).replace(/ $/, '')
      expect(['', ...all.map((_, i) => all.slice(0, i + 1).join(', '))]).toContain(some)
    }
  },
)

it('a state that is too long loses its last words', () => {
  const flags = ['choking us', 'interested', 'encrypted', 'dialled us']
  expect(firstOf(flags, 34)).toBe('choking us, interested …')
  expect(firstOf(flags, 45)).toBe('choking us, interested, encrypted, dialled us')
})

it('characters that take two columns count twice', () => {
  expect(inLines(['日本語', '日本', '語'], 10)).toEqual(['日本語', '日本, 語'])
  expect(firstOf(['🎵🎵', '日本語', 'encrypted'], 14)).toBe('🎵🎵, 日本語 …')
  expect(firstOf(['🎵🎵', '日本語', 'encrypted'], 13)).toBe('🎵🎵 …')
})
