import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../../../src/net/store/store-error.js'
import { asNobody } from '../../nobody.js'
import { freshFolder, rightPieces, Torrent } from './torrent.js'

/** f0, d1/f1, f2 in 10 pieces of 10 bytes: f0 ends in piece 4, d1/f1 in piece 6. */
const torrent = new Torrent([45, 20, 35], 10)

/** Writes all pieces and returns those that failed. */
async function refused(store: Awaited<ReturnType<Torrent['open']>>): Promise<number[]> {
  const failed: number[] = []
  for (let i = 0; i < torrent.pieceCount; i++) {
    await store.write(i, torrent.piece(i)).catch(() => failed.push(i))
  }
  return failed
}

describe('files that are wanted later', () => {
  const side = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.parts'))
  const kept = async (folder: string, wanted: boolean[], pieces: number[]) => {
    const store = await torrent.open(folder, { wanted })
    for (const piece of pieces) await store.write(piece, torrent.piece(piece))
    await store.close()
  }

  it('get their bytes from the part file, which is then deleted', async () => {
    const folder = freshFolder()
    await kept(folder, [true, false, false], [0, 1, 2, 3, 4])
    expect(side(folder)).toHaveLength(1)
    const store = await torrent.open(folder)
    expect(await rightPieces(store)).toEqual([0, 1, 2, 3, 4])
    expect(side(folder)).toEqual([])
    expect(Buffer.compare(await store.read(4, 0, 10), torrent.piece(4))).toBe(0)
    await store.close()
    // Once more, from the files alone.
    expect(await rightPieces(await torrent.open(folder))).toEqual([0, 1, 2, 3, 4])
  })

  it('get the bytes at both ends, whichever neighbour was wanted', async () => {
    const folder = freshFolder()
    await kept(folder, [true, false, true], [4, 6, 7])
    const store = await torrent.open(folder)
    expect(await rightPieces(store)).toEqual([4, 6, 7])
    expect(side(folder)).toEqual([])
    await store.close()
  })

  it('leave bytes of unwanted files in the part file', async () => {
    const folder = freshFolder()
    await kept(folder, [false, true, false], [4, 5, 6])
    const store = await torrent.open(folder, { wanted: [true, true, false] })
    expect(await rightPieces(store)).toEqual([4, 5, 6])
    expect(side(folder)).toHaveLength(1)
    await store.close()
    const all = await torrent.open(folder)
    expect(await rightPieces(all)).toEqual([4, 5, 6])
    expect(side(folder)).toEqual([])
    await all.close()
  })

  it('take no piece with a wrong hash from the part file', async () => {
    const folder = freshFolder()
    await kept(folder, [true, false, false], [0, 4])
    writeFileSync(join(folder, side(folder)[0]), Buffer.alloc(50, 1))
    const store = await torrent.open(folder)
    expect(await rightPieces(store)).toEqual([0])
    expect(existsSync(join(folder, 'd1', 'f1'))).toBe(false)
    await store.close()
  })

  it('are not changed by a read-only store', async () => {
    const folder = freshFolder()
    await kept(folder, [true, false, false], [0, 4])
    const store = await torrent.open(folder, { readOnly: true })
    await rightPieces(store)
    expect(side(folder)).toHaveLength(1)
    await store.close()
  })
})

it.skipIf(process.platform !== 'linux')('a folder that nobody can make is refused', async () => {
  await expect(torrent.open('/proc/x/y')).rejects.toThrow(/^\/proc\/x: ENOENT/)
})

