import { afterEach, expect, it, vi } from 'vitest'
import { Geometry } from '../../src/peer/geometry.js'
import { columnsSize, PeerColumns } from '../../src/peer/peer-columns.js'

afterEach(() => vi.unstubAllGlobals())

/** Records every typed array that is created from now on. */
function allocations() {
  const made: { readonly length: number; readonly byteLength: number }[] = []
  for (const Plain of [Uint8Array, Uint16Array, Int32Array, Float64Array]) {
    class Noted extends (Plain as Int32ArrayConstructor) {
      constructor(length: number) {
        super(length)
        made.push(this)
      }
    }
    vi.stubGlobal(Plain.name, Noted)
  }
  return made
}

it.each([
  [1, 1, 1, 1],
  [3, 40, 70, 2],
  [7, 12, 1000, 9],
  [100, 300, 31, 4],
  [5, 2, 4000, 1],
])('the size for %i peers with %i links, %i pieces and %i steps is exact', (...sizes) => {
  const [peers, links, pieces, steps] = sizes
  const geometry = new Geometry(pieces * 16_384, 16_384)
  const made = allocations()
  new PeerColumns(peers, links, geometry, steps)
  vi.unstubAllGlobals()
  expect(columnsSize(peers, links, pieces, steps)).toEqual({
    bytes: made.reduce((sum, { byteLength }) => sum + byteLength, 0),
    longest: Math.max(...made.map(({ length }) => length)),
  })
})
