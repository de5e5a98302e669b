import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as bounds from '../../../src/lab/summary/bounds.js'
import type { SwarmSettings } from '../../../src/sim/settings.js'
import { run, settingsOf, summaryOf } from '../../sim/swarm-sample.js'

const BLOCK = 16_384
const ROUNDING = 1 + 1e-9

const rate = fc.constantFrom(12_500, 50_000, 131_072, 1_250_000)
const access = fc.record({ up: rate, down: rate, latency: fc.constantFrom(0, 0.02) })

const group = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  access,
  arrive: fc.constantFrom<object>(
    { kind: 'flash', at: 0, over: 0 },
    { kind: 'flash', at: 3, over: 20 },
    { kind: 'uniform', every: 7 },
  ),
  leave: fc.constantFrom<unknown>('stay', 'on-completion', { linger: '20 s' }),
  holds: fc.constantFrom<unknown>('nothing', 'nothing', 'nothing', { from: '10%', to: '60%' }),
  corrupt: fc.constantFrom(0, 0, 0, 0.05),
})

const models = fc.constantFrom<unknown>(
  'swarm',
  'gossip',
  'mesh',
  'client-server',
  'chain',
  'peer-assisted',
  { kind: 'ring', bothWays: true },
  { kind: 'tree', degree: 2 },
  { kind: 'tree', degree: 3, pulls: true },
  { kind: 'multi-tree', trees: 2 },
  { kind: 'mesh', links: 3 },
  { kind: 'swarm', nodes: { kind: 'chain', members: 2 } },
  { kind: 'client-server', nodes: { kind: 'mesh', members: 3 } },
)

const events = fc.array(
  fc.oneof(
    fc.record({
      at: fc.integer({ min: 0, max: 40 }),
      do: fc.constant('access'),
      group: fc.constantFrom('origin', 'first'),
      up: rate,
      down: rate,
    }),
    fc.record({
      at: fc.integer({ min: 1, max: 60 }),
      do: fc.constantFrom('kill', 'leave'),
      group: fc.constantFrom('origin', 'first'),
    }),
  ),
  { maxLength: 3 },
)

/** Small scenarios over the groups, links, arrivals, events and models of the language. */
const scenarios: fc.Arbitrary<SwarmSettings> = fc
  .record({
    seeds: fc.integer({ min: 1, max: 2 }),
    seedAccess: access,
    groups: fc.tuple(group, group),
    model: models,
    events: fc.oneof(fc.constant([]), events),
    pieces: fc.integer({ min: 1, max: 8 }),
    pieceBlocks: fc.constantFrom(1, 4),
    shortBy: fc.integer({ min: 0, max: BLOCK - 1 }),
    headerBytes: fc.constantFrom(0, 40),
    seed: fc.nat({ max: 1e6 }),
  })
  .map(({ seeds, seedAccess, groups, pieces, pieceBlocks, shortBy, headerBytes, ...rest }) => {
    const pieceLength = pieceBlocks * BLOCK
    // A model with places has one origin.
    const isFree = rest.model === 'swarm' || rest.model === 'gossip'
    const origin = { count: isFree ? seeds : 1, holds: 'all', access: seedAccess }
    return settingsOf(
      { origin, first: groups[0], second: groups[1] },
      {
        torrent: { size: pieces * pieceLength - shortBy, pieceLength },
        network: { headerBytes },
        until: '30 min',
        ...rest,
      },
    )
  })

describe('a published bound', () => {
  it('is never above what a run of any scenario did', () => {
    fc.assert(
      fc.property(scenarios, (settings) => {
        const { measurements } = run(settings)
        const summary = summaryOf(settings, measurements)
        const { peers } = measurements
        for (const one of [summary, ...Object.values(summary.classes)]) {
          if (one.lastFinishSeconds === null) continue
          expect(one.boundSeconds).toBeLessThanOrEqual(one.lastFinishSeconds * ROUNDING)
        }
        if (summary.lastFinishSeconds !== null && summary.modelSeconds !== null) {
          // Of the receivers of one sender, the first is ahead of the last by a block each.
          const blocks = Math.ceil(Math.min(settings.pieceBytes, settings.sizeBytes) / BLOCK)
          const lead = summary.modelIsExact ? (peers.count - 1) / blocks : 0
          const least = summary.lastFinishSeconds * ROUNDING * (1 + lead)
          expect(summary.modelSeconds).toBeLessThanOrEqual(least)
        }
        const earliest = bounds.earliestOf(bounds.fluidOf(settings, measurements))
        for (let i = 0; i < peers.count; i++) {
          const host = bounds.hostOf(settings, peers, i)
          if (host.lackedBytes === 0 || Number.isNaN(peers.completionSeconds[i])) continue
          expect(earliest(host)).toBeLessThanOrEqual(peers.completionSeconds[i] * ROUNDING)
        }
        expect(summary.boundSeconds === null).toBe(summary.noBoundReason !== null)
        expect(summary.modelSeconds === null).toBe(summary.noModelReason !== null)
      }),
      { numRuns: 80 },
    )
  })

  it('counts the origin’s uplink if it alone is fast', () => {
    const link = { up: '100 kbit/s', down: '10 Mbit/s', latency: 0 }
    const origin = { holds: 'all', access: { ...link, up: '10 Mbit/s' } }
    const groups = { origin, leechers: { count: 4, access: link } }
    const settings = settingsOf(groups, { model: 'mesh' })
    const { measurements } = run(settings)
    const { modelSeconds, modelIsExact, finishOverModel } = summaryOf(settings, measurements)
    expect(modelIsExact).toBe(false)
    expect(modelSeconds).toBeGreaterThan(0.8)
    expect(finishOverModel).toBeGreaterThanOrEqual(1)
  })
})

describe('the upload use', () => {
  it('is between 0 and 1 for every peer and in every row of the series', () => {
    fc.assert(
      fc.property(scenarios, fc.constantFrom(0, 0.3, 10), (scenario, sampleSeconds) => {
        const { measurements } = run({ ...scenario, sampleSeconds })
        const { peers, series } = measurements
        for (let i = 0; i < peers.count; i++) {
          expect(peers.sentBytes[i]).toBeLessThanOrEqual(peers.capacityBytes[i] * ROUNDING + 1e-6)
        }
        for (const column of [series.leecherUtilisation, series.seedUtilisation]) {
          for (const used of column) {
            if (Number.isNaN(used)) continue
            expect(used).toBeGreaterThanOrEqual(-1e-9)
            expect(used).toBeLessThanOrEqual(ROUNDING)
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})
