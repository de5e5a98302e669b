import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { freshFolder, rightPieces, Torrent } from './torrent.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url))

/** The command that runs the writer; folder and numbers follow. */
const NODE = [process.execPath, '--import', 'tsx', WRITER]

/** Makes a separate mount namespace, whose mounts vanish with the process. */
const UNSHARE = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-rm']
const SMALL_DISK = 'mount -t tmpfs -o size=300k none "$0"'
const mayMount = run([...UNSHARE, 'sh', '-c', SMALL_DISK, tmpdir()]).status === 0

function run([command, ...args]: readonly string[]) {
  return spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', timeout: 240_000 })
}

/** Returns the complete text lines of the writer's output. */
function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1)
}

describe('a full disk', () => {
  // Without a namespace, the file size limit below is the closest substitute.
  it.skipIf(!mayMount)('fails the piece that does not fit and keeps the others', () => {
    const shell = [...UNSHARE, 'sh', '-c', `${SMALL_DISK} && exec "$@"`, freshFolder()]
    const { stdout } = run([...shell, ...NODE, shell[shell.length - 1], '1000000', '65536', '1'])
    const lines = linesOf(stdout)
    expect(lines).toEqual(
      [0, 1, 2, 3].map((i) => `wrote ${i}`).concat('failed 4 ENOSPC', 'right 4'),
    )
  })

  it('fails in the same way when a file reaches its size limit', () => {
    const folder = freshFolder()
    const shell = ['sh', '-c', 'ulimit -f 300 && exec "$@"', 'sh']
    const { stdout } = run([...shell, ...NODE, folder, '1000000', '65536', '1'])
    // Shells count in units of 512 or 1024 bytes.
    const wrote = Math.floor(statSync(join(folder, 'f0')).size / 65536)
    expect(wrote === 2 || wrote === 4).toBe(true)
    const lines = linesOf(stdout)
    expect(lines.slice(-2)).toEqual([`failed ${wrote} EFBIG`, `right ${wrote}`])
  })
})

describe('a process that is killed while it writes', () => {
  it('keeps all reported pieces, and a torn one is found and written again', async () => {
    const folder = freshFolder()
    const torrent = new Torrent([40 << 20], 4 << 20)
    const args = [folder, torrent.content.length, torrent.pieceBytes, 1000].map(String)
    const child = spawn(NODE[0], [...NODE.slice(1), ...args], { cwd: ROOT })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      if (linesOf(printed).length >= 3) child.kill('SIGKILL')
    })
    await once(child, 'close')
    const wrote = linesOf(printed).length
    expect(printed).not.toContain('right')
    const store = await torrent.open(folder)
    const right = await rightPieces(store)
    expect(wrote).toBeGreaterThanOrEqual(3)
    for (let i = 0; i < Math.min(wrote, torrent.pieceCount); i++) expect(right).toContain(i)
    for (let i = 0; i < torrent.pieceCount; i++) {
      if (!right.includes(i)) await store.write(i, torrent.piece(i))
    }
    expect(await rightPieces(store)).toHaveLength(torrent.pieceCount)
  })
})
