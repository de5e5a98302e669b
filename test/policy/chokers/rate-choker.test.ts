import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { chiSquare, chiSquareLimit } from '../../base/chi-square.js'
import { history } from '../../base/histories.js'
import { type Tuning, tuned } from '../../peer/make-peer.js'
import { LinkTable, type Row } from '../link-table.js'

function fastest(tuning: Tuning = {}, seed = 'seed'): Choker {
  return CHOKERS['tit-for-tat'].make(tuned(tuning), new Random(seed, 'choke'))
}

/** Three regular slots and no optimistic unchoke. */
const regular: Tuning = { slots: 3, optimisticSlots: 0 }

function takers(...rates: number[]): Row[] {
  return rates.map((rate) => ({ interested: true, rate }))
}

describe('tit-for-tat unchokes', () => {
  it('the peers that upload fastest to us', () => {
    const table = new LinkTable(takers(5, 9, 1, 7, 3))
    expect(table.round(fastest(regular))).toEqual([0, 1, 3])
  })

  it('no uninterested peer while slots are free', () => {
    const table = new LinkTable([...takers(5), { rate: 9 }, ...takers(1)])
    expect(table.round(fastest(regular))).toEqual([0, 2])
  })

  it('no peer that snubs us, however fast', () => {
    const table = new LinkTable(takers(5, 9, 1, 7, 3))
    table.set(1, { snubbed: true })
    expect(table.round(fastest(regular))).toEqual([0, 3, 4])
  })

  it('in addition, uninterested peers faster than the slowest of those', () => {
    const rows = [...takers(5, 9, 4), { rate: 6 }, { rate: 4 }, { rate: 3 }, ...takers(1)]
    const table = new LinkTable(rows)
    expect(table.round(fastest(regular))).toEqual([0, 1, 2, 3])
    expect(table.reasons[3]).toBe('faster-but-uninterested')
  })

  it('no fast uninterested peer that snubs us or has sent no handshake', () => {
    const rows = [...takers(5, 9, 4), { rate: 6, snubbed: true }, { rate: 8, open: false }]
    expect(new LinkTable(rows).round(fastest(regular))).toEqual([0, 1, 2])
  })

  it('a fast uninterested peer in place of the slowest, once it is interested', () => {
    const table = new LinkTable([...takers(5, 9, 4), { rate: 6 }])
    const choker = fastest(regular)
    table.round(choker)
    table.set(3, { interested: true })
    expect(table.rechoke(choker, false)).toEqual([0, 1, 3])
  })

  it('in addition one optimistic unchoke, whatever its rate', () => {
    const table = new LinkTable(takers(5, 9, 1, 7, 3))
    const chosen = table.round(fastest({ slots: 4, optimisticSlots: 1 }))
    expect(chosen).toHaveLength(4)
    expect(chosen).toEqual(expect.arrayContaining([0, 1, 3]))
    expect(table.reasons.filter((reason) => reason === 'optimistic')).toHaveLength(1)
  })

  it('optimistically in all slots when all peers snub us', () => {
    const table = new LinkTable(takers(5, 9, 1, 7, 3).map((row) => ({ ...row, snubbed: true })))
    expect(table.round(fastest())).toHaveLength(4)
    expect(table.reasons.filter((reason) => reason === 'optimistic')).toHaveLength(4)
  })

  it('every interested peer while there are no more of them than slots', () => {
    const table = new LinkTable([...takers(0, 0), {}, ...takers(0)])
    expect(table.round(fastest())).toEqual([0, 1, 3])
  })

  it('no peer that snubs us without optimistic slots, even if slots stay free', () => {
    const table = new LinkTable(takers(5, 9, 1).map((row) => ({ ...row, snubbed: true })))
    table.set(1, { snubbed: false })
    expect(table.round(fastest(regular))).toEqual([1])
    expect(table.reasons).not.toContain('optimistic')
  })

  it('no peer at all without slots', () => {
    const table = new LinkTable(takers(5, 9, 1))
    expect(table.round(fastest({ slots: 0, optimisticSlots: 0 }))).toEqual([])
  })
})

describe('among equal rates', () => {
  it('tit-for-tat keeps its choice, round after round', () => {
    const table = new LinkTable(takers(...new Array<number>(20).fill(5)))
    const choker = fastest(regular)
    const chosen = table.round(choker)
    for (let i = 0; i < 30; i++) expect(table.round(choker)).toEqual(chosen)
  })

  // 4,000 draws of 3 of 8: by chi-square, no row is preferred.
  it('tit-for-tat prefers none that came first', () => {
    const counts = new Array<number>(8).fill(0)
    for (let i = 0; i < 4000; i++) {
      const table = new LinkTable(takers(...new Array<number>(8).fill(5)))
      for (const row of table.round(fastest(regular, `${i}`))) counts[row]++
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(7))
  })
})

