import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ModelPlacement, placeHosts } from '../../../src/sim/overlays/model-placement.js'
import { type ModelSettings, PLAIN } from '../../../src/sim/overlays/model-settings.js'

/** Returns a model of one host at each node, which forms a part of so many hosts. */
function partOf(members: number): ModelSettings {
  return { ...PLAIN, kind: 'chain', members }
}

/** Places an origin and so many hosts in a tree whose leaves are models. */
function treeOf(degree: number, inner: number, leaf: number, hosts: number): ModelPlacement {
  const nodes = inner === 1 ? null : partOf(inner)
  const model: ModelSettings = {
    ...PLAIN,
    kind: 'tree',
    degree,
    pulls: false,
    nodes,
    leaves: partOf(leaf),
  }
  const all = Array.from({ length: 1 + hosts }, (_, i) => i)
  return placeHosts(model, all, 8, '1')[0]
}

/** Returns the nodes below the root that feed others. */
function innerNodes({ shape, nodes }: ModelPlacement): number[] {
  const parents = new Set(nodes.map((_, node) => shape.parent(node, 0)))
  return nodes.map((_, node) => node).filter((node) => node > 0 && parents.has(node))
}

// A leaf has at least as many hosts as an inner node: else the last node may be of either kind.
const trees = fc
  .record({
    degree: fc.integer({ min: 1, max: 4 }),
    inner: fc.integer({ min: 1, max: 3 }),
    more: fc.integer({ min: 0, max: 4 }),
    hosts: fc.integer({ min: 1, max: 80 }),
  })
  .map(({ degree, inner, more, hosts }) => ({ degree, inner, leaf: inner + more, hosts }))

describe('a tree whose leaves are models', () => {
  it('has no inner node if two leaves of four take all eight hosts', () => {
    const placement = treeOf(2, 1, 4, 8)
    expect(placement.nodes).toEqual([[0], [1, 2, 3, 4], [5, 6, 7, 8]])
    expect(innerNodes(placement)).toEqual([])
  })

  it('has an inner node for a ninth host, which then feeds a leaf', () => {
    const placement = treeOf(2, 1, 4, 9)
    expect(placement.nodes).toEqual([[0], [1], [2, 3, 4, 5], [6, 7, 8, 9]])
    expect(innerNodes(placement)).toEqual([1])
  })

  it('places each host once, in order, and fills all leaves but the last', () =>
    fc.assert(
      fc.property(trees, ({ degree, inner, leaf, hosts }) => {
        const placement = treeOf(degree, inner, leaf, hosts)
        const { nodes } = placement
        expect(nodes.flat()).toEqual(Array.from({ length: 1 + hosts }, (_, i) => i))
        const feeding = innerNodes(placement)
        const leaves = nodes.map((_, node) => node).filter((node) => node > feeding.length)
        for (const node of leaves.slice(0, -1)) expect(nodes[node]).toHaveLength(leaf)
        for (const node of feeding) expect(nodes[node]).toHaveLength(inner)
      }),
    ))

  it('is the smallest: one inner node fewer leaves hosts without room', () =>
    fc.assert(
      fc.property(trees, ({ degree, inner, leaf, hosts }) => {
        const feeding = innerNodes(treeOf(degree, inner, leaf, hosts)).length
        fc.pre(feeding > 0)
        // Grow the smaller tree by hand: each inner node takes a free place and offers `degree`.
        let places = degree
        for (let node = 1; node < feeding; node++) places += degree - 1
        const room = (feeding - 1) * inner + places * leaf
        expect(room).toBeLessThan(hosts)
      }),
    ))
})
