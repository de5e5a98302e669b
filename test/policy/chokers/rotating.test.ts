import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { chiSquare, chiSquareLimit } from '../../base/chi-square.js'
import { history } from '../../base/histories.js'
import { tuned } from '../../peer/make-peer.js'
import { LinkTable, type Row } from '../link-table.js'

function rotating(slots = 4, seed = 'seed'): Choker {
  const settings = tuned({ slots })
  return CHOKERS['seed-rotating'].make(settings, new Random(seed, 'choke'))
}

function takers(count: number): Row[] {
  return Array.from({ length: count }, () => ({ interested: true }))
}

/** Returns the rows unchoked last, the latest first. */
function latest(table: LinkTable): number[] {
  const kept = table.rows.flatMap(({ unchoked, interested }, row) =>
    unchoked && interested ? [row] : [],
  )
  return kept.sort((a, b) => table.row(b).unchokedAt - table.row(a).unchokedAt)
}

/** Returns how many rows of `next` are not in `before`. */
function fresh(before: readonly number[], next: readonly number[]): number {
  return next.filter((row) => !before.includes(row)).length
}

// Legout, Urvoy-Keller and Michiardi 2006, section 2.2: the seed keeps the peers unchoked last
// (SKU). In two rounds of three a random peer (SRU) replaces the oldest.
describe('a rotating seed', () => {
  it('keeps three and draws one, twice, then keeps four', () => {
    const table = new LinkTable(takers(30))
    const choker = rotating()
    let before = table.round(choker)
    const draws: number[] = []
    for (let i = 0; i < 30; i++) {
      const chosen = table.round(choker)
      expect(chosen).toHaveLength(4)
      draws.push(fresh(before, chosen))
      before = chosen
    }
    const [a, b, c] = draws
    expect([a, b, c].sort()).toEqual([0, 1, 1])
    expect(draws).toEqual(draws.map((_, i) => draws[i % 3]))
  })

  it('chokes the peer that was unchoked longest ago', () => {
    const table = new LinkTable(takers(30))
    const choker = rotating()
    table.round(choker)
    for (let i = 0; i < 30; i++) {
      table.round(choker)
      const order = latest(table)
      const chosen = table.round(choker)
      // Equal times occur only at the start, when all four were drawn at once.
      const kept = order.filter((row) => chosen.includes(row))
      if (i > 6) expect(kept).toEqual(order.slice(0, kept.length))
      expect(kept.length).toBeGreaterThanOrEqual(3)
    }
  })

  it('never draws the peer that has just lost its turn, if another waits', () => {
    for (let seed = 0; seed < 40; seed++) {
      const table = new LinkTable(takers(5))
      const choker = rotating(4, `${seed}`)
      let before = table.round(choker)
      const draws = Array.from({ length: 3 }, () => {
        const count = fresh(before, table.round(choker))
        before = table.rows.flatMap(({ unchoked }, row) => (unchoked ? [row] : []))
        return count
      })
      expect(draws.sort()).toEqual([0, 1, 1])
    }
  })

  it('ignores rates and snubs: no peer is served more', () => {
    const table = new LinkTable(takers(8))
    for (let row = 0; row < 8; row++) table.set(row, { rate: 10 ** row, snubbed: row > 3 })
    const plain = new LinkTable(takers(8))
    const [one, other] = [rotating(), rotating()]
    for (let i = 0; i < 50; i++) expect(table.round(one)).toEqual(plain.round(other))
  })

  it('replaces between rounds only peers that lost interest or left', () => {
    const table = new LinkTable(takers(12))
    const choker = rotating()
    for (let i = 0; i < 12; i++) {
      const before = table.round(choker)
      const gone = before[i % 4]
      table.set(gone, { interested: false, unchoked: false })
      const chosen = table.rechoke(choker, false)
      expect(chosen).toHaveLength(4)
      expect(chosen).toEqual(expect.arrayContaining(before.filter((row) => row !== gone)))
      table.set(gone, { interested: true })
    }
  })

  it('changes nothing between rounds if nothing has changed', () => {
    const table = new LinkTable(takers(12))
    const choker = rotating()
    for (let i = 0; i < 12; i++) {
      const before = table.round(choker)
      expect(table.rechoke(choker, false)).toEqual(before)
    }
  })

  it('reports its reasons', () => {
    const table = new LinkTable([...takers(6), { interested: false }, { open: false }])
    const chosen = table.round(rotating())
    for (const row of chosen) expect(['optimistic', 'next-in-turn']).toContain(table.reasons[row])
    expect(table.reasons[6]).toBe('not-interested')
    expect(table.reasons[7]).toBeUndefined()
    expect(table.reasons.filter((reason) => reason === 'slots-full')).toHaveLength(2)
  })

  it('draws nobody while nobody waits', () => {
    const table = new LinkTable(takers(4))
    const choker = rotating()
    table.round(choker)
    for (let round = 0; round < 6; round++) {
      expect(table.round(choker)).toEqual([0, 1, 2, 3])
      expect(table.reasons).not.toContain('optimistic')
    }
  })

  it('never unchokes more peers than it has slots, nor uninterested ones', () => {
    const rows = fc.array(fc.record({ interested: fc.boolean() }), {
      minLength: 1,
      maxLength: 9,
      size: 'max',
    })
    const rounds = history(fc.record({ timed: fc.boolean(), row: fc.nat(8), to: fc.boolean() }), 40)
    fc.assert(
      fc.property(rows, rounds, fc.integer({ min: 1, max: 5 }), (first, changes, slots) => {
        const table = new LinkTable(first)
        const choker = rotating(slots)
        for (const { timed, row, to } of changes) {
          table.set(row % first.length, { interested: to })
          const before = latest(table)
          const chosen = timed ? table.round(choker) : table.rechoke(choker, false)
          const hungry = table.rows.filter(({ interested }) => interested).length
          expect(chosen).toHaveLength(Math.min(slots, hungry))
          for (const one of chosen) expect(table.row(one).interested).toBe(true)
          // At most one peer with a slot makes room for a newcomer.
          const left = before.filter((one) => !chosen.includes(one))
          expect(left.length).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 200 },
    )
  })

  // 20 equals, 4 slots, 6,000 rounds of 10 s: 1,200 rounds each. A drawn peer stays until the
  // fourth draw after it, which is 6 rounds. So each has 6 rounds times its share of 4,000 draws,
  // one in 16 of those outside: the deviation is below 6 times that binomial's.
  it('serves twenty equals evenly', () => {
    const table = new LinkTable(takers(20))
    const choker = rotating()
    const rounds = new Array<number>(20).fill(0)
    const draws = new Array<number>(20).fill(0)
    let before: number[] = []
    for (let i = 0; i < 6000; i++) {
      const chosen = table.round(choker)
      for (const row of chosen) rounds[row]++
      for (const row of chosen) if (!before.includes(row)) draws[row]++
      before = chosen
    }
    const sigma = 6 * Math.sqrt(4000 * (1 / 16) * (15 / 16))
    for (const count of rounds) expect(Math.abs(count - 1200)).toBeLessThan(4 * sigma)
    expect(chiSquare(draws)).toBeLessThan(chiSquareLimit(19))
  })
})
