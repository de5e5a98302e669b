import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Geometry } from '../../src/peer/geometry.js'
import type { Choker } from '../../src/peer/policy.js'
import { history, hundredths } from '../base/histories.js'
import type { Tuning } from './make-peer.js'
import { Bench, type Member, type MemberCast } from './pair.js'

const geometries = fc
  .record({
    pieceBytes: fc.integer({ min: 1, max: 6 * 16384 }),
    pieces: fc.integer({ min: 1, max: 24 }),
    last: hundredths(1),
  })
  .map(({ pieceBytes, pieces, last }) => {
    const lastBytes = Math.max(1, Math.round(last * pieceBytes))
    return new Geometry((pieces - 1) * pieceBytes + lastBytes, pieceBytes)
  })

const tunings: fc.Arbitrary<Tuning> = fc.record({
  endgame: fc.record({
    scope: fc.constantFrom('torrent', 'piece', 'off'),
    threshold: fc.constantFrom(0, 0.1, 0.5, 1),
    idleLinksOnly: fc.boolean(),
    mostLinks: fc.constantFrom(1, 2, 10_000),
  }),
  pipeline: fc.record({
    mode: fc.constantFrom('fixed', 'adaptive', 'spread'),
    depth: fc.integer({ min: 1, max: 8 }),
    most: fc.integer({ min: 8, max: 40 }),
    neighbours: fc.integer({ min: 1, max: 9 }),
    idleLinks: fc.constantFrom('wait', 'begin'),
  }),
  strictPriority: fc.boolean(),
  startedPieces: fc.constantFrom('rarest', 'equally-rare', 'oldest'),
  randomFirstPieces: fc.integer({ min: 0, max: 4 }),
  slots: fc.integer({ min: 1, max: 4 }),
})

const casts: fc.Arbitrary<MemberCast> = fc.record({
  tuning: tunings,
  picker: fc.constantFrom('rarest-first', 'random', 'in-order', 'streaming'),
  choker: fc.constantFrom('tit-for-tat', 'unchoke-all'),
  seedChoker: fc.constantFrom('seed-fastest', 'seed-rotating', 'unchoke-all'),
  blockSeconds: hundredths(0.5),
  hashSeconds: fc.constantFrom(0, 1),
  seed: fc.nat(9999).map(String),
})

const swarms = fc.record({
  geometry: geometries,
  latencySeconds: hundredths(0.5),
  casts: fc.array(casts, { minLength: 2, maxLength: 4, size: 'max' }),
  /** Pieces that each leecher starts with, as the bits of a number. */
  holds: fc.array(fc.nat(2 ** 24 - 1), { minLength: 4, maxLength: 4 }),
  /** Connections that break: when, whose, and how long until they reopen. */
  cuts: history(
    fc.record({
      at: hundredths(12),
      who: fc.nat(3),
      whom: fc.nat(3),
      again: hundredths(8),
    }),
    8,
  ),
  /** When the last of three or more members leaves, if it does. */
  leavesAt: fc.option(hundredths(12)),
})

type Swarm = typeof swarms extends fc.Arbitrary<infer T> ? T : never

/** Creates a bench whose first member is a seed and whose members are all linked. */
function gather({ geometry, latencySeconds, casts, holds, cuts, leavesAt }: Swarm): Bench {
  const bench = new Bench({ geometry, latencySeconds })
  const members = casts.map((cast, i) => {
    const held = Array.from({ length: geometry.pieceCount }, (_, piece) => piece)
    const some = held.filter((piece) => ((holds[i] >> piece) & 1) === 1)
    return bench.join(`${i}`, { ...cast, holds: i === 0 ? 'all' : some })
  })
  for (const [i, a] of members.entries()) for (const b of members.slice(0, i)) bench.link(a, b)
  for (const { at, who, whom, again } of cuts) {
    const [a, b] = [members[who % members.length], members[whom % members.length]]
    if (a === b) continue
    bench.after(at, () => bench.cut(a, b))
    bench.after(at + again, () => bench.link(a, b))
  }
  if (leavesAt !== null && members.length > 2) {
    bench.after(leavesAt, () => bench.leave(members[members.length - 1]))
  }
  return bench
}

