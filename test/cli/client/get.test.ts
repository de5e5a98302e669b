import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { policySource } from '../../../src/cli/templates/policy-template.js'
import { DhtSource } from '../../../src/net/discovery/dht-source.js'
import { formatMagnet } from '../../../src/net/torrent/magnet.js'
import { eventually } from '../../net/patience.js'
import { asNobody } from '../../nobody.js'
import { child } from '../child.js'
import { sim } from '../terminal/recorder.js'
import { freshFolder, type MadeFile, type Shared, seeding, shared } from './shared-content.js'

const ALONE = ['--host', '127.0.0.1', '--no-dht', '--no-lsd']

/** Downloads into a folder from a seed. */
function get(torrent: string, out: string, ...more: string[]) {
  return sim('get', torrent, '--out', out, '--port', '0', ...ALONE, ...more)
}

/** The events of `--json`. */
function eventsOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

function ending(stdout: string) {
  return eventsOf(stdout).at(-1) as { code: number; isFinished: boolean; downloadedBytes: number }
}

const oneFile = (sizeBytes: number): MadeFile[] => [{ path: '', sizeBytes }]

/** Expects these files to be complete and correct. */
function expectFiles({ files }: Shared, out: string, wanted = [...files.keys()]): void {
  for (const path of wanted) {
    const found = readFileSync(path === '' ? join(out, 'album') : join(out, 'album', path))
    expect(Buffer.compare(found, files.get(path)!), path).toBe(0)
  }
}

describe('every shape of a torrent', () => {
  it.each<[string, MadeFile[], number]>([
    ['a last piece of one byte', oneFile(65537), 32768],
    ['one piece in all', oneFile(1000), 32768],
    ['one byte', oneFile(1), 16384],
    ['a piece length that no block divides', oneFile(100_000), 20_000],
    ['a piece length below a block', oneFile(100_000), 1024],
    [
      'many tiny files in one piece',
      Array.from({ length: 300 }, (_, i) => ({ path: `d${i % 7}/f${i}`, sizeBytes: i % 5 })),
      16384,
    ],
    [
      'padding between files',
      [
        { path: 'a', sizeBytes: 20_000 },
        { path: '.pad/12768', sizeBytes: 12_768, attr: 'p' },
        { path: 'b', sizeBytes: 5000 },
        { path: '.pad/27768', sizeBytes: 27_768, attr: 'p' },
        { path: 'empty', sizeBytes: 0 },
      ],
      32768,
    ],
  ])('is downloaded whole: %s', async (_name, files, pieceBytes) => {
    const source = shared(files, pieceBytes)
    const { peer } = await seeding(source)
    const out = freshFolder()
    const { code, stderr } = await get(source.torrent, out, '--peer', peer)
    expect(stderr).toContain('complete; downloaded')
    expect(code).toBe(0)
    const real = files.filter(({ attr }) => attr === undefined).map(({ path }) => path)
    expectFiles(source, out, real)
    expect(existsSync(join(out, 'album', '.pad'))).toBe(false)
  })
})

describe('chosen files', () => {
  const files = [
    { path: 'a.ogg', sizeBytes: 100_000 },
    { path: 'b.ogg', sizeBytes: 150_000 },
    { path: 'c.txt', sizeBytes: 70_000 },
  ]

  it('are downloaded alone, and the others later without repeating a byte', async () => {
    const source = shared(files, 32768)
    const { peer } = await seeding(source)
    const out = freshFolder()
    const first = await get(source.torrent, out, '--peer', peer, '--file', 'b.ogg', '--json')
    expect(first.code).toBe(0)
    expectFiles(source, out, ['b.ogg'])
    expect(existsSync(join(out, 'album', 'a.ogg'))).toBe(false)
    const { downloadedBytes } = ending(first.stdout)
    expect(downloadedBytes).toBeLessThan(150_000 + 2 * 32768)
    const rest = await get(source.torrent, out, '--peer', peer, '--json')
    expect(rest.code).toBe(0)
    expectFiles(source, out)
    // No byte is fetched twice, even of pieces that span files, and no helper file remains.
    const { downloadedBytes: more } = ending(rest.stdout)
    expect(more).toBe(320_000 - downloadedBytes)
    expect(readdirSync(out)).toEqual(['album'])
  })

  it('are refused if no path matches --file', async () => {
    const source = shared(files, 32768)
    const { code, stderr } = await get(source.torrent, freshFolder(), '--file', 'd.ogg')
    expect(code).toBe(2)
    expect(stderr).toContain('--file: no file path contains "d.ogg"; the torrent has ')
  })
})

