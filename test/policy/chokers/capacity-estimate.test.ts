import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CapacityEstimate } from '../../../src/policy/chokers/capacity-estimate.js'
import { LinkTable } from '../link-table.js'

it('a capacity is the rate of the best round; rounds without a notable rise are steady', () => {
  const rounds = fc.array(
    fc.record({ seconds: fc.nat(3), rate: fc.constantFrom(0, 1, 98, 100, 104, 200) }),
  )
  fc.assert(
    fc.property(rounds, (history) => {
      const table = new LinkTable([{}])
      const estimate = new CapacityEstimate()
      let now = 0
      estimate.measure(now, table)
      let [best, steady] = [0, 0]
      for (const { seconds, rate } of history) {
        now += seconds
        table.send(0, rate * seconds)
        estimate.measure(now, table)
        if (seconds > 0 && rate > 0) steady = rate > best * 1.05 ? 0 : steady + 1
        if (seconds > 0) best = Math.max(best, rate)
        expect([estimate.bytesPerSecond, estimate.steadyRounds]).toEqual([best, steady])
      }
    }),
  )
})
