import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { sum } from '../../../src/lab/stats/statistics.js'
import { Mesh } from '../../../src/sim/overlays/mesh.js'
import { run, summaryOf } from '../swarm-sample.js'
import { evenModel, FEW_LINKS } from './model-sample.js'

/** Returns how many neighbours each node of a mesh has. */
function degrees(count: number, links: number, seed: string): number[] {
  const mesh = new Mesh(count, links, new Random(seed, 'mesh'))
  const found = new Array<number>(count).fill(0)
  for (let node = 0; node < count; node++) {
    for (let feed = 0; feed < links; feed++) {
      const other = mesh.parent(node, feed)
      if (other < 0) continue
      found[node]++
      found[other]++
    }
  }
  return found
}

describe('a mesh', () => {
  it('links each node to as many earlier ones as it should, and has no hubs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 12 }),
        fc.string(),
        (count, links, seed) => {
          const found = degrees(count, links, seed)
          const before = Array.from({ length: count }, (_, node) => Math.min(links, node))
          expect(sum(found)).toBe(2 * sum(before))
          expect(Math.max(...found)).toBeLessThanOrEqual(3 * links)
        },
      ),
    )
  })
})

describe('choking no neighbour', () => {
  const outcome = (model: unknown, peer: object, seed: number) => {
    const settings = evenModel(model, 100, 32, { seed, peer: { ...FEW_LINKS, ...peer } })
    const { seedCopies, meanSeconds } = summaryOf(settings, run(settings).measurements)
    return { copies: seedCopies as number, seconds: meanSeconds as number }
  }
  const seeds = [1, 2]

  it('makes the source send more and all peers wait longer, the more neighbours there are', () => {
    for (const seed of seeds) {
      const [few, many] = [3, 12].map((links) => outcome({ kind: 'mesh', links }, {}, seed))
      expect(many.copies).toBeGreaterThan(1.2 * few.copies)
      expect(many.seconds).toBeGreaterThan(1.2 * few.seconds)
    }
  })

  it('is why a mesh is slower than a swarm: a swarm without choking is as slow', () => {
    const everybody = { choker: 'unchoke-all', seedChoker: 'unchoke-all' }
    for (const seed of seeds) {
      const four = outcome('swarm', {}, seed)
      const all = outcome('swarm', everybody, seed)
      expect(all.copies).toBeGreaterThan(1.5 * four.copies)
      expect(all.seconds).toBeGreaterThan(1.5 * four.seconds)
    }
  })
})
