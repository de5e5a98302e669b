import { afterEach, describe, expect, it } from 'vitest'
import type { Choker, RechokeRound } from '../../src/peer/policy.js'
import { UplinkShares } from '../../src/peer/uplink-shares.js'
import { registerChoker } from '../../src/policy/catalogue.js'
import { type Plant, ratesOf, runPlant } from './sharing.js'

/** Serves all peers; the first link gets half of the uplink, the next 30 and 20 %. */
class Stepped implements Choker {
  readonly shares = new UplinkShares(3)

  constructor() {
    for (const [row, share] of [0.5, 0.3, 0.2].entries()) this.shares.setShare(row, share)
  }

  rechoke({ links, unchoked }: RechokeRound): void {
    for (let link = links.first; link < links.end; link++) unchoked[link] = links.interested[link]
  }
}

const UP = 100_000
let delist = () => {}

afterEach(() => delist())

function ratesTo(down: readonly number[]): number[] {
  const entry = { about: 'by steps', source: 'this test', make: () => new Stepped() }
  delist = registerChoker('stepped', entry)
  const plant: Plant = {
    up: [UP],
    down,
    upLatency: [0.01],
    downLatency: down.map(() => 0.01),
    flows: down.map((_, i) => ({ up: 0, down: i })),
    seedChoker: 'stepped',
  }
  return ratesOf(plant, runPlant(plant, 200).blocks, 20)
}

describe('an uplink whose peer sets shares', () => {
  it('is divided by the shares', () => {
    const rates = ratesTo([1e6, 1e6, 1e6])
    for (const [flow, share] of [0.5, 0.3, 0.2].entries()) {
      expect(Math.abs(rates[flow] / UP - share)).toBeLessThan(0.01)
    }
  })

  it('gives by the same shares what one link cannot take', () => {
    const rates = ratesTo([20_000, 1e6, 1e6])
    expect(Math.abs(rates[0] / UP - 0.2)).toBeLessThan(0.01)
    expect(Math.abs(rates[1] / UP - 0.8 * 0.6)).toBeLessThan(0.01)
    expect(Math.abs(rates[2] / UP - 0.8 * 0.4)).toBeLessThan(0.01)
  })
})
