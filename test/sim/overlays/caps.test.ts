import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../../src/machine/input/scenario-file.js'
import { run, summaryOf } from '../swarm-sample.js'

const CAP = 4 * 2 ** 20
/** Bytes of a block on the wire; blocks under way when the cap is reached still arrive. */
const BLOCK = 17_000
const ALL = 100

describe('an origin that may send just under two copies of the file', () => {
  it.each([
    ['client-server', 0],
    ['{"kind": "client-server", "atATime": 1}', 1],
    ['tree', 0],
    ['chain', ALL],
    ['multi-tree', ALL],
    ['hash-ring', ALL],
    ['swarm', ALL],
  ])('as the source of a %s leaves %d of a hundred complete', (model, done) => {
    const { settings } = loadScenario('capped-origin', { set: [`model=${model}`] })
    const { completed, sourceBytes, sourceCost } = summaryOf(settings, run(settings).measurements)
    expect(completed).toBe(done)
    expect(sourceBytes).toBeLessThan(CAP + BLOCK)
    expect(sourceCost).toBeCloseTo((sourceBytes / 1e9) * 0.05, 12)
    // Peers that did not complete have received all that was available.
    if (done < ALL) expect(sourceBytes).toBeGreaterThanOrEqual(CAP)
  })
})
