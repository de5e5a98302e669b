import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { Assisted } from '../../../src/sim/overlays/assisted.js'
import { Mesh } from '../../../src/sim/overlays/mesh.js'
import { MultiTree } from '../../../src/sim/overlays/multi-tree.js'

const count = fc.integer({ min: 2, max: 30 })
const few = fc.integer({ min: 1, max: 6 })
const upTo = (length: number) => Array.from({ length }, (_, i) => i)

/** Returns the parents of a node on these feeds, without those that it lacks. */
function parents(shape: Mesh | Assisted, node: number, feeds: readonly number[]): number[] {
  return feeds.map((feed) => shape.parent(node, feed)).filter((parent) => parent >= 0)
}

describe('several trees', () => {
  it('each lead from every node to the origin', () =>
    fc.assert(
      fc.property(count, few, (nodes, trees) => {
        const shape = new MultiTree(nodes, trees)
        for (const tree of upTo(trees)) {
          expect(shape.parent(0, tree)).toBe(-1)
          for (let node = 1; node < nodes; node++) {
            let at = node
            for (let hops = 0; at > 0; hops++) {
              expect(hops).toBeLessThan(nodes)
              at = shape.parent(at, tree)
            }
            expect(at).toBe(0)
          }
        }
      }),
    ))

  it('have each node but the origin as an inner node of at most one', () =>
    fc.assert(
      fc.property(count, few, (nodes, trees) => {
        const shape = new MultiTree(nodes, trees)
        const inner = new Map<number, number>()
        for (const tree of upTo(trees)) {
          for (let node = 1; node < nodes; node++) {
            const parent = shape.parent(node, tree)
            if (parent > 0) expect(inner.get(parent) ?? tree).toBe(tree)
            if (parent > 0) inner.set(parent, tree)
          }
        }
      }),
    ))

  it('have as many children at each node as there are trees, and few more at one', () =>
    fc.assert(
      fc.property(count, few, (nodes, trees) => {
        const shape = new MultiTree(nodes, trees)
        for (const tree of upTo(trees)) {
          const children = new Map<number, number>()
          for (let node = 1; node < nodes; node++) {
            const parent = shape.parent(node, tree)
            children.set(parent, (children.get(parent) ?? 0) + 1)
          }
          // The origin feeds the root alone, unless there are fewer nodes than trees.
          if (nodes - 1 >= trees) expect(children.get(0)).toBe(1)
          children.delete(0)
          const counts = [...children.values()].sort((a, b) => a - b)
          for (const most of counts.slice(0, -1)) expect(most).toBeLessThanOrEqual(trees)
          expect(counts.at(-1) ?? 0).toBeLessThan(2 * trees)
        }
      }),
    ))
})

describe('a mesh', () => {
  it('gives each node different earlier parents, and none more than twice as many children', () =>
    fc.assert(
      fc.property(count, few, fc.string(), (nodes, links, seed) => {
        const mesh = new Mesh(nodes, links, new Random(seed, 'mesh'))
        const children = new Array<number>(nodes).fill(0)
        for (let node = 0; node < nodes; node++) {
          const found = parents(mesh, node, upTo(links))
          expect(new Set(found).size).toBe(Math.min(links, node))
          for (const parent of found) {
            expect(parent).toBeLessThan(node)
            children[parent]++
          }
        }
        expect(Math.max(...children)).toBeLessThanOrEqual(2 * links)
      }),
    ))
})

describe('a peer-assisted server', () => {
  it('feeds every node, and the others form a mesh without it', () =>
    fc.assert(
      fc.property(count, few, fc.string(), (nodes, links, seed) => {
        const shape = new Assisted(nodes, links, new Random(seed, 'mesh'))
        const children = new Array<number>(nodes).fill(0)
        expect(parents(shape, 0, upTo(1 + links))).toEqual([])
        for (let node = 1; node < nodes; node++) {
          expect(shape.parent(node, 0)).toBe(0)
          const found = parents(
            shape,
            node,
            upTo(links).map((link) => 1 + link),
          )
          expect(new Set(found).size).toBe(Math.min(links, node - 1))
          for (const parent of found) {
            expect(parent).toBeGreaterThan(0)
            expect(parent).toBeLessThan(node)
            children[parent]++
          }
        }
        expect(Math.max(...children)).toBeLessThanOrEqual(2 * links)
      }),
    ))
})
