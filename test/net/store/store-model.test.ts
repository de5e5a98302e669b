import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../../src/net/store/store.js'
import { freshFolder, rightPieces, Torrent } from './torrent.js'

const lengths = fc.array(fc.oneof(fc.constant(0), fc.nat(5), fc.nat(300)), {
  minLength: 1,
  maxLength: 12,
})
const torrents = fc
  .record({ lengths, pieceBytes: fc.integer({ min: 8, max: 200 }), seed: fc.nat() })
  .filter((torrent) => torrent.lengths.some((length) => length > 0))
const steps = fc.array(
  fc.record({
    what: fc.constantFrom('write', 'write', 'write', 'spoil', 'read', 'read', 'reopen'),
    piece: fc.nat(),
    begin: fc.nat(),
    length: fc.nat(),
  }),
  { maxLength: 40 },
)
type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never

/** A store and its reference model: the whole torrent in memory, and which pieces are stored. */
class Pair {
  readonly torrent: Torrent
  readonly there = new Set<number>()
  readonly #folder = freshFolder()
  readonly #wanted: boolean[]
  store!: Store

  constructor(torrent: Torrent, wanted: readonly boolean[]) {
    this.torrent = torrent
    this.#wanted = torrent.files.map((_, i) => wanted[i % wanted.length])
  }

  async open(): Promise<void> {
    this.store = await this.torrent.open(this.#folder, { wanted: this.#wanted })
  }

  async step({ what, ...step }: Step): Promise<void> {
    const piece = step.piece % this.torrent.pieceCount
    const bytes = this.torrent.piece(piece)
    if (what === 'write') {
      expect(await this.store.write(piece, bytes.slice())).toBe(true)
      this.there.add(piece)
    } else if (what === 'spoil') {
      const spoilt = bytes.slice()
      spoilt[step.begin % bytes.length] ^= 1 + (step.length % 255)
      expect(await this.store.write(piece, spoilt)).toBe(false)
    } else if (what === 'reopen') {
      await this.store.close()
      await this.open()
      await this.agrees()
    } else if (this.there.has(piece)) {
      const begin = step.begin % bytes.length
      const length = 1 + (step.length % (bytes.length - begin))
      const read = await this.store.read(piece, begin, length)
      expect([...read]).toEqual([...bytes.subarray(begin, begin + length)])
    }
  }

  async agrees(): Promise<void> {
    expect(await rightPieces(this.store)).toEqual([...this.there].sort((a, b) => a - b))
  }

  /** Writes what is missing: then wanted files are complete, and the others do not exist. */
  async finish(): Promise<void> {
    for (let i = 0; i < this.torrent.pieceCount; i++) {
      await this.store.write(i, this.torrent.piece(i))
      this.there.add(i)
    }
    await this.agrees()
    for (const [i, { path }] of this.torrent.files.entries()) {
      const full = join(this.#folder, ...path)
      expect(existsSync(full)).toBe(this.#wanted[i])
      if (this.#wanted[i]) expect([...readFileSync(full)]).toEqual([...this.torrent.fileContent(i)])
    }
    await this.store.close()
  }
}

describe('a store', () => {
  it('behaves like one array in memory, whatever the files, pieces and order', async () => {
    await fc.assert(
      fc.asyncProperty(
        torrents,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
        steps,
        async ({ lengths, pieceBytes, seed }, wanted, history) => {
          const pair = new Pair(new Torrent(lengths, pieceBytes, seed), wanted)
          await pair.open()
          for (const step of history) await pair.step(step)
          await pair.finish()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('stores large pieces, read in blocks that may cross cache lines', async () => {
    const torrent = new Torrent([700_001, 0, 3, 1_200_000], 600_000)
    const store = await torrent.openFull(freshFolder())
    for (let piece = 0; piece < torrent.pieceCount; piece++) {
      const bytes = torrent.piece(piece)
      for (let begin = 0; begin < bytes.length; begin += 16_000) {
        const block = bytes.subarray(begin, begin + 16_000)
        const read = await store.read(piece, begin, block.length)
        expect(Buffer.compare(read, block)).toBe(0)
      }
    }
  })

  it('writes many pieces at once', async () => {
    const torrent = new Torrent([50_000, 1, 70_000, 9], 1000)
    const store = await torrent.open(freshFolder())
    const order = Array.from(
      { length: torrent.pieceCount },
      (_, i) => (i * 49) % torrent.pieceCount,
    )
    const oks = await Promise.all(order.map((i) => store.write(i, torrent.piece(i))))
    expect(oks.every(Boolean)).toBe(true)
    expect((await store.check()).count(0)).toBe(torrent.pieceCount)
  })

  it('reads a piece once its write is done', async () => {
    const torrent = new Torrent([100_000], 50_000)
    const store = await torrent.open(freshFolder())
    const writing = store.write(1, torrent.piece(1))
    const read = await store.read(1, 7, 100)
    expect([...read]).toEqual([...torrent.piece(1).subarray(7, 107)])
    expect(await writing).toBe(true)
  })

  it('returns cached blocks at once, and their views never change', async () => {
    const torrent = new Torrent([20 << 20], 1 << 20)
    const store = await torrent.openFull(freshFolder())
    expect(store.read(0, 0, 16384)).toBeInstanceOf(Promise)
    const first = await store.read(0, 0, 16384)
    const second = store.read(0, 16384, 16384)
    expect(second).toBeInstanceOf(Uint8Array)
    for (let i = 1; i < torrent.pieceCount; i++) {
      for (let begin = 0; begin < 1 << 20; begin += 1 << 18) await store.read(i, begin, 16384)
    }
    expect(store.read(0, 0, 16384)).toBeInstanceOf(Promise)
    expect(Buffer.compare(first, torrent.content.subarray(0, 16384))).toBe(0)
    expect(Buffer.compare(await second, torrent.content.subarray(16384, 32768))).toBe(0)
  })

  it('makes files of length 0 even if no piece is written', async () => {
    const folder = freshFolder()
    const torrent = new Torrent([0, 0, 5], 8)
    await torrent.open(folder)
    expect(readFileSync(join(folder, 'f0')).length).toBe(0)
    expect(readFileSync(join(folder, 'd1', 'f1')).length).toBe(0)
    expect(existsSync(join(folder, 'f2'))).toBe(false)
  })

  it('can be flushed and closed twice, and then reads and writes nothing', async () => {
    const torrent = new Torrent([100], 10)
    const lost: number[] = []
    const store = await torrent.openFull(freshFolder(), { readFailed: (piece) => lost.push(piece) })
    await store.flush()
    await store.close()
    await store.close()
    await expect(store.read(0, 0, 5)).rejects.toThrow('the store is closed')
    await expect(store.write(0, torrent.piece(0))).rejects.toThrow('the store is closed')
    await expect(store.check()).rejects.toThrow('the store is closed')
    expect(lost).toEqual([])
  })

  it('refuses ranges outside a piece, whatever a peer requests', async () => {
    const store = await new Torrent([25], 10).openFull(freshFolder())
    const asked = [
      [0, 0, 0],
      [0, 0, 11],
      [0, 10, 1],
      [2, 4, 2],
      [3, 0, 1],
      [-1, 0, 1],
      [0, -1, 2],
      [0, 1, 2 ** 32],
      [2 ** 32, 0, 1],
      [0.5, 0, 1],
      [0, Number.NaN, 1],
    ]
    for (const [piece, begin, length] of asked) {
      await expect(store.read(piece, begin, length)).rejects.toThrow(RangeError)
    }
  })
})
