import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linksOf, maxMinRates, type Topology } from './max-min.js'

/** Links of a few bytes/s, which often produce ties and chains of bottlenecks. */
const topologies: fc.Arbitrary<Topology> = fc
  .record({
    up: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
    down: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
  })
  .chain(({ up, down }) => {
    const flow = fc.record({
      up: fc.nat({ max: up.length - 1 }),
      down: fc.nat({ max: down.length - 1 }),
    })
    return fc.record({
      up: fc.constant(up),
      down: fc.constant(down),
      flows: fc.array(flow, { maxLength: 20 }),
    })
  })

describe('max-min fair rates', () => {
  it('overload no link, and every flow has a bottleneck', () =>
    fc.assert(
      fc.property(topologies, (topology) => {
        const rates = maxMinRates(topology)
        const { capacities, paths } = linksOf(topology)
        const on = (link: number) => rates.filter((_, flow) => paths[flow].includes(link))
        const full = capacities.map((capacity, link) => {
          const load = on(link).reduce((a, b) => a + b, 0)
          expect(load).toBeLessThan(capacity * (1 + 1e-9))
          return load > capacity * (1 - 1e-9)
        })
        for (const [flow, path] of paths.entries()) {
          // A full link on which no flow has more.
          const bottleneck = path.some(
            (link) => full[link] && Math.max(...on(link)) < rates[flow] * (1 + 1e-9),
          )
          expect(bottleneck).toBe(true)
        }
      }),
    ))

  it('share what a slower link leaves free', () =>
    expect(
      maxMinRates({
        up: [10, 10],
        down: [2, 100],
        flows: [
          { up: 0, down: 0 },
          { up: 0, down: 1 },
          { up: 1, down: 1 },
          { up: 1, down: 1 },
        ],
      }),
    ).toEqual([2, 8, 5, 5]))
})