it('a magnet link without trackers is found through the DHT and --dht-node', async () => {
  const source = shared(oneFile(100_000), 32768)
  const node = new DhtSource(
    {
      ...{ infoHash: new Uint8Array(20), peerId: new Uint8Array(20), port: 0 },
      ...{ found: () => undefined, notice: () => undefined },
    },
    { port: 0, host: '127.0.0.1', bootstrap: [] },
  )
  onTestFinished(() => node.stop())
  node.start()
  await eventually(() => node.port !== undefined)
  const place = ['--host', '127.0.0.1', '--port', '0', '--no-lsd']
  const options = [...place, '--dht-node', `127.0.0.1:${node.port}`, '--json']
  const content = join(source.folder, 'album')
  const seed = child('seed', content, '--torrent', source.torrent, ...options)
  await eventually(() => seed.output.stdout.includes('"running"'))
  const magnet = formatMagnet(source.metainfo)
  // A search before the seed has announced itself finds nobody, and repeats a minute later.
  let out = ''
  for (let tries = 0, code = 1; code !== 0; tries++) {
    expect(tries).toBeLessThan(12)
    out = freshFolder()
    code = (await sim('get', magnet, '--out', out, ...options, '--timeout', '4 s')).code
  }
  expectFiles(source, out)
})

describe('a usage error is reported with exit code 2', () => {
  it.each<[string, string[], string]>([
    ['a peer without a port', ['--peer', 'somewhere'], '--peer: expected HOST:PORT'],
    ['a port that is too high', ['--peer', 'a:70000'], '--peer: expected HOST:PORT'],
    [
      'a DHT node without a port',
      ['--dht-node', 'b'],
      '--dht-node: expected HOST:PORT such as 192.168.0.7:6881, found "b"',
    ],
    [
      'a DHT node with --no-dht',
      ['--dht-node', 'b:1'],
      '--dht-node and --no-dht contradict each other',
    ],
    ['an upload limit of 0', ['--up', '0'], '--up: expected a rate'],
    ['a rate with an unknown unit', ['--down', '3 apples'], 'apples'],
    ['an unknown choker', ['--choker', 'tit-for-tatt'], 'did you mean "tit-for-tat"'],
    ['an invalid timeout', ['--timeout', 'soon'], 'soon'],
    [
      'an invalid listening port',
      ['--port', '99999'],
      '--port: expected a whole number from 0 to 65535',
    ],
    ['an invalid interface', ['--host', 'not an address'], 'not an address'],
  ])('%s', async (_name, options, words) => {
    const source = shared(oneFile(1000), 16384)
    const out = join(freshFolder(), 'new')
    const { code, stderr } = await sim('get', source.torrent, '--out', out, '--no-dht', ...options)
    expect(stderr).toContain(words)
    expect(stderr).not.toContain('internal error')
    expect(code).toBe(2)
  })

  it('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const source = shared(oneFile(1000), 16384)
    const options = ['--port', `${port}`, '--out', freshFolder(), ...ALONE]
    const { code, stderr } = await sim('get', source.torrent, ...options)
    expect(stderr).toContain(`--port: ${port} on 127.0.0.1 is in use`)
    expect(code).toBe(2)
  })

  it('a missing .torrent', async () => {
    const { code, stderr } = await get(join(freshFolder(), 'no.torrent'), freshFolder())
    expect(stderr).toContain('no.torrent')
    expect(code).toBe(2)
  })
})

