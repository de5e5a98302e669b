import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { OptimisticUnchokes } from '../../../src/policy/chokers/optimistic-unchokes.js'
import { type Tuning, tuned } from '../../peer/make-peer.js'
import { LinkTable } from '../link-table.js'

const make = (choker: string, tuning: Tuning) =>
  CHOKERS[choker].make(tuned(tuning), new Random('seed', 'choke'))

/** The rates of the six peers that want to download, bytes/s: the last three send nothing. */
const RATES = [3000, 2000, 1000, 0, 0, 0]

/** Runs rounds of 10 s. Returns, for each, who is served and who of them optimistically. */
function serve(choker: string, rounds: number, tuning: Tuning) {
  const rows = RATES.map((rate, row) => ({ interested: true, rate, held: row < 3 ? 0 : 50 }))
  const table = new LinkTable(rows)
  const policy = make(choker, tuning)
  return Array.from({ length: rounds }, () => {
    for (const [row, rate] of RATES.entries())
      table.set(row, { received: table.row(row).received + 10 * rate })
    const served = table.round(policy)
    const optimistic = RATES.map((_, row) => row).filter(
      (row) => table.reasons[row] === 'optimistic',
    )
    return { served, optimistic }
  })
}

describe('optimistic unchokes', () => {
  const welcoming = ['tit-for-tat', 'by-rate', 'block-tit-for-tat', 'prop-share', 'anti-leech']

  it.each(welcoming)('serve one peer more than the choker ranks: %s', (choker) => {
    for (const { served, optimistic } of serve(choker, 20, { slots: 4, optimisticSlots: 1 })) {
      expect(served).toEqual([...new Set([0, 1, 2, ...optimistic])])
      expect(optimistic).toHaveLength(1)
      expect(RATES[optimistic[0]]).toBe(0)
    }
  })

  it.each(welcoming)('each last 30 s, and reach every peer: %s', (choker) => {
    const rounds = serve(choker, 90, { slots: 4, optimisticSlots: 1 })
    const rows = rounds.map(({ optimistic }) => optimistic[0])
    for (let turn = 0; turn < 90; turn += 3) {
      expect(new Set(rows.slice(turn, turn + 3)).size).toBe(1)
    }
    expect([...new Set(rows)].sort()).toEqual([3, 4, 5])
  })

  it.each(welcoming)('are never given if the settings allow none: %s', (choker) => {
    for (const { served, optimistic } of serve(choker, 5, { slots: 4, optimisticSlots: 0 })) {
      expect(optimistic).toEqual([])
      expect(served).toEqual(expect.arrayContaining([0, 1, 2]))
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
})
