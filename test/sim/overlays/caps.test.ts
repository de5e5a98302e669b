import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../../src/machine/input/scenario-file.js'
import { run, summaryOf } from '../swarm-sample.js'

const CAP = 4 * 2 ** 20
/** What a block takes on the wire: what is under way when the cap is reached gets through. */
const BLOCK = 17_000
const ALL = 100

describe('an origin that may send not quite two copies of the file', () => {
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
    // Whoever did not get all has had all that there was to be had.
    if (done < ALL) expect(sourceBytes).toBeGreaterThanOrEqual(CAP)
  })
})
