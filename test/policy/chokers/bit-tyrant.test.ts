import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { tuned } from '../../peer/make-peer.js'
import { LinkTable, type Row } from '../link-table.js'

/** Bytes sent per round: a capacity of 40,000 bytes/s, which is 10,000 bytes/s per slot. */
const ROUND_BYTES = 400_000

function tyrant(slots = 4): Choker {
  return CHOKERS['bit-tyrant'].make(tuned({ slots }), new Random('seed', 'choke'))
}

function takers(count: number, row: Row = {}): Row[] {
  return Array.from({ length: count }, () => ({ interested: true, ...row }))
}

/** Plays a round at full capacity. */
function spend(table: LinkTable, choker: Choker): number[] {
  const served = table.round(choker)
  for (const row of served) table.send(row, ROUND_BYTES / served.length)
  return served
}

/** Lets the choker measure its capacity, which takes two rounds. */
function measured(table: LinkTable, choker: Choker): number[] {
  spend(table, choker)
  return spend(table, choker)
}

describe('BitTyrant', () => {
  it('serves as many peers as it has slots until it knows its capacity', () => {
    const table = new LinkTable(takers(9))
    expect(table.round(tyrant())).toHaveLength(4)
    expect(table.rows.filter(({ unchoked }) => unchoked)).toHaveLength(4)
  })

  it('ranks peers of equal cost by their rate', () => {
    const table = new LinkTable(takers(9, { unchokesUs: true, rate: 10 }))
    const choker = tyrant(2)
    table.set(3, { rate: 30 })
    table.set(7, { rate: 20 })
    table.round(choker)
    expect(table.round(choker)).toEqual([3, 7])
    expect(table.reasons[3]).toBe('best-return')
    expect(table.reasons[0]).toBe('slots-full')
  })

  it('serves more peers as the cost of reciprocating ones falls by a tenth per round', () => {
    const table = new LinkTable(takers(30, { unchokesUs: true, rate: 5000 }))
    const choker = tyrant()
    const counts = [measured(table, choker).length]
    for (let i = 0; i < 12; i++) counts.push(spend(table, choker).length)
    // From the third repaid round on, each cost falls by a tenth per round. 40,000 buys four at
    // 10,000, and a fifth one once the four cost below 7,500 each: after the third cut (7,290).
    expect(counts.slice(0, 3)).toEqual([4, 4, 4])
    expect(counts.at(-1)).toBeGreaterThan(5)
    expect([...counts].sort((a, b) => a - b)).toEqual(counts)
  })

  it('serves another peer once one that does not reciprocate costs more', () => {
    const table = new LinkTable(takers(2))
    const choker = tyrant(1)
    const [first] = measured(table, choker)
    const served = Array.from({ length: 8 }, () => spend(table, choker).join())
    expect(served).toContain(`${first}`)
    expect(served).toContain(`${1 - first}`)
  })

  it('divides its uplink in proportion to the cost of each peer', () => {
    const table = new LinkTable(takers(2, { rate: 5000 }))
    const choker = tyrant(2)
    table.set(0, { unchokesUs: true })
    measured(table, choker)
    for (let i = 0; i < 6; i++) spend(table, choker)
    const turns = [0, 0]
    for (let i = 0; i < 1000; i++) {
      const next = choker.shares!.due(0) <= choker.shares!.due(1) ? 0 : 1
      choker.shares!.tookTurn(next)
      turns[next]++
    }
    expect(table.round(choker)).toEqual([0])
    // After three repaid rounds, one costs a tenth less each round, the other a fifth more.
    expect(turns[1]).toBeGreaterThan(1.5 * turns[0])
  })

  it('drops a peer that unchokes it and sends nothing', () => {
    const table = new LinkTable(takers(3))
    const choker = tyrant(1)
    table.set(0, { unchokesUs: true, rate: 0 })
    spend(table, choker)
    for (let i = 0; i < 5; i++) expect(spend(table, choker)).not.toContain(0)
  })

  it('estimates the rate of a peer from its haves, and serves the fastest', () => {
    const table = new LinkTable(takers(6))
    const choker = tyrant(1)
    measured(table, choker)
    for (let i = 0; i < 4; i++) {
      for (let row = 0; row < 6; row++) table.set(row, { held: i * (row === 4 ? 20 : 1) })
      spend(table, choker)
    }
    expect(spend(table, choker)).toEqual([4])
  })

  it('does not mistake the pieces a peer arrives with for downloads', () => {
    const table = new LinkTable(takers(3, { openedAt: 95 }))
    const choker = tyrant(1)
    table.now = 90
    table.round(choker)
    table.set(2, { held: 60 })
    for (let row = 0; row < 2; row++) table.set(row, { unchokesUs: true, rate: 50_000 })
    table.round(choker)
    expect(table.round(choker)).not.toContain(2)
  })

  it('forgets its estimates for a row when another peer gets it', () => {
    const table = new LinkTable(takers(2, { unchokesUs: true, rate: 100 }))
    const choker = tyrant(1)
    table.set(1, { rate: 900 })
    expect(table.round(choker)).toEqual([1])
    table.set(1, { openedAt: table.now + 1, unchokesUs: false, rate: 0, unchoked: false })
    table.set(0, { rate: 900 })
    expect(table.round(choker)).toEqual([0])
  })

  it('changes no cost before its capacity is measured', () => {
    const table = new LinkTable(takers(8))
    const choker = tyrant()
    // No peer requests anything or reciprocates: nothing is measured.
    for (let i = 0; i < 6; i++) expect(table.round(choker)).toHaveLength(4)
    // Once it is measured, only the four served last have failed to reciprocate.
    const last = spend(table, choker)
    const others = [0, 1, 2, 3, 4, 5, 6, 7].filter((row) => !last.includes(row))
    expect(spend(table, choker)).toEqual(others)
  })

  // Reference model: the rules of Piatek et al., over any history of who unchokes us.
  it('follows the rules of Piatek et al. for cost and rank, in any history', () => {
    const rate = fc.integer({ min: 1000, max: 60_000 })
    const flips = fc.array(fc.boolean(), { minLength: 25, maxLength: 25 })
    const peers = fc.array(fc.record({ rate, flips }), { minLength: 5, maxLength: 12 })
    fc.assert(
      fc.property(peers, (all) => {
        const table = new LinkTable(takers(all.length))
        const choker = tyrant()
        // By the end of the first round the capacity is known; those served have failed once.
        const first = spend(table, choker)
        let served = spend(table, choker)
        const model = all.map((_, row) => ({
          u: first.includes(row) ? 12_000 : 10_000,
          d: 10_000,
          repaid: 0,
        }))
        for (let round = 0; round < 25; round++) {
          for (const [row, { rate: given, flips: open }] of all.entries()) {
            const one = model[row]
            const received = table.row(row).received + (open[round] ? given * 10 : 0)
            table.set(row, { unchokesUs: open[round], rate: open[round] ? given : 0, received })
            if (open[round]) one.d = given
            if (!served.includes(row)) continue
            if (open[round]) one.repaid++
            else one.repaid = 0
            if (!open[round]) one.u *= 1.2
            else if (one.repaid >= 3) one.u *= 0.9
          }
          const ranked = [...model.keys()].sort(
            (a, b) => model[b].d / model[b].u - model[a].d / model[a].u,
          )
          // The best peer is served whatever it costs.
          let left = 40_000 * (1 + 1e-9)
          let count = 0
          while (count < ranked.length && (left -= model[ranked[count]].u) >= 0) count++
          served = spend(table, choker)
          // Which of several equal returns is served is left to chance.
          const returns = (rows: number[]) => rows.map((row) => model[row].d / model[row].u)
          const expected = returns(ranked.slice(0, Math.max(1, count)))
          expect(returns(served).sort((a, b) => b - a)).toEqual(expected)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('judges no peer by a round in which it was served only in part', () => {
    const table = new LinkTable(takers(2, { interested: false }))
    const choker = tyrant(2)
    table.set(0, { interested: true, unchokesUs: true, rate: 9000 })
    measured(table, choker)
    // The second gets its slot between two rounds, and cannot have reciprocated by the next one.
    table.set(1, { interested: true })
    table.now += 9
    expect(table.rechoke(choker, false)).toEqual([0, 1])
    const before = choker.shares!.due(1)
    table.round(choker, 1)
    choker.shares!.tookTurn(1)
    // Its share is still the initial estimate of its cost: 40,000 over two slots.
    expect(choker.shares!.due(1) - before).toBeCloseTo(1 / 20_000, 12)
  })

  it('counts an unchoke that ended within the round as reciprocated', () => {
    const served = (unchokedUs: boolean) => {
      const table = new LinkTable(takers(2, { unchokesUs: true, rate: 9000 }))
      const choker = tyrant(2)
      measured(table, choker)
      table.set(0, { unchokesUs: false, unchokedUs })
      for (let i = 0; i < 8; i++) spend(table, choker)
      return table.round(choker)
    }
    expect(served(true)).toContain(0)
    expect(served(false)).not.toContain(0)
  })

  it('withholds the excess if its setting says so: each gets its cost a round, no more', () => {
    const choker = CHOKERS['bit-tyrant'].make(tuned({ slots: 4 }), new Random('seed', 'choke'), {
      withheld: 1,
    })
    const table = new LinkTable(takers(2, { unchokesUs: true, rate: 9000 }))
    for (let i = 0; i < 5; i++) spend(table, choker)
    const before = table.row(0).sent
    const link = table.first
    while (choker.maySend!(table, link)) table.send(0, 1000)
    expect(table.row(0).sent - before).toBeLessThanOrEqual(100_000 + 1000)
    table.round(choker)
    expect(choker.maySend!(table, link)).toBe(true)
    expect(tyrant().maySend).toBeUndefined()
  })

  it('always serves some interested peer, and only interested ones', () => {
    const table = new LinkTable([{ interested: false, rate: 99, unchokesUs: true }, ...takers(1)])
    const choker = tyrant()
    for (let i = 0; i < 60; i++) expect(spend(table, choker)).toEqual([1])
  })
})
