/// <reference path="./create-torrent.d.ts" />
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { fc, test } from '@fast-check/vitest'
import createTorrent from 'create-torrent'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Content, findContent } from '../../../src/net/torrent/content.js'
import { readMetainfo } from '../../../src/net/torrent/metainfo.js'
import { hashPieces } from '../../../src/net/torrent/torrent-hashing.js'
import {
  defaultPieceBytes,
  makeTorrent,
  type TorrentPlan,
} from '../../../src/net/torrent/torrent-maker.js'
import { asNobody } from '../../nobody.js'

const KIB = 2 ** 10

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'making-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Writes a file below the folder, creates its parents and returns its path. */
function write(path: string, content: string | Uint8Array): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

const plan = (more: Partial<TorrentPlan> = {}): TorrentPlan => ({
  pieceBytes: 16 * KIB,
  announceTiers: [],
  createdBy: 'a test',
  createdSeconds: 5,
  isPrivate: false,
  ...more,
})

const pathsOf = ({ files }: Content) => files.map(({ path }) => path.join('/'))

describe('the pieces of files', () => {
  const content = fc.uint8Array({ minLength: 0, maxLength: 3000 })
  test.prop(
    [fc.array(content, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 2000 })],
    {
      numRuns: 60,
    },
  )('are hashed as if the files were one', async (contents, pieceBytes) => {
    fc.pre(contents.some(({ length }) => length > 0))
    rmSync(folder, { recursive: true })
    for (const [i, bytes] of contents.entries()) write(`all/${i}`, bytes)
    const whole = Buffer.concat(contents)
    const pieces = Array.from({ length: Math.ceil(whole.length / pieceBytes) }, (_, i) =>
      createHash('sha1')
        .update(whole.subarray(i * pieceBytes, (i + 1) * pieceBytes))
        .digest(),
    )
    const found = await findContent([join(folder, 'all')])
    const heard: number[] = []
    const hashes = await hashPieces(found, pieceBytes, (bytes) => heard.push(bytes))
    expect(Buffer.from(hashes)).toEqual(Buffer.concat(pieces))
    expect(heard.at(-1)).toBe(whole.length)
  })

  it('are hashed across read chunks', async () => {
    const bytes = Buffer.alloc(5 * 2 ** 20 + 12_345, 'some bytes that repeat, but not soon')
    const found = await findContent([write('large', bytes)])
    const hashes = await hashPieces(found, 3 * 2 ** 20)
    const first = createHash('sha1').update(bytes.subarray(0, 3 * 2 ** 20))
    const second = createHash('sha1').update(bytes.subarray(3 * 2 ** 20))
    expect(Buffer.from(hashes)).toEqual(Buffer.concat([first.digest(), second.digest()]))
  })

  it.each<[string, (file: string) => void]>([
    ['grows', (file) => appendFileSync(file, 'x')],
    ['shrinks', (file) => truncateSync(file, 100)],
    ['is rewritten', (file) => writeFileSync(file, 'y'.repeat(3 * 2 ** 20))],
  ])('are refused if a file %s meanwhile', async (_, change) => {
    const file = write('restless', 'x'.repeat(3 * 2 ** 20))
    const message = `${file}: expected an unchanged file, found one that changed while hashed`
    let heard = 0
    const changing = hashPieces(await findContent([file]), 16 * KIB, () => {
      if (heard++ === 0) change(file)
    })
    await expect(changing).rejects.toThrow(message)
    const found = await findContent([file])
    change(file)
    appendFileSync(file, 'z')
    await expect(hashPieces(found, 16 * KIB)).rejects.toThrow(message)
  })
})

describe('the length of pieces', () => {
  test.prop([fc.integer({ min: 1, max: 2 ** 50 })])(
    'makes 1,000 to 2,000 pieces if possible',
    (size) => {
      const bytes = defaultPieceBytes(size)
      const count = Math.ceil(size / bytes)
      expect(Number.isInteger(Math.log2(bytes))).toBe(true)
      if (bytes > 16 * KIB) expect(count).toBeGreaterThan(1000)
      if (bytes < 16 * KIB * KIB) expect(count).toBeLessThanOrEqual(2000)
      expect(bytes).toBeGreaterThanOrEqual(16 * KIB)
      expect(bytes).toBeLessThanOrEqual(16 * KIB * KIB)
    },
  )
})

