import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { OptimisticUnchokes } from '../../../src/policy/chokers/optimistic-unchokes.js'
import { type Tuning, tuned } from '../../peer/make-peer.js'
import { LinkTable } from '../link-table.js'

const make = (choker: string, tuning: Tuning) =>
  CHOKERS[choker].make(tuned(tuning), new Random('seed', 'choke'))

/** The links that every choker here prefers; the others gave nothing and hold half. */
const PREFERRED = [0, 1, 2]

/** Returns those links and six others, all interested. */
function links(): LinkTable {
  const preferred = PREFERRED.map(() => ({ interested: true, rate: 1000, held: 0 }))
  const others = Array.from({ length: 6 }, () => ({ interested: true, rate: 0, held: 50 }))
  return new LinkTable([...preferred, ...others])
}

/** Runs a round of ten seconds in which the preferred links sent something. */
function round(table: LinkTable, choker: Choker): number[] {
  for (const row of PREFERRED) table.set(row, { received: table.row(row).received + 10_000 })
  return table.round(choker)
}

describe('optimistic unchokes', () => {
  const welcoming = ['tit-for-tat', 'by-rate', 'block-tit-for-tat', 'prop-share', 'anti-leech']

  it.each(welcoming)('give one slot more, for 30 s in turn, to links without merit: %s', (name) => {
    const choker = make(name, { slots: 4, optimisticSlots: 1 })
    const table = links()
    const served = new Set<number>()
    let last = -1
    for (let turn = 0; turn < 20; turn++) {
      const chosen = [0, 1, 2].map(() => {
        const rows = round(table, choker)
        expect(rows.slice(0, 3)).toEqual(PREFERRED)
        expect(rows.slice(3)).toHaveLength(1)
        expect(rows.filter((row) => table.reasons[row] === 'optimistic')).toEqual(rows.slice(3))
        return rows[3]
      })
      expect(new Set(chosen)).toEqual(new Set([chosen[0]]))
      // Whose turn has just ended waits while others are choked.
      expect(chosen[0]).not.toBe(last)
      last = chosen[0]
      served.add(last)
    }
    expect(served.size).toBe(6)
  })

  it.each(welcoming)('are never given if the settings allow none: %s', (name) => {
    const choker = make(name, { slots: 4, optimisticSlots: 0 })
    const table = links()
    for (let i = 0; i < 5; i++) {
      round(table, choker)
      expect(table.reasons).not.toContain('optimistic')
    }
  })

  it('are as many as there are choked peers that want to download, at most', () => {
    const policy = new OptimisticUnchokes(tuned({ optimisticSlots: 1 }), new Random('', ''))
    const links = new LinkTable([{ interested: true }, {}, { interested: true }, { open: false }])
    const unchoked = new Uint8Array(links.open.length)
    const round = { now: 10, links, unchoked, timed: true, recorder: null }
    expect(policy.mark(round, 5)).toBe(2)
    expect([0, 1, 2, 3].map((row) => unchoked[links.first + row])).toEqual([1, 0, 1, 0])
    unchoked.fill(0)
    expect(policy.mark(round, 1)).toBe(1)
  })

  it('that are too many for the free slots lose the latest turn, whatever its row', () => {
    for (const older of [0, 1, 2]) {
      const policy = new OptimisticUnchokes(tuned({ optimisticSlots: 1 }), new Random('', ''))
      const links = new LinkTable([{}, {}, {}])
      const begin = (row: number, now: number) => {
        links.set(row, { interested: true })
        return marked(policy, links, now, 3)
      }
      begin(older, 10)
      begin((older + 1) % 3, 20)
      expect(begin((older + 2) % 3, 30)).toEqual([0, 1, 2])
      expect(marked(policy, links, 31, 2)).toEqual([older, (older + 1) % 3].sort())
      expect(marked(policy, links, 32, 1)).toEqual([older])
      expect(marked(policy, links, 33, 0)).toEqual([])
    }
  })
})

/** Returns the rows that an untimed rechoke with so many free slots marks. */
function marked(policy: OptimisticUnchokes, links: LinkTable, now: number, slots: number) {
  const unchoked = new Uint8Array(links.open.length)
  policy.mark({ now, links, unchoked, timed: false, recorder: null }, slots)
  return [0, 1, 2].filter((row) => unchoked[links.first + row] === 1)
}