describe('the path of a file', () => {
  it('may not lead through a symbolic link, not even one inside the folder', async () => {
    const [folder, outside] = [freshFolder(), freshFolder()]
    symlinkSync(outside, join(folder, 'd1'))
    await expect(torrent.open(folder)).rejects.toThrow(/d1: expected a folder, found a symbolic/)
    rmSync(join(folder, 'd1'))
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync('elsewhere', join(folder, 'd1'))
    await expect(torrent.open(folder)).rejects.toThrow(/d1: expected a folder, found a symbolic/)
  })

  it('may not end at a symbolic link', async () => {
    const [folder, outside] = [freshFolder(), freshFolder()]
    writeFileSync(join(outside, 'victim'), 'untouched')
    symlinkSync(join(outside, 'victim'), join(folder, 'f0'))
    await expect(torrent.open(folder)).rejects.toThrow(/f0: expected a file, found a symbolic/)
    rmSync(join(folder, 'f0'))
    symlinkSync(join(outside, 'absent'), join(folder, 'f0'))
    await expect(torrent.open(folder)).rejects.toThrow(/f0: expected a file, found a symbolic/)
  })

  it('leads nowhere else if links are planted after opening', async () => {
    const [folder, outside] = [freshFolder(), freshFolder()]
    const store = await torrent.open(folder)
    symlinkSync(outside, join(folder, 'd1'))
    symlinkSync(join(outside, 'f2'), join(folder, 'f2'))
    expect(await refused(store)).toEqual([4, 5, 6, 7, 8, 9])
    expect(readdirSync(outside)).toEqual([])
    await expect(store.check()).rejects.toThrow('symbolic link')
  })

  it('may begin with a link, since the user names the folder', async () => {
    const [folder, outside] = [freshFolder(), freshFolder()]
    symlinkSync(outside, join(folder, 'downloads'))
    await torrent.openFull(join(folder, 'downloads'))
    expect(readFileSync(join(outside, 'f0')).length).toBe(45)
  })

  it('is refused with a folder in place of a file, or a file in place of a folder', async () => {
    const folder = freshFolder()
    mkdirSync(join(folder, 'f2'))
    await expect(torrent.open(folder)).rejects.toThrow(/f2: expected a file, found a folder/)
    rmSync(join(folder, 'f2'), { recursive: true })
    writeFileSync(join(folder, 'd1'), '')
    await expect(torrent.open(folder)).rejects.toThrow(/d1: expected a folder, found a file/)
    await expect(torrent.open(join(folder, 'd1'))).rejects.toThrow(/d1: /)
  })

  it('may not contain names that change the folder', async () => {
    for (const name of ['..', '.', '', 'a/b', 'a\0b']) {
      const files = [{ path: [name, 'x'], lengthBytes: 100 }]
      await expect(torrent.open(freshFolder(), { files })).rejects.toThrow('expected the name of')
    }
  })

  it('is made with its folders once a piece is written, not before', async () => {
    const folder = join(freshFolder(), 'new', 'downloads')
    const store = await torrent.open(folder)
    expect(readdirSync(folder)).toEqual([])
    await store.write(5, torrent.piece(5))
    expect(readFileSync(join(folder, 'd1', 'f1')).length).toBe(15)
  })
})

describe('a file that exists already', () => {
  it('is never truncated: a longer one counts as another file', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, 'f0'), 'x'.repeat(46))
    await expect(torrent.open(folder)).rejects.toThrow(
      /f0: expected at most 45 bytes, found 46: is it another file\?/,
    )
    expect(readFileSync(join(folder, 'f0')).length).toBe(46)
  })

  it('is used although unwanted; bytes of absent unwanted files go to the part file', async () => {
    const folder = freshFolder()
    await (await torrent.openFull(folder)).close()
    rmSync(join(folder, 'f2'))
    const store = await torrent.open(folder, { wanted: [true, false, false] })
    expect(await rightPieces(store)).toEqual([0, 1, 2, 3, 4, 5])
    for (let i = 6; i < 10; i++) await store.write(i, torrent.piece(i))
    expect(await rightPieces(store)).toHaveLength(10)
    expect(existsSync(join(folder, 'f2'))).toBe(false)
    expect(readdirSync(folder).sort()).toEqual([expect.stringMatching(/^\..*\.parts$/), 'd1', 'f0'])
  })

  it('is written by one store of the process at a time', async () => {
    const folder = freshFolder()
    const first = await torrent.open(folder)
    await expect(torrent.open(folder)).rejects.toThrow('another torrent writes this file')
    await torrent.open(folder, { readOnly: true })
    await first.close()
    await torrent.open(folder)
  })

  it('may not be named twice by a torrent', async () => {
    const twice = [
      { path: ['same'], lengthBytes: 50 },
      { path: ['same'], lengthBytes: 50 },
    ]
    const folder = freshFolder()
    await expect(torrent.open(folder, { files: twice })).rejects.toThrow('twice')
    await torrent.open(folder)
  })
})

