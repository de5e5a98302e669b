import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freshFolder, rightPieces, Torrent } from './torrent.js'

const KIB = 1024

/** Pieces smaller and larger than one read, in files that end anywhere. */
const torrents = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: 900 * KIB }), { minLength: 1, maxLength: 4 }),
  pieceBytes: fc.constantFrom(16 * KIB, 100_000, 128 * KIB, 300 * KIB),
  spoilt: fc.nat(),
})

describe('a check', () => {
  it('finds all pieces but the one with a wrong byte', async () => {
    await fc.assert(
      fc.asyncProperty(torrents, async ({ lengths, pieceBytes, spoilt }) => {
        const torrent = new Torrent(lengths, pieceBytes)
        const folder = freshFolder()
        const store = await torrent.openFull(folder)
        let at = spoilt % torrent.content.length
        const wrong = Math.floor(at / pieceBytes)
        const file = lengths.findIndex((length) => {
          if (at < length) return true
          at -= length
          return false
        })
        const path = join(folder, ...torrent.files[file].path)
        const bytes = readFileSync(path)
        bytes[at] ^= 1
        writeFileSync(path, bytes)
        const all = Array.from({ length: torrent.pieceCount }, (_, piece) => piece)
        expect(await rightPieces(store)).toEqual(all.filter((piece) => piece !== wrong))
        await store.close()
      }),
      { numRuns: 15 },
    )
  })

  it('yields to the event loop about every MiB', async () => {
    const torrent = new Torrent([5 * 1024 * KIB], 64 * KIB)
    const store = await torrent.openFull(freshFolder())
    let turns = 0
    let isChecking = true
    const count = () => {
      turns++
      if (isChecking) setImmediate(count)
    }
    setImmediate(count)
    await store.check()
    isChecking = false
    expect(turns).toBeGreaterThanOrEqual(5)
  })
})