describe('content', () => {
  it('of a folder is sorted by name and includes hidden and empty files', async () => {
    for (const path of ['b', 'a/z', 'a/B', '.c', 'a.b']) write(`all/${path}`, path)
    write('all/empty', '')
    const found = await findContent([`${join(folder, 'all')}/`])
    expect(found).toMatchObject({ name: 'all', isFolder: true, sizeBytes: 12 })
    expect(pathsOf(found)).toEqual(['.c', 'a/B', 'a/z', 'a.b', 'b', 'empty'].map((p) => `all/${p}`))
  })

  it('of one file in a folder is a folder', async () => {
    write('all/one', 'x')
    expect(await findContent([join(folder, 'all')])).toMatchObject({ isFolder: true })
  })

  it('of several paths is in a folder of the given name', async () => {
    const [a, b] = [write('x/a', 'x'), write('y/b', 'y')]
    const found = await findContent([a, dirname(b)], 'both')
    expect(found).toMatchObject({ name: 'both', isFolder: true })
    expect(pathsOf(found)).toEqual(['both/a', 'both/y/b'])
  })

  it('behind a link is included', async () => {
    write('all/real', 'x')
    symlinkSync(write('elsewhere/z', 'y'), join(folder, 'all/link'))
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'all/links'))
    const found = await findContent([join(folder, 'all')])
    expect(pathsOf(found)).toEqual(['all/link', 'all/links/z', 'all/real'])
  })

  it.each<[string, () => string[], string]>([
    ['a missing path', () => [join(folder, 'none')], 'expected a file or folder, found nothing'],
    [
      'a path through a file',
      () => [join(write('a', 'x'), 'b')],
      'a file or folder, found nothing',
    ],
    ['an empty folder', () => [folder], 'expected at least one byte to share, found no files'],
    ['an empty file', () => [write('a', '')], 'at least one byte to share, found only empty files'],
    ['a broken link', () => [linked('nowhere')], 'expected a file or folder, found nothing'],
    [
      'a link upwards',
      () => [linked('.')],
      'expected no link cycle, found a link to a folder above',
    ],
    ['a pipe', () => [piped()], 'pipe: expected a file or folder, found a device or socket'],
    [
      'two paths with one name',
      () => [write('x/a', '1'), write('y/a', '2')],
      'expected a path of its own',
    ],
    [
      'a backslash in a name',
      () => [dirname(write('all/a\\b', 'x'))],
      'found a slash or backslash in a name',
    ],
    [
      'a control character in a name',
      () => [dirname(write('all/a\nb', 'x'))],
      'names without control characters, found "a_b"',
    ],
  ])('is refused: %s', async (_, make, message) => {
    const refusal = findContent(make() as [string], 'all')
    await expect(refusal).rejects.toThrow(message)
    await expect(refusal).rejects.toHaveProperty('name', 'TorrentError')
  })

  function linked(target: string): string {
    const all = dirname(write('all/file', 'x'))
    symlinkSync(target, join(all, 'link'))
    return all
  }

  function piped(): string {
    const all = dirname(write('all/file', 'x'))
    execFileSync('mkfifo', [join(all, 'pipe')])
    return all
  }

  it('that cannot be read is a system error', async () => {
    const file = write('secret', 'x')
    chmodSync(dirname(file), 0o755)
    chmodSync(file, 0)
    const back = asNobody()
    await expect(findContent([file])).rejects.toHaveProperty('code', 'EACCES')
    back()
  })
})

describe('a new torrent', () => {
  it('has the requested fields', async () => {
    const found = await findContent([write('song', 'x'.repeat(20_000))], 'renamed')
    const announceTiers = [['http://a', 'http://b'], ['http://c']]
    const more = { announceTiers, comment: 'Ö', isPrivate: true }
    const metainfo = readMetainfo(await makeTorrent(found, plan(more)))
    expect(metainfo).toMatchObject({
      name: 'renamed',
      isFolder: false,
      sizeBytes: 20_000,
      pieceBytes: 16 * KIB,
      announceTiers,
      comment: 'Ö',
      createdBy: 'a test',
      createdSeconds: 5,
      isPrivate: true,
    })
    expect(readMetainfo(await makeTorrent(found, plan())).announceTiers).toEqual([])
  })

  it.each(['song', 'album'])('has the same info hash as by create-torrent: %s', async (name) => {
    write('song', readFileSync(import.meta.filename))
    for (const path of ['a', 'b', 'c/d']) write(`album/${path}`, `${path} `.repeat(20_000))
    const path = join(folder, name)
    const options = { announceList: [], pieceLength: 16 * KIB }
    const theirs = readMetainfo(await promisify(createTorrent)(path, options))
    const ours = readMetainfo(await makeTorrent(await findContent([path]), plan()))
    expect(ours.name).toBe(basename(path))
    expect(ours.pieceHashes).toEqual(theirs.pieceHashes)
    expect(ours.infoHashHex).toBe(theirs.infoHashHex)
  })

  it('is refused if it would have too many pieces to be read again', async () => {
    const content = { name: 'vast', isFolder: false, files: [], sizeBytes: 2 ** 45 }
    await expect(makeTorrent(content, plan())).rejects.toThrow(
      'piece length: expected at most 786432 pieces (choose longer ones), found 2147483648',
    )
  })
})
