import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { columnsOf, cutToColumns, padToColumns } from '../../../src/cli/terminal/columns.js'

/** Characters and the columns that they take in a terminal. */
const SHOWN: readonly (readonly [character: string, columns: number])[] = [
  ...[...'aZ~é…ßжאا'].map((character) => [character, 1] as const),
  ...[...'日本語한글ひカ，。🎵😀🤖🫠'].map((character) => [character, 2] as const),
]

const text = fc.array(fc.constantFrom(...SHOWN), { maxLength: 20 }).map((pairs) => ({
  text: pairs.map(([character]) => character).join(''),
  columns: pairs.reduce((sum, [, columns]) => sum + columns, 0),
}))

describe('the columns of a text', () => {
  test.prop([text])('are the sum of those of its characters', (one) => {
    expect(columnsOf(one.text)).toBe(one.columns)
  })

  test.prop([text, fc.integer({ min: -2, max: 45 })])(
    'are cut to as many as fit, without splitting a character',
    (one, columns) => {
      const cut = cutToColumns(one.text, columns)
      expect(one.text.startsWith(cut)).toBe(true)
      expect(columnsOf(cut)).toBeLessThanOrEqual(Math.max(0, columns))
      const next = [...one.text.slice(cut.length)][0]
      if (next !== undefined) expect(columnsOf(cut + next)).toBeGreaterThan(columns)
      expect([...one.text].slice(0, [...cut].length).join('')).toBe(cut)
    },
  )

  test.prop([text, fc.nat(45)])('are padded to at least the wanted number', (one, columns) => {
    const padded = padToColumns(one.text, columns)
    expect(columnsOf(padded)).toBe(Math.max(columns, one.columns))
    expect(padded.trimEnd()).toBe(one.text)
  })

  it('are never counted too low, even if a terminal joins characters', () => {
    expect(columnsOf('e\u0301')).toBe(1)
    expect(columnsOf('❤\ufe0f')).toBeGreaterThanOrEqual(2)
    expect(columnsOf('🇩🇪')).toBeGreaterThanOrEqual(2)
  })
})