describe('an optimistic unchoke', () => {
  const tuning: Tuning = { slots: 1, optimisticSlots: 1 }

  it('lasts for 30 s: three timed rounds', () => {
    const table = new LinkTable(takers(...new Array<number>(50).fill(0)))
    const choker = fastest(tuning)
    const guests = Array.from({ length: 30 }, () => table.round(choker).join())
    for (let i = 0; i < 30; i += 3) expect(new Set(guests.slice(i, i + 3)).size).toBe(1)
    expect(new Set(guests).size).toBeGreaterThan(7)
  })

  it('lasts as long as the settings say', () => {
    const table = new LinkTable(takers(...new Array<number>(50).fill(0)))
    const choker = fastest({ ...tuning, rechokeSeconds: 5, optimisticSeconds: 20 })
    const guests = Array.from({ length: 20 }, () => table.round(choker, 5).join())
    for (let i = 0; i < 20; i += 4) expect(new Set(guests.slice(i, i + 4)).size).toBe(1)
  })

  it('lasts 30 s too if it begins just before a timed round', () => {
    const table = new LinkTable(takers(...new Array<number>(50).fill(0)))
    const choker = fastest(tuning)
    table.now = 9
    const guest = table.rechoke(choker, false)
    expect(table.round(choker, 1)).toEqual(guest)
    for (let at = 20; at <= 30; at += 10) expect(table.round(choker)).toEqual(guest)
    expect(table.round(choker, 8.9)).toEqual(guest)
    expect(table.round(choker, 0.2)).not.toEqual(guest)
  })

  it('is not shortened by rechokes between rounds', () => {
    const table = new LinkTable(takers(...new Array<number>(50).fill(0)))
    const choker = fastest(tuning)
    const guest = table.round(choker)
    for (let i = 0; i < 9; i++) expect(table.rechoke(choker, false)).toEqual(guest)
    expect([table.round(choker), table.round(choker)]).toEqual([guest, guest])
  })

  it('is replaced at once when the peer loses interest', () => {
    const table = new LinkTable(takers(0, 0, 0))
    const choker = fastest(tuning)
    const [guest] = table.round(choker)
    table.set(guest, { interested: false })
    const [next] = table.rechoke(choker, false)
    expect(next).not.toBe(guest)
    expect(table.row(next).interested).toBe(true)
  })

  it('goes to another peer when its peer earns a regular slot', () => {
    const table = new LinkTable(takers(4, 3, 0, 0, 0))
    const choker = fastest({ slots: 3, optimisticSlots: 1 })
    const [guest] = table.round(choker).filter((row) => row > 1)
    table.set(guest, { rate: 9 })
    const chosen = table.round(choker)
    expect(chosen).toHaveLength(3)
    expect(chosen).toEqual(expect.arrayContaining([0, guest]))
    expect(table.reasons[guest]).toBe('fastest')
  })

  // BEP 3: 20,000 draws among six newcomers and six unchoked before, by chi-square.
  it('goes to a newcomer three times as often', () => {
    const counts = new Array<number>(12).fill(0)
    for (let i = 0; i < 20_000; i++) {
      const rows = takers(...new Array<number>(12).fill(0))
      const old = rows.map((row, at) => ({ ...row, unchokedAt: at < 6 ? -1 : 100 }))
      const [guest] = new LinkTable(old).round(fastest(tuning, `${i}`))
      counts[guest]++
    }
    const shares = counts.map((_, row) => (row < 6 ? 3 : 1))
    expect(chiSquare(counts, shares)).toBeLessThan(chiSquareLimit(11))
  })
})

// As in libtorrent's simulation of optimistic unchokes: twenty idle equals and one slot. Each of
// 2,000 draws is one of 20 with equal probability, so a peer's time is 30 s times a binomial count
// of mean 100 and deviation 9.7. All must be within four deviations, and chi-square must agree.
it('twenty equal idle peers share the one optimistic slot evenly', () => {
  const table = new LinkTable(takers(...new Array<number>(20).fill(0)))
  const choker = fastest({ slots: 1, optimisticSlots: 1 })
  const seconds = new Array<number>(20).fill(0)
  const guests = 2000
  for (let i = 0; i < guests * 3; i++) for (const row of table.round(choker)) seconds[row] += 10
  const sigma = 30 * Math.sqrt(guests * (1 / 20) * (19 / 20))
  for (const time of seconds) expect(Math.abs(time - (guests * 30) / 20)).toBeLessThan(4 * sigma)
  expect(chiSquare(seconds.map((time) => time / 30))).toBeLessThan(chiSquareLimit(19))
})

