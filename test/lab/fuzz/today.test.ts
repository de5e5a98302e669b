import { expect, it } from 'vitest'
import { runFuzzTask } from '../../../src/lab/fuzz/fuzz-task.js'

const SEARCH_SECONDS = 30
const seed = new Date().toISOString().slice(0, 10)

// Each day has other swarms. The number of swarms depends on the machine, so no test counts them.
it(`random swarms of the seed of the day, ${seed}, break no rule`, () => {
  const until = performance.now() + SEARCH_SECONDS * 1000
  let index = 0
  for (; performance.now() < until; index++) {
    const { document, faults } = runFuzzTask({ kind: 'check', seed, index })
    expect(faults, `sim fuzz --seed ${seed}: ${JSON.stringify(document)}`).toEqual([])
  }
  console.log(`${index} random swarms of seed ${seed}`)
})
