/// <reference path="./parse-torrent.d.ts" />
import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import parseTorrent from 'parse-torrent'
import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/base/bencode.js'
import { metainfoFromInfo, readMetainfo } from '../../../src/net/torrent/metainfo.js'
import { TorrentError } from '../../../src/net/torrent/torrent-error.js'
import { type Fields, folderInfo, refusalOf, sampleInfo, torrentBytes } from './torrent-sample.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const sha1 = (data: Uint8Array) => createHash('sha1').update(data).digest('hex')

/** Reads a torrent with this info dictionary, as on Linux. */
const read = (info: Fields, more?: Fields) => readMetainfo(torrentBytes(info, more), 'linux')

describe('a torrent', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/)
  const sizes = fc.array(fc.nat(5000), { minLength: 1, maxLength: 6 })
  test.prop([name, sizes.filter((all) => all.some(Boolean)), fc.integer({ min: 1, max: 9000 })])(
    'is read as by parse-torrent',
    async (folder, lengths, pieceBytes) => {
      const size = lengths.reduce((sum, length) => sum + length)
      const pieces = new Uint8Array(20 * Math.ceil(size / pieceBytes)).map((_, i) => i)
      const files = lengths.map((length, i) => ({ length, path: ['deep', `${i}.dat`] }))
      const more = { comment: 'Ö', 'created by': 'me', 'creation date': 5, 'url-list': 'http://s' }
      const info = { name: folder, files, 'piece length': pieceBytes, pieces, private: 1 }
      const torrent = torrentBytes(info, more)
      const [ours, theirs] = [readMetainfo(torrent), await parseTorrent(torrent)]
      expect(ours.files.map(({ path }) => path.join('/'))).toEqual(theirs.files.map((f) => f.path))
      expect(ours.files.map((file) => file.lengthBytes)).toEqual(theirs.files.map((f) => f.length))
      expect(ours.files.map((file) => file.offsetBytes)).toEqual(theirs.files.map((f) => f.offset))
      expect(Buffer.from(ours.pieceHashes).toString('hex')).toBe(theirs.pieces.join(''))
      expect(ours).toMatchObject({
        infoHashHex: theirs.infoHash,
        name: theirs.name,
        sizeBytes: theirs.length,
        pieceBytes: theirs.pieceLength,
        isPrivate: theirs.private,
        comment: theirs.comment,
        createdBy: theirs.createdBy,
        createdSeconds: theirs.created!.getTime() / 1000,
        webSeeds: theirs.urlList,
        announceTiers: [theirs.announce],
      })
    },
  )

  it('of one file has its name as path', () => {
    const metainfo = read(sampleInfo())
    expect(metainfo).toMatchObject({ name: 'song.ogg', isFolder: false, isPrivate: false })
    expect(metainfo.files).toEqual([{ path: ['song.ogg'], lengthBytes: 90_000, offsetBytes: 0 }])
  })

  it('has the hash of its own bytes, not of another encoding', () => {
    const info = bytes('d12:piece lengthi8e6:lengthi8e4:name1:a6:pieces20:aaaaaaaaaaaaaaaaaaaae')
    const torrent = Buffer.concat([bytes('d4:info'), info, bytes('e')])
    const metainfo = readMetainfo(torrent)
    expect(metainfo.infoHashHex).toBe(sha1(info))
    expect(metainfo.infoBytes).toEqual(info)
    expect(Buffer.from(metainfo.infoHash).toString('hex')).toBe(metainfo.infoHashHex)
    expect(metainfoFromInfo(metainfo.infoBytes).infoHashHex).toBe(metainfo.infoHashHex)
  })

  it('is read from its info dictionary alone, with separate trackers', () => {
    const info = encode(sampleInfo({ private: 1 }))
    const metainfo = metainfoFromInfo(info, [['http://t']])
    const { comment, createdBy, createdSeconds, ...whole } = readMetainfo(
      torrentBytes(sampleInfo({ private: 1 }), { announce: 'http://t' }),
    )
    expect(metainfo).toEqual(whole)
  })

  it('of version 2 is read if it is a hybrid; its padding is never written', () => {
    const info = folderInfo([
      ['a', 1000],
      ['.pad/24', 24],
      ['b', 1000],
      ['.pad/24', 24],
      ['c', 5],
    ])
    const files = (info['files'] as Fields[]).map((file, i) => ({
      ...file,
      attr: i % 2 ? 'p' : '',
    }))
    const hybrid = { ...info, files, 'meta version': 2, 'file tree': {} }
    const read = metainfoFromInfo(encode(hybrid))
    expect(read.files.map(({ path }) => path.join('/'))).toEqual([
      'album/a',
      '',
      'album/b',
      '',
      'album/c',
    ])
    expect(read.files.map(({ offsetBytes }) => offsetBytes)).toEqual([0, 1000, 1024, 2024, 2048])
  })

  it('prefers names in UTF-8 and shows invalid bytes as U+FFFD', () => {
    const info = sampleInfo({ name: Uint8Array.of(0x61, 0xe9), 'name.utf-8': 'aé' })
    expect(read(info).name).toBe('aé')
    expect(read(sampleInfo({ name: Uint8Array.of(0x61, 0xe9) })).name).toBe('a\uFFFD')
  })

  it('may have empty files', () => {
    const { files, sizeBytes } = read(
      folderInfo([
        ['a', 0],
        ['b', 7],
        ['c', 0],
      ]),
    )
    expect(sizeBytes).toBe(7)
    expect(files.map(({ lengthBytes }) => lengthBytes)).toEqual([0, 7, 0])
  })
})

