import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { tuned } from '../../peer/make-peer.js'
import { LinkTable, type Row } from '../link-table.js'

const rows = fc.array(
  fc
    .record({
      open: fc.boolean(),
      interested: fc.boolean(),
      unchokesUs: fc.boolean(),
      snubbed: fc.boolean(),
      rate: fc.integer({ min: 0, max: 9000 }),
    })
    .map((row): Row => (row.open ? row : { open: false })),
  { minLength: 1, maxLength: 9 },
)

describe.each(Object.keys(CHOKERS))('the choker %s', (name) => {
  it('gives a reason for its decision about each open link, and about no other', () =>
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 4 }), (all, slots) => {
        const table = new LinkTable(all)
        const choker = CHOKERS[name].make(tuned({ slots }), new Random('seed', 'choke'))
        for (let round = 0; round < 4; round++) {
          const served = table.round(choker)
          for (const [row, { open = true }] of all.entries())
            expect(table.reasons[row] !== undefined, `row ${row}`).toBe(open)
          for (const row of served) expect(table.reasons[row]).not.toBe('slots-full')
          for (const row of served) table.send(row, 1000)
        }
      }),
      { numRuns: 30 },
    ))
})
