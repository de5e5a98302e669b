import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encode } from '../../../src/base/bencode.js'
import { parseMagnet } from '../../../src/net/torrent/magnet.js'
import { readMetainfo } from '../../../src/net/torrent/metainfo.js'
import { sim } from '../terminal/recorder.js'

let folder: string
let album: string
let out: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torrent-'))
  album = join(folder, 'album')
  out = join(folder, 'new.torrent')
  mkdirSync(album)
  writeFileSync(join(album, 'one'), 'x'.repeat(40_000))
  writeFileSync(join(album, 'two'), 'y'.repeat(5))
})
afterEach(() => rmSync(folder, { recursive: true }))

const create = (...more: string[]) => sim('torrent', 'create', album, '--out', out, ...more)
const written = () => readMetainfo(readFileSync(out))

describe('sim torrent create', () => {
  it('writes a torrent and prints its name, info hash and magnet link', async () => {
    const { code, stdout, stderr } = await create('--tracker', 'http://a.example/announce')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { infoHashHex, announceTiers, createdBy, createdSeconds } = written()
    const [torrent, hash, magnet] = stdout.trimEnd().split('\n')
    expect(torrent).toBe(`torrent: ${out}`)
    expect(hash).toBe(`info hash: ${infoHashHex}`)
    const { name, ...link } = parseMagnet(magnet.slice('magnet: '.length))
    expect(link).toMatchObject({ infoHashHex, announceTiers })
    expect(name).toBe('album')
    expect(createdBy).toMatch(/^swarm-sim \d/)
    expect(Math.abs(createdSeconds! - Date.now() / 1000)).toBeLessThan(60)
    expect(readdirSync(folder).sort()).toEqual(['album', 'new.torrent'])
  })

  it('prints the same as JSON', async () => {
    const { stdout } = await create('--json')
    const { infoHashHex } = written()
    expect(JSON.parse(stdout)).toEqual({
      torrent: out,
      infoHash: infoHashHex,
      magnet: `magnet:?xt=urn:btih:${infoHashHex}&dn=album`,
      name: 'album',
      sizeBytes: 40_005,
      pieceBytes: 16_384,
      pieces: 3,
      files: 2,
    })
  })

  it('applies its options', async () => {
    const trackers = ['--tracker', 'http://a/x,udp://b:1', '--tracker', 'wss://c']
    const words = [
      '--comment',
      'a word',
      '--name',
      'other',
      '--private',
      '--piece-length',
      '32 KiB',
    ]
    expect((await create(...trackers, ...words)).code).toBe(0)
    expect(written()).toMatchObject({
      announceTiers: [['http://a/x', 'udp://b:1'], ['wss://c']],
      comment: 'a word',
      name: 'other',
      isPrivate: true,
      pieceBytes: 32_768,
    })
  })

  it('puts several paths into one folder', async () => {
    const paths = [join(album, 'two'), join(album, 'one')]
    const { code } = await sim('torrent', 'create', ...paths, '--name', 'both', '--out', out)
    expect(code).toBe(0)
    expect(written().files.map(({ path }) => path.join('/'))).toEqual(['both/two', 'both/one'])
  })

  it('never overwrites a file', async () => {
    writeFileSync(out, 'precious')
    const { code, stderr } = await create()
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `sim: --out: ${out} exists already; delete it or choose another name\n`,
    })
    expect(readFileSync(out, 'utf8')).toBe('precious')
    expect(readdirSync(folder).sort()).toEqual(['album', 'new.torrent'])
  })

  it.each<[string, (album: string) => string[], string]>([
    ['no path', () => [], 'torrent create needs <path..>'],
    [
      'a missing path',
      (album) => [`${album}x`],
      'albumx: expected a file or folder, found nothing',
    ],
    ['two paths without a name', (album) => [album, album], 'several paths need a folder to be in'],
    [
      'an invalid tracker URL',
      (album) => [album, '--tracker', 'a.example'],
      '--tracker: expected an http, https',
    ],
    ['an empty URL in a tier', (album) => [album, '--tracker', 'udp://a:1,'], 'wss URL, found ""'],
    [
      'a piece length that is no power of two',
      (album) => [album, '--piece-length', '20 KiB'],
      'a power of two, 16 KiB to 256',
    ],
    [
      'a piece length that is too small',
      (album) => [album, '--piece-length', '8192'],
      'found "8192"',
    ],
    [
      'a piece length that is no size',
      (album) => [album, '--piece-length', 'big'],
      '--piece-length: expected a power',
    ],
    [
      'a name that leaves its folder',
      (album) => [album, '--name', '../x'],
      'a slash or backslash in a name',
    ],
    ['an empty name', (album) => [album, '--name', ''], '--name needs a value'],
    [
      'an output folder that does not exist',
      (album) => [album, '--out', join(album, 'none', 'x')],
      'none does not exist; make it first',
    ],
  ])('reports in one line what is wrong: %s', async (_, argv, message) => {
    const { code, stdout, stderr } = await sim('torrent', 'create', ...argv(album))
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(readdirSync(folder)).toEqual(['album'])
  })
})

