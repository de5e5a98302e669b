import { describe, expect, it } from 'vitest'
import { reportHints } from '../../../src/cli/run/scenario-hints.js'

describe('the hints of loaded scenarios', () => {
  it('are printed once each', () => {
    let printed = ''
    const stderr = { write: (text: string) => (printed += text) }
    reportHints([{ hints: ['a'] }, { hints: ['a', 'b'] }, { hints: [] }], stderr as never)
    expect(printed).toBe('hint: a\nhint: b\n')
  })
})
