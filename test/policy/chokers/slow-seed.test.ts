import { describe, expect, it } from 'vitest'
import type { Summary } from '../../../src/lab/summary/summary.js'
import { run, settingsOf, summaryOf } from '../../sim/swarm-sample.js'
import { pairedT } from '../paired-t.js'

/** Runs `slow-seed`, scaled down: 20 leechers of an origin no faster than they are, 64 pieces. */
function slowSeed(seed: number, leechers: object, origin: object = {}): Summary {
  const settings = settingsOf(
    {
      origin: { holds: 'all', access: { preset: 'origin', up: '400 kbit/s' }, ...origin },
      leechers: { count: 20, arrive: { kind: 'flash', over: '10 s' }, ...leechers },
    },
    { torrent: { size: '8 MiB', pieceLength: '128 KiB' }, seed },
  )
  return summaryOf(settings, run(settings).measurements)
}

const seeds = Array.from({ length: 20 }, (_, i) => i + 1)

const plain = seeds.map((seed) => slowSeed(seed, {}))
const gains = (others: readonly Summary[], key: 'meanSeconds' | 'copiesUntilAllPiecesOut') =>
  others.map((other, i) => (other[key] as number) - (plain[i][key] as number))

// Of twenty pairs, t exceeds 2.86 by chance once in 200.
describe('under a slow seed, with shared random seeds', () => {
  it('rarest first beats random', () => {
    const random = seeds.map((seed) => slowSeed(seed, { picker: 'random' }))
    expect(pairedT(gains(random, 'meanSeconds'))).toBeGreaterThan(2.86)
  })

  it('super-seeding beats a plain seed, which sends more before all pieces are out', () => {
    const careful = seeds.map((seed) => slowSeed(seed, {}, { superSeeding: true }))
    expect(careful.every(({ completed }) => completed === 20)).toBe(true)
    expect(pairedT(gains(careful, 'copiesUntilAllPiecesOut'))).toBeLessThan(-2.86)
    expect(pairedT(gains(careful, 'meanSeconds'))).toBeLessThan(-2.86)
  })
})
