import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { improvingPairs } from '../../../src/lab/run/improving-pairs.js'
import { tradingGraphOf } from '../../../src/lab/run/swarm-graph.js'
import type { ChokeReason } from '../../../src/peer/policy.js'
import type { Swarm } from '../../../src/sim/swarm.js'
import { crowdOf, run, settingsOf } from '../../sim/swarm-sample.js'
import { bruteForce, type Deed, type Market } from './trading-sample.js'

/** The reason that each peer's choker last gave for each of its links. */
class Reasons {
  readonly of = new Map<number, ChokeReason>()
  readonly #seen = new Set<number>()

  /** Records the peers that have arrived since the last call. */
  watch(swarm: Swarm): void {
    for (let host = 0; host < swarm.population.count; host++) {
      const peer = swarm.peer(host)
      if (peer === null || this.#seen.has(host)) continue
      this.#seen.add(host)
      peer.serving.recorder = { decided: (link, _, reason) => this.of.set(link, reason) }
    }
  }
}

/** Reads a running swarm link by link, with the slots that the scenario gives its chokers. */
function marketOf(swarm: Swarm, reasons: Reasons): Market {
  const { count, hosts } = swarm.population
  const traders = Array.from({ length: count }, (_, i) => {
    const { choker, peer } = swarm.population.role(i)
    const { slots, optimisticSlots } = peer
    const regularSlots = choker === 'none' ? 0 : slots - (choker === 'random' ? 0 : optimisticSlots)
    const up = hosts.reals[i * 8]
    return { up, regularSlots, isSeed: swarm.peer(i)?.complete !== false }
  })
  const deeds = traders.map((_, i) => traders.map((_, j) => deedOf(swarm, reasons, i, j)))
  return { traders, deeds }
}

function deedOf(swarm: Swarm, reasons: Reasons, i: number, j: number): Deed | undefined {
  const link = linkTo(swarm, i, j)
  const back = linkTo(swarm, j, i)
  if (link === undefined || back === undefined) return undefined
  const { links } = swarm.peer(i)!
  return {
    // The neighbour knows best whether we are interested: we told it.
    interested: swarm.peer(j)!.links.interested[back] === 1,
    unchokes: links.unchoked[link] === 1,
    optimistic: reasons.of.get(link) === 'optimistic',
  }
}

function linkTo(swarm: Swarm, i: number, j: number): number | undefined {
  const peer = swarm.peer(i)
  if (peer === null) return undefined
  for (let link = peer.links.first; link < peer.links.end; link++) {
    if (peer.links.open[link] === 1 && swarm.neighbourAt(link) === j) return link
  }
  return undefined
}

const rate = fc.constantFrom(5000, 12_500, 12_500, 50_000)
const group = fc.record({
  count: fc.integer({ min: 1, max: 7 }),
  access: fc.record({ up: rate, down: fc.constant(400_000), latency: fc.constant(0.02) }),
  arrive: fc.constant({ kind: 'flash', over: '5 s' }),
  holds: fc.constantFrom<unknown>('nothing', { from: '10%', to: '60%' }),
  choker: fc.constantFrom('tit-for-tat', 'random', 'block-tit-for-tat', 'none', 'anti-leech'),
  slots: fc.integer({ min: 1, max: 4 }),
  leave: fc.constantFrom('stay', 'on-completion'),
})

describe('the trading graph of a swarm', () => {
  it('has the improving pairs that the definition finds in the running swarm', () => {
    let looks = 0
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 3 }), fc.nat(1000), (drawn, seed) => {
        const origin = { holds: 'all', access: { up: 30_000, down: 100_000, latency: 0.02 } }
        const crowds = Object.fromEntries(drawn.map((one, i) => [`crowd${i}`, one]))
        const settings = settingsOf({ origin, ...crowds }, { seed, until: '3 min' })
        const experiment = new Experiment(settings)
        const { swarm } = experiment
        const reasons = new Reasons()
        let next = 3
        while (experiment.step(1)) {
          reasons.watch(swarm)
          if (experiment.now < next) continue
          next += 7
          const { interested, improving } = bruteForce(marketOf(swarm, reasons))
          const result = improvingPairs(tradingGraphOf(swarm), true)
          expect(result.interestedCount).toBe(interested.length)
          const pairs = result.pairs.map(({ one, other }) => [one, other].sort((a, b) => a - b))
          expect(pairs.sort(byPeers)).toEqual(improving)
          looks += improving.length
        }
      }),
      { numRuns: 20 },
    )
    // Some random swarms trade little: this many pairs show that the property is not empty.
    expect(looks).toBeGreaterThan(20)
  })

  it('is filled anew, and changes no swarm', () => {
    const settings = crowdOf(20, { seed: 3 })
    const undisturbed = run(settings).measurements.traceHash
    const graph = tradingGraphOf(new Experiment(settings).swarm)
    expect(graph.linkCount).toBe(0)
    const after = ({ swarm }: Experiment) => {
      const again = tradingGraphOf(swarm, graph)
      expect(again).toBe(graph)
      const fresh = tradingGraphOf(swarm)
      expect(improvingPairs(again, true)).toEqual(improvingPairs(fresh, true))
    }
    expect(run(settings, { slice: 500, after }).measurements.traceHash).toBe(undisturbed)
  })
})

function byPeers([a, b]: readonly number[], [c, d]: readonly number[]): number {
  return a - c || b - d
}
