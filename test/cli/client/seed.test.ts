import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eventually } from '../../net/patience.js'
import { child } from '../child.js'
import { sim } from '../terminal/recorder.js'
import { freshFolder, type Shared, seeding, shared } from './shared-content.js'

const ALONE = ['--host', '127.0.0.1', '--no-dht', '--no-lsd', '--json']

type Content = Pick<Shared, 'torrent' | 'folder'>

/** Starts `sim seed` in its own process and waits until it can be dialled. */
async function seedChild({ torrent, folder }: Content, ...more: string[]) {
  const options = ['--torrent', torrent, '--port', '0', ...ALONE, ...more]
  const seed = child('seed', join(folder, 'album'), ...options)
  const port = () => /"running".*"port":(\d+)/.exec(seed.output.stdout)?.[1]
  await eventually(() => port() !== undefined)
  return { ...seed, peer: `127.0.0.1:${port()}` }
}

function get(torrent: string, peer: string, ...more: string[]) {
  const options = ['--out', freshFolder(), '--port', '0', '--peer', peer]
  return sim('get', torrent, ...options, ...ALONE, ...more)
}

const BIG = [{ path: '', sizeBytes: 1_500_000 }]

describe('sim seed', () => {
  it('ends once --ratio is reached, with all handles closed', async () => {
    const source = shared(BIG, 65536)
    const seed = await seedChild(source, '--ratio', '1')
    expect((await get(source.torrent, seed.peer)).code).toBe(0)
    const from = performance.now()
    const { code, stdout } = await seed.ended
    // A handle that stays open keeps the process for a minute or for ever.
    expect(performance.now() - from).toBeLessThan(30_000)
    expect(code).toBe(0)
    expect(stdout).toContain('"uploadedBytes":1500000')
  })

  it('follows links as `sim torrent create` does', async () => {
    const { folder } = shared(BIG, 65536)
    const links = freshFolder()
    mkdirSync(join(links, 'album'))
    symlinkSync(join(folder, 'album'), join(links, 'album', 'song'))
    const torrent = join(links, 'album.torrent')
    expect((await sim('torrent', 'create', join(links, 'album'), '--out', torrent)).code).toBe(0)
    const seed = await seedChild({ folder: links, torrent })
    expect((await get(torrent, seed.peer)).code).toBe(0)
    seed.process.kill('SIGTERM')
    await seed.ended
  })

  it('keeps its upload limit and ends after --seed-for', async () => {
    const source = shared(BIG, 65536)
    const started = seedChild(source, '--up', '8 Mbit/s', '--seed-for', '12 s')
    const { peer, ended } = await started
    const from = performance.now()
    expect((await get(source.torrent, peer)).code).toBe(0)
    const seconds = (performance.now() - from) / 1000
    expect(seconds).toBeGreaterThan(1.5 * 0.8)
    // A busy machine takes longer, but not as long as a limit in bytes taken for bits.
    expect(seconds).toBeLessThan(1.5 * 7)
    expect((await ended).code).toBe(0)
  })

  it('refuses content that does not match the torrent, with exit code 2', async () => {
    const source = shared(BIG, 65536)
    writeFileSync(join(source.folder, 'album'), new Uint8Array(1_500_000))
    const noisy = ALONE.filter((option) => option !== '--json')
    const args = ['--torrent', source.torrent, '--port', '0', ...noisy]
    const { code, stderr } = await sim('seed', join(source.folder, 'album'), ...args)
    expect(stderr).toContain('do not match the torrent')
    expect(stderr).toMatch(/\nincomplete: 0 B of 1.43 MiB verified; downloaded/)
    expect(stderr).not.toContain('run it again')
    expect(code).toBe(2)
  })

  it('reports a missing path with exit code 2', async () => {
    const { code, stderr } = await sim('seed', join(freshFolder(), 'none'), ...ALONE)
    expect(stderr).toContain('no such file or folder; "sim get" downloads a torrent')
    expect(code).toBe(2)
  })
})

describe('a file that changes while it is seeded', () => {
  it('is uploaded up to where it was truncated, and a message reports it', async () => {
    const source = shared(BIG, 65536)
    const seed = await seedChild(source)
    truncateSync(join(source.folder, 'album'), 10 * 65536)
    const { code, stdout } = await get(source.torrent, seed.peer, '--timeout', '5')
    expect(code).toBe(1)
    const pieces = [...stdout.matchAll(/"piece","piece":(\d+)/g)].map(([, piece]) => Number(piece))
    // After a rejected request, the next goes to that seed only ten seconds later.
    expect(pieces.filter((piece) => piece >= 10)).toEqual([])
    await eventually(() => seed.output.stdout.includes('"read-failed"'))
    expect(seed.output.stdout).toContain('has become too short')
    seed.process.kill('SIGTERM')
    expect((await seed.ended).code).toBe(143)
  })

  it('is not uploaded where its bytes have changed', async () => {
    const source = shared(BIG, 65536)
    const { peer } = await seeding(source)
    const changed = Buffer.from(source.files.get('')!)
    changed.fill(1, 3 * 65536, 5 * 65536)
    writeFileSync(join(source.folder, 'album'), changed)
    const { code, stdout } = await get(source.torrent, peer, '--timeout', '1.5')
    expect(code).toBe(1)
    expect(stdout).not.toContain('"hash-failed"')
    expect(stdout).not.toMatch(/"piece","piece":[34]\}/)
  })
})
