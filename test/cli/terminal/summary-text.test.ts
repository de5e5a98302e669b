import { describe, expect, it } from 'vitest'
import { summaryText } from '../../../src/cli/terminal/summary-text.js'
import { summarise } from '../../../src/lab/summary/summary.js'
import { headline } from '../../../src/lab/summary/summary-table.js'
import { sampleMeasurements, sampleSettings } from '../../lab/run/measurements-sample.js'

const summary = summarise('sample', '7', sampleSettings(), sampleMeasurements(), 2)

describe('summaryText', () => {
  it('without colour is plain text with a row per group', () => {
    const text = summaryText(summary, false)
    expect(text).toMatch(/^sample, seed 7\nAll 50 leechers completed, in .* the last finished at/)
    expect(text).toMatch(/ leechers +40\/40 .*\n free riders +10\/10 /)
    expect(text).toMatch(/Last finish \/ lower bound +[0-9.]+ ×/)
    const escapes = [...text].filter((letter) => letter.charCodeAt(0) === 27)
    expect(escapes).toEqual([])
    expect(text.endsWith('\n')).toBe(true)
  })

  it.each([40, 60, 80, 100, 200])('has all columns of the groups in a width of %d', (columns) => {
    const groupRows = (text: string) => {
      const [, body] = text.split('the last finished at')
      return body.split('Compared with theory')[0].split('\n').slice(2)
    }
    const rows = groupRows(summaryText(summary, false, columns))
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns)
    // A blank row separates the tables, and each names the groups.
    const tables = rows.join('\n').trim().split('\n\n')
    for (const table of tables) expect(table).toMatch(/^ ?Group /)
    const words = (some: readonly string[]) => new Set(some.join('\n').match(/[^\s─]+/g))
    expect(words(rows)).toEqual(words(groupRows(summaryText(summary, false))))
  })

  it('marks a run that was cut off', () => {
    const cut = { ...summary, completed: 49, ended: 'interrupted', partial: true } as const
    expect(summaryText(cut, false)).toContain('Partial: the run was cut off.')
    expect(headline(cut)).toMatch(/^49 of 50 leechers completed, .* The run was interrupted at/)
    expect(headline({ ...summary, leechers: 0 })).toBe('There was no leecher.')
  })
})
