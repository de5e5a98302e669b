import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { history } from '../../base/histories.js'
import { type Tuning, tuned } from '../../peer/make-peer.js'
import { LinkTable, type Row } from '../link-table.js'

const MOST = 512 * 1024

function make(tuning: Tuning = {}, name = 'block-tit-for-tat', seed = 'seed'): Choker {
  return CHOKERS[name].make(tuned(tuning), new Random(seed, 'choke'))
}

function takers(...rows: Row[]): Row[] {
  return rows.map((row) => ({ interested: true, ...row }))
}

describe('block-based tit-for-tat', () => {
  it('serves no peer that owes more than 512 KiB, even if it is fast or a slot is free', () => {
    const rows = takers({ rate: 9, sent: MOST + 1 }, { rate: 1, sent: MOST }, { rate: 0 })
    const table = new LinkTable(rows)
    expect(table.round(make())).toEqual([1, 2])
    expect(table.reasons[0]).toBe('in-debt')
  })

  it('balances received against sent bytes since the link opened', () => {
    const sent = 50 * MOST
    const rows = takers({ sent, received: sent - MOST }, { sent, received: sent - MOST - 1 })
    expect(new LinkTable(rows).round(make())).toEqual([0])
  })

  it('sends a block only to a peer that owes no more than the setting', () => {
    const choker = CHOKERS['block-tit-for-tat'].make(tuned(), new Random('seed', 'choke'), {
      maxDeficitKiB: 1,
    })
    const table = new LinkTable(takers({ sent: 1024 }, { sent: 1025 }, { sent: 1025, received: 1 }))
    const may = [0, 1, 2].map((row) => choker.maySend!(table, table.first + row))
    expect(may).toEqual([true, false, true])
  })

  it('prefers the fastest peers that are not in debt', () => {
    const rows = takers({ rate: 1 }, { rate: 9, sent: 2 * MOST }, { rate: 3 }, { rate: 2 })
    const table = new LinkTable(rows)
    expect(table.round(make({ slots: 2, optimisticSlots: 0 }))).toEqual([2, 3])
    expect(table.reasons).toEqual(['slots-full', 'in-debt', 'fastest', 'fastest'])
  })

  it('ends an optimistic unchoke that falls into debt', () => {
    const table = new LinkTable(takers({}, {}))
    const choker = make({ slots: 1, optimisticSlots: 1 })
    const [guest] = table.round(choker)
    table.send(guest, MOST + 1)
    expect(table.round(choker)).toEqual([1 - guest])
    table.set(guest, { received: 1 })
    table.set(1 - guest, { interested: false })
    expect(table.round(choker)).toEqual([guest])
  })

  it('gives each free rider at most the threshold and one round', () => {
    const table = new LinkTable(takers(...new Array<Row>(10).fill({})))
    const choker = make()
    const round = 100_000
    for (let i = 0; i < 500; i++) for (const row of table.round(choker)) table.send(row, round)
    for (const { sent } of table.rows) {
      expect(sent).toBeGreaterThan(MOST)
      expect(sent).toBeLessThanOrEqual(MOST + round)
    }
  })

  const row = fc
    .record({
      interested: fc.boolean(),
      snubbed: fc.boolean(),
      rate: fc.integer({ min: 0, max: 5 }),
      sent: fc.constantFrom(0, MOST, MOST + 1, 2 * MOST),
      received: fc.constantFrom(0, 1, MOST),
    })
    .map((given) => ({ ...given, rate: given.interested ? given.rate : 0 }))

  // Reference model: tit-for-tat decides among peers that are not in debt. No peer is fast but
  // uninterested: tit-for-tat would unchoke such a peer, and this choker does not.
  it('is tit-for-tat among peers that are not in debt, in any history', () => {
    const rounds = history(fc.record({ row: fc.nat(7), to: row }), 30)
    fc.assert(
      fc.property(fc.array(row, { minLength: 8, maxLength: 8 }), rounds, (rows, changes) => {
        const table = new LinkTable(rows)
        const model = new LinkTable(rows)
        const [choker, plain] = [make(), make({}, 'tit-for-tat')]
        for (const change of changes) {
          table.set(change.row, change.to)
          for (const [at, given] of table.rows.entries()) {
            const inDebt = given.sent - given.received > MOST
            const { unchoked, unchokedAt } = model.row(at)
            const view = { unchoked, unchokedAt }
            const gone = { interested: false, snubbed: true }
            model.set(at, { ...given, ...view, ...(inDebt ? gone : {}) })
          }
          const served = model.round(plain).filter((at) => model.row(at).interested)
          expect(table.round(choker)).toEqual(served)
        }
      }),
      { numRuns: 200 },
    )
  })
})
