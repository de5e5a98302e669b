import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conservationFaults } from '../../../src/lab/fuzz/conservation.js'
import { sum } from '../../../src/lab/stats/statistics.js'
import { isPulled } from '../../../src/sim/overlays/model-settings.js'
import type { SwarmSettings } from '../../../src/sim/settings.js'
import { fingerprint, QUICK, run, settingsOf } from '../swarm-sample.js'

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values)

const small = oneOf<unknown>(
  { kind: 'client-server', members: 4 },
  { kind: 'chain', members: 3 },
  { kind: 'swarm', members: 5, links: 2 },
  { kind: 'mesh', members: 4, links: 2 },
  { kind: 'peer-assisted', members: 5, links: 2, atATime: 2 },
  { kind: 'hash-ring', members: 4, replicas: 2 },
  { kind: 'tree', degree: 2, pulls: true, members: 4 },
)

/** Kinds whose nodes can be whole models. */
const PLACED = [
  'client-server',
  'chain',
  'ring',
  'multi-tree',
  'mesh',
  'swarm',
  'peer-assisted',
  'hash-ring',
]

/** Generates models that heal, with or without other models as their nodes. */
const models = fc.oneof(
  oneOf<object>(
    { kind: 'swarm' },
    { kind: 'gossip', view: 5 },
    { kind: 'peer-assisted' },
    { kind: 'peer-assisted', atATime: 0 },
    { kind: 'hash-ring' },
    { kind: 'hash-ring', replicas: 3 },
    { kind: 'client-server' },
    { kind: 'client-server', atATime: 2 },
    { kind: 'chain' },
    { kind: 'ring' },
    { kind: 'ring', bothWays: true },
    { kind: 'tree', degree: 3 },
    { kind: 'tree', degree: 2, pulls: true },
    { kind: 'multi-tree', trees: 3 },
    { kind: 'mesh', links: 3 },
  ),
  fc
    .tuple(oneOf(...PLACED), small, fc.boolean())
    .map(([kind, part, origin]): object => ({ kind, [origin ? 'origin' : 'nodes']: part })),
  small.map((leaves): object => ({ kind: 'tree', degree: 2, leaves })),
  small.map((leaves): object => ({ kind: 'tree', degree: 2, pulls: true, leaves })),
)

/**
 * Generates a dozen peers that arrive, lose links, go offline, give up and leave; the origin stays.
 */
const churns = fc
  .record({
    model: models,
    pieces: fc.integer({ min: 1, max: 12 }),
    count: fc.integer({ min: 1, max: 14 }),
    arrive: oneOf<object>({ kind: 'flash', over: '20 s' }, { kind: 'poisson', every: '3 s' }),
    leave: oneOf<unknown>('stay', 'on-completion', { linger: '20 s' }),
    abort: oneOf('never', '60 s'),
    linkDrops: oneOf('never', '40 s'),
    flaps: oneOf<object>({}, { flaps: { every: '30 s', for: '5 s' } }),
    access: oneOf<unknown>('adsl', QUICK, { ...QUICK, latency: 0 }, { ...QUICK, uploadCap: 3e5 }),
    corrupt: oneOf(0, 0, 0.02),
    events: oneOf<object[]>(
      [],
      [{ when: { gained: '40%' }, do: 'kill-node', node: 1 }],
      [{ at: '5 s', do: 'cut-node', node: 1 }],
      [{ at: '4 s', do: 'flap-node', node: 0, for: '8 s' }],
    ),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
  })
  .map(({ model, pieces, seed, events, flaps, ...crowd }) =>
    settingsOf(
      { origin: { holds: 'all', access: QUICK }, crowd: { ...crowd, ...flaps } },
      {
        torrent: { size: pieces * 65_536, pieceLength: 65_536 },
        model,
        seed,
        events,
        until: '2 h',
      },
    ),
  )

/** Returns the peers that are incomplete and online at the end. */
function waiting(settings: SwarmSettings): number {
  const { measurements } = run(settings)
  const { peers } = measurements
  return Array.from({ length: peers.count }, (_, i) => i).filter(
    (i) =>
      peers.arrivalSeconds[i] >= 0 &&
      Number.isNaN(peers.completionSeconds[i]) &&
      Number.isNaN(peers.departureSeconds[i]),
  ).length
}

describe('every model, under any churn,', () => {
  it('delivers only bytes that were sent, and no peer completes before its bound', () => {
    fc.assert(
      fc.property(churns, (settings) => {
        const { measurements } = run(settings)
        expect(conservationFaults(settings, measurements)).toEqual([])
        const { bytesByPair, peers } = measurements
        expect(sum([...bytesByPair])).toBeLessThanOrEqual(sum([...peers.uploadedBytes]))
      }),
      { numRuns: 150 },
    )
  })

  it('completes every remaining peer while it heals and the origin is there', () => {
    const cut = ({ events, model }: SwarmSettings) =>
      events.some(({ action }) => 'node' in action) ||
      // Caches without clients below them receive no requests.
      [model, model.origin, model.nodes, model.leaves].some((one) => one && isPulled(one))
    fc.assert(
      fc.property(
        churns.filter((settings) => !cut(settings)),
        (settings) => {
          expect(waiting(settings)).toBe(0)
        },
      ),
      { numRuns: 80 },
    )
  })

  it('repeats for the same random seed', () => {
    fc.assert(
      fc.property(churns, (settings) => {
        expect(fingerprint(settings)).toBe(fingerprint(settings))
      }),
      { numRuns: 30 },
    )
  })
})
