import { describe, expect, it } from 'vitest'
import {
  errorsOf,
  heldBytes,
  randomPlant,
  ratesOf,
  runPlant,
  single,
  WIRE_BYTES,
} from './sharing.js'

const PLANTS = 16
const KIB = 1024

describe('long flows over random access links', () => {
  it('each get their exact max-min fair rate within 1 %, if the window holds the path', () => {
    const errors: number[] = []
    for (let seed = 1; seed <= PLANTS; seed++) {
      const plant = { ...randomPlant(seed), network: { windowBytes: 256 * KIB } }
      errors.push(...errorsOf(plant, 150).map(Math.abs))
    }
    errors.sort((a, b) => a - b)
    expect(errors.length).toBeGreaterThan(200)
    expect(errors[errors.length - 1]).toBeLessThan(0.01)
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.001)
  })

  // A window of 64 KiB, like TCP's without scaling, limits a fast and distant flow: others gain.
  it('get that rate with the default window, too, if no path holds an eighth of it', () => {
    let plants = 0
    for (let seed = 1; seed <= 2 * PLANTS; seed++) {
      const plant = randomPlant(seed)
      // One way: a round trip holds twice as much.
      if (heldBytes(plant).some((bytes) => bytes > 8 * KIB)) continue
      plants++
      for (const error of errorsOf(plant, 150))
        expect(Math.abs(error), `seed ${seed}`).toBeLessThan(0.01)
    }
    expect(plants).toBeGreaterThan(4)
  })
})

describe('a link', () => {
  // A block counts when its last byte arrives: one of each flow may have started before the
  // interval.
  it('never carries more than its capacity over five seconds, plus a block per flow', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const plant = randomPlant(seed)
      const { blocks } = runPlant(plant, 30)
      const span = 5
      for (const [side, capacities] of [
        ['up', plant.up],
        ['down', plant.down],
      ] as const) {
        capacities.forEach((capacity, link) => {
          const mine = blocks.filter(({ flow }) => plant.flows[flow][side] === link)
          const flows = 1 + plant.flows.filter((flow) => flow[side] === link).length
          let from = 0
          let bytes = 0
          for (const block of mine) {
            bytes += block.wireBytes
            while (mine[from].at < block.at - span) bytes -= mine[from++].wireBytes
            expect(bytes).toBeLessThanOrEqual(capacity * span + flows * WIRE_BYTES)
          }
        })
      }
    }
  })

  it('is kept busy by a single flow', () => {
    const plant = single(100_000, 400_000, 0.04)
    const [rate] = ratesOf(plant, runPlant(plant, 60).blocks, 10)
    expect(rate / 100_000).toBeGreaterThan(0.995)
    expect(rate / 100_000).toBeLessThan(1.001)
  })
})

describe('a pipeline shorter than rate x round trip', () => {
  it.each([1, 2, 4])('of %i requests delivers as many blocks per round trip', (depth) => {
    const plant = single(1e9, 1e9, 0.2, { depth, network: { windowBytes: 1e9 } })
    const [rate] = ratesOf(plant, runPlant(plant, 60).blocks, 10)
    expect(rate / ((depth * WIRE_BYTES) / 0.4)).toBeGreaterThan(0.97)
    expect(rate / ((depth * WIRE_BYTES) / 0.4)).toBeLessThan(1.03)
  })
})