describe('sim torrent show', () => {
  it('shows a torrent as text', async () => {
    await create('--tracker', 'http://a/x,http://b/x', '--tracker', 'http://c/x', '--comment', 'hi')
    const { code, stdout } = await sim('torrent', 'show', out)
    expect(code).toBe(0)
    const { infoHashHex } = written()
    for (const line of [
      'name        album',
      'size        39.1 KiB (40005 bytes)',
      'pieces      3 of 16 KiB',
      'files       2 in a folder',
      'trackers    http://a/x, http://b/x\n            http://c/x',
      'private     no',
      'comment     hi',
      `info hash   ${infoHashHex}`,
      `magnet      magnet:?xt=urn:btih:${infoHashHex}&dn=album&tr=http%3A%2F%2Fa%2Fx`,
      '\n\nbytes  file\n40000  one\n    5  two\n',
    ]) {
      expect(stdout).toContain(line)
    }
  })

  it('prints all fields as JSON: text, a hash per piece, other bytes in hex', async () => {
    const pieces = Uint8Array.from({ length: 40 }, (_, i) => i)
    const info = { name: 'Ö', length: 30_000, 'piece length': 16_384, pieces, odd: pieces.slice(9) }
    const more = { 'announce-list': [['a'], ['b', 'c']], 'creation date': 5, info }
    writeFileSync(out, encode(more))
    const { stdout } = await sim('torrent', 'show', out, '--json')
    const hex = Buffer.from(pieces).toString('hex')
    expect(JSON.parse(stdout)).toEqual({
      ...more,
      info: { ...info, pieces: [hex.slice(0, 40), hex.slice(40)], odd: hex.slice(18) },
    })
  })

  it('replaces control characters that would move the cursor', async () => {
    const info = { name: 'a\x1b[2J', length: 1, 'piece length': 16_384, pieces: 'x'.repeat(20) }
    writeFileSync(out, encode({ announce: 'http://\x07', comment: '\x1b]0;x\r', info }))
    const { stdout } = await sim('torrent', 'show', out)
    expect(stdout).toContain('a_[2J')
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u)
  })

  it('shows a magnet link', async () => {
    const hash = 'c12fe1c06bba254a9dc9f519b335aa7c1367a88a'
    const link = `magnet:?xt=urn:btih:${hash}&dn=a+b&tr=udp%3A%2F%2Ft%3A1&x.pe=10.0.0.1:6881`
    const { stdout } = await sim('torrent', 'show', link)
    expect(stdout).toContain('name       a b\n')
    expect(stdout).toContain('trackers   udp://t:1\n')
    expect(stdout).toContain('peers      10.0.0.1 6881\n')
    expect(JSON.parse((await sim('torrent', 'show', link, '--json')).stdout)).toEqual({
      infoHash: hash,
      name: 'a b',
      announceTiers: [['udp://t:1']],
      peers: [{ host: '10.0.0.1', port: 6881 }],
    })
  })

  it.each<[string, string | Uint8Array, string]>([
    ['an HTML page', '<html>', 'torrent: expected a .torrent file, found a file of another kind'],
    ['an empty dictionary', 'de', 'expected a dictionary with an info dictionary, found none'],
    [
      'a file that is too large',
      new Uint8Array(2 ** 24 + 1),
      'of at most 16 MiB, found 16777217 bytes',
    ],
  ])('reports in one line what is wrong with %s', async (_, content, message) => {
    writeFileSync(out, content)
    const { code, stdout, stderr } = await sim('torrent', 'show', out)
    expect(stderr).toContain(`sim: ${out}: `)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it.each([
    ['no-such-file', 'no-such-file: expected a .torrent or a magnet link, found no such file'],
    ['.', '.: expected a .torrent or a magnet link, found a folder or device'],
    ['magnet:?xt=urn:btih:12', 'magnet link: xt: expected 40 hex digits'],
  ])('reports that there is no torrent: %s', async (torrent, message) => {
    for (const json of [[], ['--json']]) {
      const { code, stderr } = await sim('torrent', 'show', torrent, ...json)
      expect(stderr).toContain(message)
      expect(code).toBe(2)
    }
  })
})
