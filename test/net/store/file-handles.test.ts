import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileHandles } from '../../../src/net/store/file-handles.js'
import { freshFolder, rightPieces, Torrent } from './torrent.js'

function handlesIn(folder: string, most: number) {
  const opened: number[] = []
  const handles = new FileHandles((file, access) => {
    opened.push(file)
    return open(join(folder, `${file}`), access === 'write' ? 'a+' : 'r')
  }, most)
  return { handles, opened }
}

const touch = async () => undefined

describe('the open files of a store', () => {
  it('never exceed the limit, however many are used at once', async () => {
    const { handles } = handlesIn(freshFolder(), 5)
    const counts = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        handles.use(i % 40, 'write', async (handle) => {
          await handle.write(`${i}\n`)
          return handles.count
        }),
      ),
    )
    expect(Math.max(...counts)).toBeLessThanOrEqual(5)
    await handles.close()
  })

  it('are closed least recently used first', async () => {
    const { handles, opened } = handlesIn(freshFolder(), 3)
    for (const file of [1, 2, 3, 1, 4, 1, 3, 2]) await handles.use(file, 'write', touch)
    expect(opened).toEqual([1, 2, 3, 4, 2])
    await handles.close()
    expect(handles.count).toBe(0)
  })

  it('are opened again after a failure to open', async () => {
    const folder = freshFolder()
    const { handles, opened } = handlesIn(folder, 1)
    await expect(handles.use(7, 'read', touch)).rejects.toThrow('ENOENT')
    await handles.use(7, 'write', touch)
    await handles.use(7, 'read', touch)
    expect(opened).toEqual([7, 7, 7])
    await handles.close()
  })

  it('are closed only when the work on them is done', async () => {
    const { handles } = handlesIn(freshFolder(), 2)
    const working = handles.use(1, 'write', async (handle) => {
      await handle.write('a')
      return (await handle.stat()).size
    })
    await new Promise(setImmediate)
    const closing = handles.close()
    expect(await working).toBe(1)
    await closing
    expect(handles.count).toBe(0)
  })

  it('serve a torrent with more files than the limit', async () => {
    const torrent = new Torrent(Array(300).fill(7), 64)
    const store = await torrent.open(freshFolder())
    const pieces = Array.from({ length: torrent.pieceCount }, (_, i) => i)
    await Promise.all(pieces.map((i) => store.write(i, torrent.piece(i))))
    expect(await rightPieces(store)).toEqual(pieces)
    await Promise.all(pieces.map((i) => store.read(i, 0, 10)))
    await store.close()
  })
})
