import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { freshFolder, rightPieces, Torrent } from './torrent.js'

it('padding is zeros and never written; a piece of padding alone is complete at once', async () => {
  const torrent = new Torrent([600, 3000, 500], 1024)
  torrent.files[1] = { path: [], lengthBytes: 3000 }
  torrent.content.fill(0, 600, 3600)
  torrent.rehash()
  const folder = freshFolder()
  const store = await torrent.open(folder)
  expect(await rightPieces(store)).toEqual([1, 2])
  for (const piece of [0, 3, 4]) expect(await store.write(piece, torrent.piece(piece))).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['f0', 'f2'])
  expect(await rightPieces(store)).toEqual([0, 1, 2, 3, 4])
  expect(Buffer.compare(await store.read(0, 500, 300), torrent.content.subarray(500, 800))).toBe(0)
})