const someRows = fc.array(
  fc.record({
    open: fc.constant(true),
    interested: fc.boolean(),
    snubbed: fc.boolean(),
    rate: fc.integer({ min: 0, max: 6 }),
  }),
  { minLength: 1, maxLength: 12, size: 'max' },
)

/** Generates a history: the initial rows, and the changes before each further rechoke. */
const histories = fc.record({
  slots: fc.integer({ min: 1, max: 6 }),
  optimistic: fc.integer({ min: 0, max: 6 }),
  rows: someRows,
  rounds: history(fc.record({ timed: fc.boolean(), changes: someRows, row: fc.nat(11) }), 25),
})

/**
 * Returns the regular slots by BEP 3: sort the interested peers that do not snub us by rate and
 * take the first ones.
 */
function seatsByTheBook(rows: readonly Required<Row>[], seats: number): number[] {
  const willing = rows.filter(({ interested, snubbed }) => interested && !snubbed)
  return willing
    .map(({ rate }) => rate)
    .sort((a, b) => b - a)
    .slice(0, seats)
}

/**
 * Returns whether BEP 3 permits a rechoke's choice; `stays` are the rows that must keep their
 * optimistic unchoke.
 */
function byTheBook(
  table: LinkTable,
  chosen: readonly number[],
  { slots, seats, stays }: { slots: number; seats: number; stays: readonly number[] },
): void {
  const { rows, reasons } = table
  const withReason = (reason: string) => chosen.filter((row) => reasons[row] === reason)
  const [seated, guests] = [withReason('fastest'), withReason('optimistic')]
  const others = withReason('faster-but-uninterested')
  expect(seated.length + guests.length + others.length).toBe(chosen.length)

  const rates = seatsByTheBook(rows, seats)
  expect(seated.map((row) => rows[row].rate).sort((a, b) => b - a)).toEqual(rates)
  for (const row of seated) expect(rows[row]).toMatchObject({ interested: true, snubbed: false })

  const hungry = rows.flatMap(({ interested }, row) =>
    interested && !seated.includes(row) ? [row] : [],
  )
  const most = seats < slots ? slots - seated.length : 0
  expect(guests).toHaveLength(Math.min(most, hungry.length))
  for (const row of guests) expect(hungry).toContain(row)
  const staying = stays.filter((row) => hungry.includes(row))
  const missed = staying.filter((row) => !guests.includes(row))
  // An optimistic unchoke ends early only if there is no room for all that are not over.
  if (missed.length > 0) expect(guests.every((row) => staying.includes(row))).toBe(true)

  const slowest = rates.length === seats && seats > 0 ? rates[seats - 1] : Number.POSITIVE_INFINITY
  const faster = rows.flatMap(({ interested, snubbed, rate }, row) =>
    !interested && !snubbed && rate > slowest ? [row] : [],
  )
  expect([...others].sort()).toEqual([...faster].sort())
}

describe('over any history of rates and interest', () => {
  it('each rechoke follows BEP 3', () => {
    fc.assert(
      fc.property(
        histories,
        fc.nat(9999).map(String),
        ({ slots, optimistic, rows, rounds }, seed) => {
          const optimisticSlots = Math.min(slots, optimistic)
          const choker = fastest({ slots, optimisticSlots }, seed)
          const table = new LinkTable(rows)
          /** Timed rounds that each optimistic unchoke has lasted so far. */
          let guests = new Map<number, number>()
          for (const { timed, changes, row } of rounds) {
            for (const [i, change] of changes.entries()) table.set((row + i) % rows.length, change)
            const chosen = timed ? table.round(choker) : table.rechoke(choker, false)
            const had = (guest: number) => (guests.get(guest) ?? 0) + (timed ? 1 : 0)
            const stays = [...guests.keys()].filter((guest) => had(guest) < 3)
            byTheBook(table, chosen, { slots, seats: slots - optimisticSlots, stays })
            const now = chosen.filter((guest) => table.reasons[guest] === 'optimistic')
            guests = new Map(now.map((guest) => [guest, stays.includes(guest) ? had(guest) : 0]))
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

it('seed-fastest unchokes the peers with the highest rates, as tit-for-tat does', () => {
  const choker = CHOKERS['seed-fastest'].make(tuned(regular), new Random('seed', 'choke'))
  expect(new LinkTable(takers(5, 9, 1, 7, 3)).round(choker)).toEqual([0, 1, 3])
})