describe('a system error is reported with exit code 1', () => {
  it('a folder in place of the file', async () => {
    const source = shared(oneFile(1000), 16384)
    const out = freshFolder()
    mkdirSync(join(out, 'album'))
    const { code, stderr } = await get(source.torrent, out)
    expect(stderr).toContain('album: expected a file, found a folder')
    expect(stderr).not.toContain('internal error')
    expect(code).toBe(1)
  })

  it('a download that takes longer than --timeout', async () => {
    const source = shared(oneFile(1000), 16384)
    const { code, stderr } = await get(source.torrent, freshFolder(), '--timeout', '0.2')
    expect(stderr).toContain('--timeout: not finished after 0.2 s')
    expect(code).toBe(1)
  })
})

describe('an --out that cannot be written to is refused before anything starts', () => {
  it('a read-only folder', async () => {
    const source = shared(oneFile(1000), 16384)
    const { peer } = await seeding(source)
    // Download once with full rights, so that every module is loaded.
    expect((await get(source.torrent, freshFolder(), '--peer', peer)).code).toBe(0)
    const out = freshFolder()
    chmodSync(source.folder, 0o755)
    chmodSync(out, 0o555)
    asNobody()
    expect(await get(source.torrent, out, '--peer', peer)).toEqual({
      code: 2,
      stdout: '',
      stderr: `sim: --out: cannot write to ${out}: permission denied\n`,
    })
  })

  it('a file where the folder should be', async () => {
    const source = shared(oneFile(1000), 16384)
    const file = join(freshFolder(), 'file')
    writeFileSync(file, 'x')
    for (const out of [file, join(file, 'sub')]) {
      expect(await get(source.torrent, out)).toEqual({
        code: 2,
        stdout: '',
        stderr: `sim: --out: ${file} is a file, expected a folder\n`,
      })
    }
  })

  it.skipIf(process.platform !== 'linux')('a place where no folder can be made', async () => {
    const source = shared(oneFile(1000), 16384)
    expect(await get(source.torrent, '/proc/x', '--timeout', '5 s')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'sim: --out: cannot write to /proc/x: no folder can be made there\n',
    })
  })
})

it('a timeout ends the program though something would keep it alive', async () => {
  const source = shared(oneFile(1000), 16384)
  const policy = join(freshFolder(), 'busy.ts')
  writeFileSync(policy, `setInterval(() => undefined, 1000)\n${policySource('choker', 'busy')}`)
  const options = ['--out', freshFolder(), '--port', '0', ...ALONE, '--policy', policy]
  const { code, stderr } = await child('get', source.torrent, ...options, '--timeout', '0.2').ended
  expect(stderr).toContain('--timeout: not finished after 0.2 s')
  expect(code).toBe(1)
})

