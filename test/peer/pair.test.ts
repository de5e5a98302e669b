import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../src/peer/geometry.js'
import { torrent } from './make-peer.js'
import { Bench } from './pair.js'

describe('a seed and a leecher', () => {
  it('exchange messages as in BEP 3', () => {
    const bench = new Bench({ geometry: torrent(1, 2) })
    const seed = bench.join('seed', { holds: 'all' })
    const leech = bench.join('leech')
    bench.link(seed, leech)
    expect(bench.completes(60)).toBe(true)
    bench.run(1)
    expect(bench.sent(seed, leech)).toEqual([
      'handshake',
      'bitfield 0',
      'unchoke',
      'piece 0.0',
      'piece 0.1',
      'close',
    ])
    expect(bench.sent(leech, seed)).toEqual([
      'handshake',
      'interested',
      'request 0.0',
      'request 0.1',
      'have 0',
      'notInterested',
      'close',
    ])
  })

  // 0.05 s one way: two for handshake and bitfield, one for unchoke, two for the request.
  it('take the time given by latency and uplink', () => {
    const bench = new Bench({ geometry: torrent(1, 3) })
    const seed = bench.join('seed', { holds: 'all', blockSeconds: 1 })
    const leech = bench.join('leech')
    bench.link(seed, leech)
    bench.completes(60)
    expect(bench.now).toBeCloseTo(0.05 * 6 + 3, 9)
  })

  // Depth 1 waits a round trip for each block; depth 5 keeps the uplink busy.
  it('slow down when the pipeline is shorter than the round trip', () => {
    const seconds = [1, 5].map((depth) => {
      const bench = new Bench({ geometry: torrent(1, 20), latencySeconds: 0.2 })
      const seed = bench.join('seed', { holds: 'all', blockSeconds: 0.1 })
      bench.link(seed, bench.join('leech', { tuning: { pipeline: { depth } } }))
      bench.completes(60)
      return bench.now
    })
    expect(seconds[0] - seconds[1]).toBeCloseTo(19 * 0.4, 6)
  })
})

describe('two linked peers', () => {
  it('exchange the pieces that each lacks, and disconnect as seeds', () => {
    const bench = new Bench()
    const a = bench.join('a', { holds: [0, 1] })
    const b = bench.join('b', { holds: [2, 3] })
    bench.link(a, b)
    expect(bench.completes(60)).toBe(true)
    bench.run(1)
    expect(a.peer.stats.uploadedBytes).toBe(8 * BLOCK_BYTES)
    expect(b.peer.stats.uploadedBytes).toBe(8 * BLOCK_BYTES)
    expect(a.ends).toEqual([])
    expect(b.ends).toEqual([])
  })

  it('continue after a lost connection without repeating a block', () => {
    const bench = new Bench()
    const seed = bench.join('seed', { holds: 'all' })
    const leech = bench.join('leech')
    bench.link(seed, leech)
    bench.run(0.85)
    const got = leech.ledger.here.size + leech.ledger.whole.size * 4
    bench.cut(seed, leech)
    expect(got).toBeGreaterThan(2)
    expect(bench.completes(60)).toBe(false)
    bench.link(seed, leech)
    expect(bench.completes(60)).toBe(true)
    expect(leech.peer.stats.duplicateBytes).toBe(0)
  })
})

it('a free rider uploads nothing and completes from a seed', () => {
  const bench = new Bench({ geometry: torrent(8, 4) })
  const seed = bench.join('seed', { holds: 'all' })
  const rider = bench.join('rider', { choker: 'none', seedChoker: 'none' })
  const leech = bench.join('leech')
  bench.link(seed, rider)
  bench.link(seed, leech)
  bench.link(rider, leech)
  expect(bench.completes(600)).toBe(true)
  expect(rider.peer.stats.uploadedBytes).toBe(0)
})

it('two runs of the same bench send the same messages', () => {
  const run = () => {
    const bench = new Bench({ geometry: torrent(6, 5, 77) })
    const tuning = { randomFirstPieces: 1 }
    const cast = { tuning, picker: 'rarest-first' }
    const members = [
      bench.join('seed', { holds: 'all' }),
      ...['a', 'b', 'c'].map((id) => bench.join(id, cast)),
    ]
    for (const a of members) for (const b of members) if (a.id < b.id) bench.link(a, b)
    bench.completes(600)
    return bench.words
  }
  expect(run()).toEqual(run())
})