describe('a file that changes while in use', () => {
  it('is reported when it is read: truncated, deleted or replaced by a link', async () => {
    const folder = freshFolder()
    await (await torrent.openFull(folder)).close()
    const lost: number[] = []
    const store = await torrent.open(folder, { readFailed: (piece) => lost.push(piece) })
    truncateSync(join(folder, 'f0'), 38)
    expect((await store.read(2, 0, 10)).length).toBe(10)
    await expect(store.read(3, 0, 5)).rejects.toThrow(/f0: has become too short/)
    rmSync(join(folder, 'd1', 'f1'))
    await expect(store.read(5, 0, 5)).rejects.toThrow(/f1: ENOENT/)
    rmSync(join(folder, 'f2'))
    symlinkSync('f0', join(folder, 'f2'))
    await expect(store.read(8, 1, 2)).rejects.toThrow(/f2: expected a file, found a symbolic/)
    expect(lost).toEqual([3, 5, 8])
  })

  it('accepts an unreadable piece again', async () => {
    const folder = freshFolder()
    const lost: number[] = []
    const store = await torrent.openFull(folder, { readFailed: (piece) => lost.push(piece) })
    truncateSync(join(folder, 'f2'), 0)
    await expect(store.read(9, 0, 10)).rejects.toThrow()
    expect(await store.write(9, torrent.piece(9))).toBe(true)
    expect([...(await store.read(9, 0, 10))]).toEqual([...torrent.piece(9)])
    expect(lost).toEqual([9])
  })

  it('is read again after a piece was written', async () => {
    const folder = freshFolder()
    const store = await torrent.openFull(folder)
    writeFileSync(join(folder, 'f2'), 'x'.repeat(35))
    expect([...(await store.read(8, 0, 2))]).toEqual([120, 120])
    await store.write(8, torrent.piece(8))
    expect([...(await store.read(8, 0, 2))]).toEqual([...torrent.piece(8).subarray(0, 2)])
  })

  it('is not written after it was deleted, since the bytes would be lost', async () => {
    const folder = freshFolder()
    const store = await torrent.open(folder)
    await store.write(0, torrent.piece(0))
    rmSync(join(folder, 'f0'))
    await expect(store.write(1, torrent.piece(1))).rejects.toThrow(/f0: was deleted/)
  })
})

describe('a store without permission', () => {
  it('reports the path and the error code', async () => {
    const folder = freshFolder()
    chmodSync(folder, 0o555)
    asNobody()
    const store = await torrent.open(folder)
    const failure = await store.write(0, torrent.piece(0)).catch((error) => error)
    expect(failure.path).toBe(join(folder, 'f0'))
    expect(codeOf(failure)).toBe('EACCES')
    expect(failure.message).toMatch(/f0: EACCES/)
    await expect(torrent.open(join(folder, 'deeper'))).rejects.toThrow(/deeper: EACCES/)
  })

  it('does not treat an unreadable file as absent', async () => {
    const folder = freshFolder()
    await (await torrent.openFull(folder)).close()
    chmodSync(folder, 0o755)
    chmodSync(join(folder, 'f0'), 0)
    asNobody()
    const store = await torrent.open(folder, { readOnly: true })
    await expect(store.check()).rejects.toThrow(/f0: EACCES/)
  })

  it('seeds from files that it may not write', async () => {
    const folder = freshFolder()
    await (await torrent.openFull(folder)).close()
    chmodSync(folder, 0o555)
    for (const { path } of torrent.files) chmodSync(join(folder, ...path), 0o444)
    asNobody()
    const store = await torrent.open(folder)
    expect(await rightPieces(store)).toHaveLength(10)
    expect((await store.read(4, 0, 10)).length).toBe(10)
  })
})