/** A choker that unchokes every neighbour. */
const openHouse: Choker = {
  rechoke({ links: { first, end, open }, unchoked }) {
    for (let link = first; link < end; link++) unchoked[link] = open[link]
  },
}

function balances(member: Member): void {
  const { peer, ledger, lackedBytes } = member
  expect(peer.leftBytes).toBe(0)
  expect(peer.stats.downloadedBytes).toBe(ledger.heardBytes)
  expect(peer.stats.duplicateBytes).toBe(ledger.againBytes)
  expect(peer.stats.downloadedBytes - peer.stats.duplicateBytes - peer.stats.corruptBytes).toBe(
    lackedBytes,
  )
  expect(peer.stats.unchokedByCount).toBe(ledger.openDoors)
  expect(peer.stats.chokedSeconds(member.completedAt)).toBeCloseTo(member.shutOutSeconds, 9)
  expect(member.toldSeconds).toBeCloseTo(member.servedSeconds, 9)
}

// Each member's ledger rejects forbidden messages at once: duplicates, indexes beyond the torrent,
// requests beyond the pipeline depth or while choked.
describe('a few peers with any settings, while any connections break', () => {
  it('all complete, and each byte arrives once apart from counted duplicates', () => {
    fc.assert(
      fc.property(swarms, (swarm) => {
        const bench = gather(swarm)
        expect(bench.completes(7200)).toBe(true)
        for (const member of bench.members) balances(member)
      }),
      { numRuns: 400 },
    )
  })

  it('no duplicates arrive without endgame, chokes or broken links', () => {
    fc.assert(
      fc.property(swarms, (swarm) => {
        const calm = swarm.casts.map((cast) => ({
          ...cast,
          choker: openHouse,
          seedChoker: openHouse,
          tuning: { ...cast.tuning, endgame: { scope: 'off' as const }, snubSeconds: 7200 },
        }))
        const bench = gather({ ...swarm, casts: calm, cuts: [] })
        expect(bench.completes(7200)).toBe(true)
        for (const { peer } of bench.members) expect(peer.stats.duplicateBytes).toBe(0)
      }),
      { numRuns: 250 },
    )
  })

  it('all complete although neighbours that unchoked them fall silent', () => {
    const silences = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(swarms, silences, (swarm, silentFrom) => {
        const casts = swarm.casts.map((cast, i) => ({
          ...cast,
          tuning: { ...cast.tuning, slots: 4 },
          choker: 'unchoke-all',
          seedChoker: 'unchoke-all',
          ...(i > 0 && { silentFrom: silentFrom[i - 1] }),
        }))
        const bench = gather({ ...swarm, casts })
        expect(bench.completes(7200)).toBe(true)
        for (const member of bench.members) balances(member)
      }),
      { numRuns: 250 },
    )
  })

  it('all complete although blocks are corrupted in transit now and then', () => {
    fc.assert(
      fc.property(swarms, fc.integer({ min: 2, max: 30 }), (swarm, every) => {
        let sent = 0
        const spoils = () => ++sent <= 60 && sent % every === 0
        const bench = gather({
          ...swarm,
          casts: swarm.casts.map((cast) => ({ ...cast, spoils })),
        })
        // A neighbour disconnected for corruption comes back: here the wire was at fault.
        const again = () => {
          for (const a of bench.members)
            for (const b of bench.members) if (a !== b) bench.link(a, b)
          bench.after(30, again)
        }
        bench.after(30, again)
        expect(bench.completes(7200)).toBe(true)
        for (const member of bench.members) balances(member)
      }),
      { numRuns: 250 },
    )
  })
})
