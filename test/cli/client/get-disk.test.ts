import { spawn, spawnSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { encode } from '../../../src/base/bencode.js'
import { formatBytes } from '../../../src/lab/scenario/units.js'
import { eventually } from '../../net/patience.js'
import { child } from '../child.js'
import { freshFolder, seeding, shared } from './shared-content.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const ALONE = ['--host', '127.0.0.1', '--port', '0', '--no-dht', '--no-lsd']

/** Starts a process with its own mounts, which disappear with it. */
const UNSHARE = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-rm']
const SMALL_DISK = 'mount -t tmpfs -o size=2m none "$0"'
const [unshare, ...options] = UNSHARE
const mayMount = spawnSync(unshare, [...options, 'sh', '-c', SMALL_DISK, tmpdir()]).status === 0

/** The output of a script in such a process, where `$0` is the folder of the disk. */
async function onSmallDisk(script: string, folder: string) {
  const [command, ...args] = [...UNSHARE, 'sh', '-c', script, folder]
  const shell = spawn(command, args, { cwd: ROOT })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    shell[name].on('data', (text) => {
      output[name] += text
    })
  }
  await new Promise((resolve) => shell.once('close', resolve))
  return output
}

// Without mount namespaces there is no disk to fill; the store's tests have the nearest case.
it.skipIf(!mayMount)(
  'a full disk ends sim get with exit code 1, and with room the rest is fetched',
  async () => {
    const source = shared([{ path: '', sizeBytes: 4 << 20 }], 65536)
    const { peer } = await seeding(source)
    const out = freshFolder()
    const get = `node --import tsx src/cli/main.ts get ${source.torrent} --out ${out}`
    const text = `${get} ${ALONE.join(' ')} --peer ${peer}`
    const line = `${text} --json`
    // The first two fail; the disk is then made larger, as somebody who tidies up would.
    const script = `${SMALL_DISK} && ${line}; echo code $?; ${text} >&2; echo code $?
    mount -o remount,size=9m "$0"; ${line}; echo code $?
    cmp "$0"/album ${source.folder}/album && echo same`
    const { stdout, stderr } = await onSmallDisk(script, out)
    const [first, , second, same] = stdout.split(/code (\d)\n/).filter((_, i) => i % 2 === 0)
    expect([...stdout.matchAll(/code (\d)/g)].map(([, code]) => code)).toEqual(['1', '1', '0'])
    const kept = first.split('"piece","piece"').length - 1
    expect(kept).toBeGreaterThan(20)
    // Pieces that found no room are not verified.
    const verifiedBytes = kept * 65536
    expect(first).toContain(`"verifiedBytes":${verifiedBytes},`)
    expect(stderr).toMatch(/^sim: .*album: the disk is full\n/)
    expect(stderr).toContain(
      `incomplete: ${formatBytes(verifiedBytes)} of 4 MiB verified; run it again to continue;`,
    )
    const reason = /"failed","reason":"(.*)"/.exec(first)?.[1]
    expect(stderr.split('\n')).toContain(`sim: ${reason}`)
    expect(second.split('"piece","piece"').length - 1).toBeLessThanOrEqual(64 - kept)
    expect(same).toContain('same')
  },
)

it.skipIf(!mayMount)(
  'sim torrent create names the .torrent that a full disk has no room for',
  async () => {
    const source = shared([{ path: '', sizeBytes: 4 << 20 }], 65536)
    const create = `node --import tsx src/cli/main.ts torrent create ${source.folder}/album`
    const fill = 'head -c 4m /dev/zero > "$0"/fill 2> /dev/null'
    const script = `${SMALL_DISK}; ${fill}; ${create} --out "$0"/a.torrent --quiet; ls "$0"`
    const { stdout, stderr } = await onSmallDisk(script, freshFolder())
    expect(stderr).toMatch(/^sim: .*\/a\.torrent: the disk is full\n$/)
    expect(stdout).toBe('fill\n')
  },
)

it('Ctrl-C stops the check of existing content', async () => {
  const folder = freshFolder()
  const length = 2 ** 33
  const pieceBytes = 2 ** 22
  const pieces = new Uint8Array((20 * length) / pieceBytes).fill(1)
  const torrent = join(folder, 'album.torrent')
  writeFileSync(
    torrent,
    encode({ info: { name: 'album', length, 'piece length': pieceBytes, pieces } }),
  )
  // A sparse file needs no disk space, but reading it takes seconds.
  writeFileSync(join(folder, 'album'), '')
  truncateSync(join(folder, 'album'), length)
  const run = child('get', torrent, '--out', folder, ...ALONE, '--json')
  await eventually(() => run.output.stdout.includes('resolved'))
  run.process.kill('SIGINT')
  const { code, stdout } = await run.ended
  expect(stdout).not.toContain('running')
  expect(code).toBe(130)
})