describe('the trackers of a torrent', () => {
  it.each<[string, Fields, string[][]]>([
    ['one', {}, [['http://a.example/announce']]],
    ['none', { announce: undefined }, []],
    ['tiers', { 'announce-list': [['x', 'y'], ['z']] }, [['x', 'y'], ['z']]],
    ['no tier', { 'announce-list': [] }, [['http://a.example/announce']]],
    ['empty tiers', { 'announce-list': [[], [''], [' z ']] }, [['z']]],
    ['a plain list', { 'announce-list': ['x', 'y'] }, [['x'], ['y']]],
    ['nonsense', { announce: 5, 'announce-list': [[5], 7, {}] }, []],
  ])('are read: %s', (_, more, tiers) => {
    expect(read(sampleInfo(), more).announceTiers).toEqual(tiers)
  })
})

describe('an invalid torrent', () => {
  it.each<[string, Uint8Array, string]>([
    ['an empty file', bytes(''), 'torrent: expected a .torrent file, found an empty file'],
    [
      'an HTML page',
      bytes('<html>'),
      'torrent: expected a .torrent file, found a file of another kind',
    ],
    ['a list', bytes('le'), 'torrent: expected a .torrent file, found a file of another kind'],
    ['no info', encode({ announce: 'x' }), 'with an info dictionary, found none'],
    ['info of text', encode({ info: 'x' }), 'info: expected a dictionary, found none'],
    ['a truncated file', torrentBytes(sampleInfo()).subarray(0, 120), 'torrent: expected '],
  ])('is refused: %s', (_, torrent, message) => {
    expect(refusalOf(() => readMetainfo(torrent))).toContain(message)
  })

  it.each<[string, Fields, string]>([
    ['name', { name: undefined }, 'info.name: expected a string, found none'],
    ['name that leaves the folder', { name: '../x' }, 'found a slash or backslash in a name'],
    ['piece length', { 'piece length': undefined }, 'info.piece length: expected 1 to'],
    ['piece length 0', { 'piece length': 0 }, 'expected 1 to 268435456 bytes, found 0'],
    ['long pieces', { 'piece length': 2 ** 28 + 1 }, 'found 268435457'],
    ['pieces', { pieces: undefined }, 'info.pieces: expected 60 bytes of hashes for 3 pieces'],
    ['too few pieces', { pieces: new Uint8Array(40) }, 'for 3 pieces, found 40'],
    ['too many pieces', { pieces: new Uint8Array(80) }, 'for 3 pieces, found 80'],
    ['broken pieces', { pieces: new Uint8Array(59) }, 'for 3 pieces, found 59'],
    ['length', { length: undefined }, 'info.length: expected a number of bytes, found none'],
    ['negative length', { length: -1 }, 'info.length: expected a number of bytes, found -1'],
    ['no content', { length: 0, pieces: '' }, 'info: expected at least one byte of content'],
    ['giant length', { length: 2 ** 53 - 1 }, 'info.pieces: expected '],
    ['files of text', { files: 'x' }, 'info.files: expected a list, found none'],
    ['no files', { files: [], pieces: '' }, 'info: expected at least one byte of content'],
    ['a file of text', { files: ['x'] }, 'info.files[0]: expected a dictionary'],
    ['no path', { files: [{ length: 1 }] }, 'info.files[0].path: expected a list of names'],
    ['an empty path', { files: [{ length: 1, path: [] }] }, 'info.files[0].path: expected'],
    ['a path of numbers', { files: [{ length: 1, path: [5] }] }, 'info.files[0].path: expected'],
    ['no file length', { files: [{ path: ['a'] }] }, 'info.files[0].length: expected'],
    [
      'sizes beyond counting',
      { files: [1, 2].map((i) => ({ length: 2 ** 53 - 1, path: [`${i}`] })) },
      'info.files: expected at most 2^53 bytes in total',
    ],
    [
      'version 2 alone',
      { 'meta version': 2, pieces: undefined, 'file tree': {} },
      'info: expected a torrent of version 1, or a hybrid, found one of version 2 only',
    ],
  ])('is refused for its %s', (_, more, message) => {
    expect(refusalOf(() => read(sampleInfo(more)))).toContain(message)
  })

  it.each([
    [[['../x', 5]], 'which names another folder'],
    [
      [
        ['a', 5],
        ['a', 6],
      ],
      'file "album/a": expected a path of its own, found "album/a"',
    ],
    [
      [
        ['a', 5],
        ['a/b', 6],
      ],
      'file "album/a/b": expected folders above it',
    ],
  ] as const)('is refused for files %j', (files, message) => {
    expect(refusalOf(() => read(folderInfo(files)))).toContain(message)
  })

  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 })
  test.prop([changes, fc.nat()], { numRuns: 2000 })(
    'with changed bytes is read or throws a TorrentError',
    (edits, cut) => {
      const torrent = torrentBytes(
        folderInfo([
          ['a', 900],
          ['b/c', 900],
        ]),
      )
      for (const [at, byte] of edits) torrent[at % torrent.length] = byte
      try {
        readMetainfo(torrent.subarray(0, cut % 5 === 0 ? cut % torrent.length : undefined))
      } catch (error) {
        expect(error).toBeInstanceOf(TorrentError)
      }
    },
  )
})
