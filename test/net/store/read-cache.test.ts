import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { ReadCache } from '../../../src/net/store/read-cache.js'

const bytes = (value: number) => Uint8Array.of(value)

describe('a read cache', () => {
  it('evicts the least recently used line', async () => {
    const cache = new ReadCache(() => 2, 1)
    await cache.load(1, async () => bytes(1))
    await cache.load(2, async () => bytes(2))
    expect(cache.get(1)).toEqual(bytes(1))
    await cache.load(3, async () => bytes(3))
    expect(cache.get(2)).toBeUndefined()
    expect(cache.get(1)).toEqual(bytes(1))
    expect(cache.get(3)).toEqual(bytes(3))
  })

  it('evicts several lines when its capacity shrinks', async () => {
    let most = 3
    const cache = new ReadCache(() => most, 1)
    for (const line of [1, 2, 3]) await cache.load(line, async () => bytes(line))
    most = 1
    await cache.load(4, async () => bytes(4))
    expect([1, 2, 3, 4].map((line) => cache.get(line))).toEqual([
      ...[undefined, undefined, undefined],
      bytes(4),
    ])
  })

  it('loads a line once for all concurrent requests', async () => {
    const cache = new ReadCache(() => 2, 1)
    let reads = 0
    const read = async () => bytes(++reads)
    const got = await Promise.all([cache.load(1, read), cache.load(1, read), cache.load(1, read)])
    expect(got).toEqual([bytes(1), bytes(1), bytes(1)])
  })

  it('does not cache a failed load', async () => {
    const cache = new ReadCache(() => 2, 1)
    const failing = cache.load(1, () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await cache.load(1, async () => bytes(9))).toEqual(bytes(9))
  })

  it('does not cache a line that was evicted during its load', async () => {
    const cache = new ReadCache(() => 2, 1)
    let answer: (read: Uint8Array) => void = () => undefined
    const old = cache.load(1, () => new Promise((resolve) => (answer = resolve)))
    cache.forget(0, 2)
    const fresh = await cache.load(1, async () => bytes(2))
    answer(bytes(1))
    expect(await old).toEqual(bytes(1))
    expect(fresh).toEqual(bytes(2))
    expect(cache.get(1)).toEqual(bytes(2))
  })

  it('reads a bounded number of lines at a time', async () => {
    const cache = new ReadCache(() => 100, 1)
    let now = 0
    let most = 0
    const read = async () => {
      most = Math.max(most, ++now)
      await new Promise(setImmediate)
      now--
      return bytes(0)
    }
    await Promise.all(Array.from({ length: 90 }, (_, line) => cache.load(line, read)))
    expect(most).toBe(16)
  })

  it('reuses a buffer once its line is evicted and released by all', async () => {
    const cache = new ReadCache(() => 1, 1)
    const filled: ArrayBufferLike[] = []
    const fill = async (buffer: Buffer) => {
      filled.push(buffer.buffer)
      return buffer
    }
    const [one, other] = await Promise.all([cache.load(1, fill), cache.load(1, fill)])
    await cache.load(2, fill)
    cache.release(one)
    cache.release(await cache.load(3, fill))
    expect(filled[2]).not.toBe(filled[0])
    cache.release(other.subarray(0, 1))
    await cache.load(4, fill)
    expect(filled[3]).toBe(filled[0])
  })

  const step = fc.record({
    what: fc.constantFrom('read', 'read', 'release', 'forget'),
    line: fc.nat(3),
  })
  test.prop([fc.array(step, { minLength: 20, maxLength: 80 })])(
    'never changes a view that is not released',
    async (steps) => {
      const cache = new ReadCache(() => 2, 4)
      const views: { view: Uint8Array; was: string }[] = []
      let version = 0
      const read = async (line: number) => {
        const fill = async (buffer: Buffer) => buffer.fill(++version)
        const view = cache.get(line) ?? (await cache.load(line, fill))
        views.push({ view, was: view.join() })
      }
      const reads: Promise<void>[] = []
      for (const { what, line } of steps) {
        if (what === 'read') reads.push(read(line))
        else await Promise.all(reads)
        if (what === 'forget') cache.forget(line, line + 2)
        const [released] = what === 'release' ? views.splice(0, 1) : []
        if (released) cache.release(released.view)
        for (const { view, was } of views) expect(view.join()).toBe(was)
      }
      await Promise.all(reads)
      for (const { view, was } of views) expect(view.join()).toBe(was)
    },
  )
})
