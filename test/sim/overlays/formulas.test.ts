import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelTime } from '../../../src/lab/summary/model-formulas.js'
import { run, settingsOf } from '../swarm-sample.js'
import { evenModel } from './model-sample.js'

/** Returns the last completion in file-times, the time needed to send the file once. */
function fileTimes(model: unknown, count: number, pieces: number): number {
  const { measurements } = run(evenModel(model, count, pieces))
  expect(measurements.ended).toBe('complete')
  return Math.max(...measurements.peers.completionSeconds) / (pieces / 4)
}

// REPLICATION R2: Biersack, Rodriguez, Felber 2004, 256 pieces, equal links, no latency.
describe('the last completion, in file-times,', () => {
  const pieces = 256
  it.each([
    ['a client-server', 'client-server', 62, 62],
    ['a client-server with three at a time', { kind: 'client-server', atATime: 3 }, 62, 62],
    ['a chain', 'chain', 62, (62 + pieces - 1) / pieces],
    ['a one-way ring', 'ring', 62, (62 + pieces - 1) / pieces],
    ['a binary tree of depth 5', { kind: 'tree', degree: 2 }, 62, (2 * (pieces + 4)) / pieces],
    ['a 4-ary tree of depth 3', { kind: 'tree', degree: 4 }, 84, (4 * (pieces + 2)) / pieces],
  ])('of %s is within 1 %% of its formula', (_, model, count, formula) => {
    const times = fileTimes(model, count, pieces)
    expect(times / formula).toBeGreaterThan(0.999)
    expect(times / formula).toBeLessThan(1.01)
  })

  it('of three trees of depth 4 is within 2 % of its formula', () => {
    // Three streams fill a downlink completely, so blocks of one wait for those of another.
    const times = fileTimes({ kind: 'multi-tree', trees: 3 }, 39, 255)
    const formula = (255 + 9) / 255
    expect(times / formula).toBeGreaterThan(0.999)
    expect(times / formula).toBeLessThan(1.02)
  })

  it.each([
    ['a mesh', { kind: 'mesh', links: 4 }],
    ['a bidirectional ring', { kind: 'ring', bothWays: true }],
    ['a swarm', 'swarm'],
  ])('of %s is not below the optimum, 1 + floor(log2 N)/C', (_, model) => {
    const times = fileTimes(model, 40, 64)
    expect(times).toBeGreaterThan(1 + 5 / 64)
    expect(times).toBeLessThan(3)
  })

  it.each([
    ['a swarm of chains', { kind: 'swarm', nodes: { kind: 'chain', members: 4 } }],
    ['a chain of hash rings', { kind: 'chain', nodes: { kind: 'hash-ring', members: 20 } }],
    [
      'a peer-assisted server of meshes',
      { kind: 'peer-assisted', nodes: { kind: 'mesh', members: 5 } },
    ],
  ])('of %s, a model of models, is not below the optimum', (_, model) => {
    expect(fileTimes(model, 40, 64)).toBeGreaterThan(1 + 5 / 64)
  })
})

/** Blocks per piece. */
const BLOCKS = 8

describe('the formula', () => {
  const told = fc.oneof(
    fc.constantFrom('client-server', 'chain', 'ring'),
    fc.integer({ min: 1, max: 6 }).map((degree) => ({ kind: 'tree', degree })),
    fc.integer({ min: 1, max: 5 }).map((trees) => ({ kind: 'multi-tree', trees })),
    fc.integer({ min: 1, max: 4 }).map((members) => ({
      kind: 'client-server',
      nodes: { kind: 'chain', members },
    })),
    fc.integer({ min: 1, max: 4 }).map((members) => ({
      kind: 'tree',
      leaves: { kind: 'client-server', members },
    })),
  )

  it('gives the last completion for any number of nodes and four or more pieces', () => {
    fc.assert(
      fc.property(
        told,
        fc.integer({ min: 1, max: 40 }),
        // With very few pieces, the first one's lead over the last is a large part of the whole.
        fc.integer({ min: 4, max: 20 }),
        (model, count, pieces) => {
          // Trees that share few nodes also share links.
          const trees = typeof model === 'object' && 'trees' in model ? model.trees : 0
          fc.pre(trees === 0 || (count > 2 * trees && pieces % trees === 0))
          const settings = evenModel(model, count, pieces, {
            torrent: { size: pieces * BLOCKS * 16_384, pieceLength: BLOCKS * 16_384 },
          })
          const { measurements } = run(settings)
          const last = Math.max(...measurements.peers.completionSeconds)
          const time = modelTime(settings, measurements)
          if (typeof time === 'string') throw new Error(time)
          const { seconds, exact } = time
          const isAlike = typeof model === 'string' || count === 1
          if (isAlike) expect(exact).toBe(true)
          expect(last / seconds).toBeGreaterThan(1 - 1e-9)
          // At each of D hops a block may wait for one round of the blocks served with it. That is
          // one part in BLOCKS of the C + D - 1 turns that the formula counts. A lower bound lets
          // each hop be the first child's, two rounds ahead.
          expect(last / seconds).toBeLessThan(1 + (exact ? 1 : 4) / BLOCKS)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([
    ['a second host arrives complete, which takes nothing', ['tree', 'client-server'], 2, 16],
    ['some trees have a piece more than others', ['multi-tree'], 1, 5],
    ['some trees have a shorter last piece than others', ['multi-tree'], 1, 7.5],
    ['there are fewer pieces than trees', ['multi-tree'], 1, 1],
  ])('is only a lower bound if %s', (_, [kind, origin], count, pieces) => {
    const torrent = { size: pieces * 16_384, pieceLength: 16_384 }
    const groups = { seed: { count, holds: 'all' }, one: { count: 6 } }
    const model = { kind, ...(origin === undefined ? {} : { origin }) }
    const settings = settingsOf(groups, { model, torrent })
    const { measurements } = run(settings)
    const time = modelTime(settings, measurements)
    if (typeof time === 'string') throw new Error(time)
    expect(time.exact).toBe(false)
    expect(time.seconds).toBeLessThan(Math.max(...measurements.peers.completionSeconds))
  })
})
