import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { fitPhrases, wrapPhrases } from '../../../src/cli/terminal/phrases.js'

const phrase = fc.stringMatching(/^[a-z]([a-z ]{0,10}[a-z])?$/)
const phrases = fc.array(phrase, { minLength: 1, maxLength: 8 })

test.prop([phrases, fc.integer({ min: 12, max: 40 })])(
  'wrapping keeps all phrases in order and fills each line',
  (all, columns) => {
    const lines = wrapPhrases(all, columns)
    expect(lines.join(', ')).toBe(all.join(', '))
    for (const [i, line] of lines.entries()) {
      expect(line.length).toBeLessThanOrEqual(columns)
      const [next] = (lines[i + 1] ?? '').split(', ')
      if (i + 1 < lines.length) expect(`${line}, ${next}`.length).toBeGreaterThan(columns)
    }
  },
)

test.prop([phrases, fc.integer({ min: 1, max: 40 })])(
  'fitting keeps whole phrases and marks the rest with an ellipsis',
  (all, columns) => {
    const text = fitPhrases(all, columns)
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

it('phrases that do not fit are dropped from the end', () => {
  const flags = ['choking us', 'interested', 'encrypted', 'dialled us']
  expect(fitPhrases(flags, 34)).toBe('choking us, interested …')
  expect(fitPhrases(flags, 45)).toBe('choking us, interested, encrypted, dialled us')
})

it('wide characters count as two columns', () => {
  expect(wrapPhrases(['日本語', '日本', '語'], 10)).toEqual(['日本語', '日本, 語'])
  expect(fitPhrases(['🎵🎵', '日本語', 'encrypted'], 14)).toBe('🎵🎵, 日本語 …')
  expect(fitPhrases(['🎵🎵', '日本語', 'encrypted'], 13)).toBe('🎵🎵 …')
})