describe('a download that is stopped', () => {
  it('by kill -9 continues and downloads only missing pieces', async () => {
    const source = shared(oneFile(4 << 20), 65536)
    const { peer } = await seeding(source, 2e6)
    const out = freshFolder()
    const options = ['--out', out, '--port', '0', '--peer', peer, '--json', ...ALONE]
    const killed = child('get', source.torrent, ...options)
    await eventually(() => killed.output.stdout.split('"piece"').length > 10)
    killed.process.kill('SIGKILL')
    const { stdout, signal } = await killed.ended
    expect(signal).toBe('SIGKILL')
    const kept = stdout.split('{"event":"piece"').length - 1
    expect(kept).toBeLessThan(64)
    const fast = await seeding(source)
    const again = await get(source.torrent, out, '--peer', fast.peer, '--json')
    expect(again.code).toBe(0)
    expectFiles(source, out)
    // A piece may have been written but not yet reported.
    const fetched = ending(again.stdout).downloadedBytes
    expect(fetched).toBeLessThanOrEqual((64 - kept) * 65536)
    expect(fetched).toBeGreaterThanOrEqual((64 - kept - 8) * 65536)
  })

  it('by Ctrl-C ends with 130 and keeps the pieces it reports as verified', async () => {
    const source = shared(oneFile(4 << 20), 65536)
    const { peer } = await seeding(source, 1e6)
    const out = freshFolder()
    const options = ['--out', out, '--port', '0', '--peer', peer, ...ALONE]
    const stopped = child('get', source.torrent, ...options)
    const file = join(out, 'album')
    // Allocated bytes, not the size: one piece near the end makes a file of nearly full size.
    await eventually(() => existsSync(file) && statSync(file).blocks * 512 > 10 * 65536)
    stopped.process.kill('SIGINT')
    const { code, stderr } = await stopped.ended
    const [, amount, unit] = /incomplete: ([\d.]+) ([KM])iB of 4 MiB verified; run it again/.exec(
      stderr,
    ) as string[]
    const verifiedBytes = Number(amount) * (unit === 'M' ? 2 ** 20 : 2 ** 10)
    expect(verifiedBytes).toBeGreaterThan(0)
    expect(stderr).not.toContain('\x1b')
    expect(code).toBe(130)
    const again = await get(source.torrent, out, '--peer', (await seeding(source)).peer, '--json')
    // The text rounds to a tenth of a MiB at most.
    const missingBytes = (4 << 20) - verifiedBytes + 2 ** 20 / 10
    expect(ending(again.stdout).downloadedBytes).toBeLessThanOrEqual(missingBytes)
    expectFiles(source, out)
  })

  it('by Ctrl-C while it fetches metadata ends with 130, too', async () => {
    const magnet = `magnet:?xt=urn:btih:${'ab'.repeat(20)}`
    const stopped = child('get', magnet, '--out', freshFolder(), '--port', '0', ...ALONE)
    await eventually(() => stopped.output.stderr.includes('fetching metadata'))
    stopped.process.kill('SIGINT')
    const { code, stderr } = await stopped.ended
    expect(code).toBe(130)
    expect(stderr).toMatch(/\nincomplete: no peer has sent the metadata; try --peer HOST:PORT\n$/)
  })
})

describe('sim get --json', () => {
  it('prints one object per line and nothing on stderr', async () => {
    const source = shared(oneFile(200_000), 65536)
    const { peer } = await seeding(source)
    const { stdout, stderr } = await get(source.torrent, freshFolder(), '--peer', peer, '--json')
    expect(stderr).toBe('')
    const events = eventsOf(stdout)
    const names = events.map(({ event }) => event)
    expect(names[0]).toBe('resolved')
    expect(names[1]).toBe('running')
    expect(names.filter((name) => name === 'piece')).toHaveLength(4)
    expect(names.at(-1)).toBe('end')
    expect(events[0]).toMatchObject({ name: 'album', sizeBytes: 200_000 })
    expect(events.at(-1)).toMatchObject({
      ...{ code: 0, isFinished: true, downloadedBytes: 200_000, corruptBytes: 0 },
      verifiedBytes: 200_000,
    })
  })
})

describe('sim get --down', () => {
  it('limits the download rate', async () => {
    const source = shared(oneFile(1_500_000), 65536)
    const { peer } = await seeding(source)
    const from = performance.now()
    const { code } = await get(source.torrent, freshFolder(), '--peer', peer, '--down', '8 Mbit/s')
    const seconds = (performance.now() - from) / 1000
    expect(code).toBe(0)
    // The initial burst and the bytes in flight at the end are not limited.
    expect(seconds).toBeGreaterThan(1.5 * 0.8)
    // A busy machine takes longer, but not as long as a limit in bytes taken for bits.
    expect(seconds).toBeLessThan(1.5 * 7)
  })
})