describe('a read-only store', () => {
  it('makes no files', async () => {
    const folder = freshFolder()
    const store = await new Torrent([0, 5], 5).open(folder, { readOnly: true })
    expect(readdirSync(folder)).toEqual([])
    expect(await rightPieces(store)).toEqual([])
    const absent = join(folder, 'absent')
    await expect(torrent.open(absent, { readOnly: true })).rejects.toThrow(/absent: ENOENT/)
    expect(existsSync(absent)).toBe(false)
  })

  it('follows links to files and folders', async () => {
    const [folder, outside] = [freshFolder(), freshFolder()]
    await (await torrent.openFull(outside)).close()
    symlinkSync(join(outside, 'd1'), join(folder, 'd1'))
    symlinkSync(join(outside, 'f0'), join(folder, 'f0'))
    symlinkSync(join(outside, 'f2'), join(folder, 'f2'))
    const store = await torrent.open(folder, { readOnly: true })
    expect(await rightPieces(store)).toHaveLength(torrent.pieceCount)
    expect(Buffer.compare(await store.read(4, 0, 10), torrent.piece(4))).toBe(0)
    await store.close()
    await expect(torrent.open(folder)).rejects.toThrow('found a symbolic link')
  })

  it('treats a broken link as absent, and reports a link to itself', async () => {
    const folder = freshFolder()
    symlinkSync('nowhere', join(folder, 'f0'))
    const store = await torrent.open(folder, { readOnly: true })
    expect(await rightPieces(store)).toEqual([])
    await store.close()
    symlinkSync('f2', join(folder, 'f2'))
    await expect(torrent.open(folder, { readOnly: true })).rejects.toThrow(/f2: ELOOP/)
  })
})

describe('a check', () => {
  it('rejects a piece that was written in part only', async () => {
    const folder = freshFolder()
    await (await torrent.openFull(folder)).close()
    const torn = readFileSync(join(folder, 'f0')).fill(0, 25, 30)
    writeFileSync(join(folder, 'f0'), torn)
    const store = await torrent.open(folder)
    expect(await rightPieces(store)).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9])
    expect(await store.write(2, torrent.piece(2))).toBe(true)
    expect(await rightPieces(store)).toHaveLength(10)
  })

  it('reports progress up to the end', async () => {
    const store = await torrent.openFull(freshFolder())
    const told: [number, number][] = []
    await store.check((checked, all) => told.push([checked, all]))
    expect(told.at(-1)).toEqual([10, 10])
  })

  it('checks all pieces, however many are read together', async () => {
    const large = new Torrent([30 << 20, 5], 1 << 20)
    const store = await large.openFull(freshFolder())
    expect(await rightPieces(store)).toHaveLength(large.pieceCount)
  })

  it('stops when its signal aborts', async () => {
    const store = await new Torrent([5 << 20], 1 << 20).openFull(freshFolder())
    const stop = new AbortController()
    const told: number[] = []
    const checking = store.check((checked) => {
      told.push(checked)
      if (checked === 2) stop.abort(new Error('enough'))
    }, stop.signal)
    await expect(checking).rejects.toThrow('enough')
    expect(told).toEqual([0, 1, 2])
  })

  it('accepts a hole as a piece of zeros, and rejects it as any other piece', async () => {
    const folder = freshFolder()
    const zeros = new Torrent([400_000], 100_000)
    zeros.content.fill(0)
    const holes = new Torrent([400_000], 100_000)
    holes.content.fill(0, 0, 200_000)
    for (const [all, pieces] of [
      [zeros, [0, 1, 2, 3]],
      [holes, [0, 1]],
    ] as const) {
      writeFileSync(join(folder, 'f0'), '')
      truncateSync(join(folder, 'f0'), 400_000)
      all.rehash()
      const store = await all.open(folder)
      expect(await rightPieces(store)).toEqual(pieces)
      await store.close()
    }
  })
})
