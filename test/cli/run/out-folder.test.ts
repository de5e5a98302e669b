import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ROOT } from '../child.js'
import { freshFolder } from '../client/shared-content.js'
import { folderWith, SMALL } from '../small-swarm.js'
import { sim } from '../terminal/recorder.js'

let place: ReturnType<typeof folderWith>
beforeEach(() => {
  place = folderWith(SMALL)
})
afterEach(() => rmSync(place.folder, { recursive: true, force: true }))

const run = (out: string) => sim('run', place.file, '--out', out, '--quiet', '--no-charts')

it('an empty --out is refused', async () => {
  expect(await run('')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'sim: --out needs a value, not an empty text\n',
  })
})

it.skipIf(process.platform !== 'linux')(
  'an --out where no folder can be made is refused',
  async () => {
    const { code, stderr } = await run('/proc/results')
    expect(stderr).toBe('sim: --out: cannot write to /proc/results: no folder can be made there\n')
    expect(code).toBe(2)
  },
)

/** Starts a process with its own mounts, which disappear with it. */
const UNSHARE = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-rm']

/** Mounts a small disk at `folder`, runs `before`, and then runs the program. */
function onDisk(folder: string, before: string, program: string) {
  const script = `mount -t tmpfs -o size=256k none "$0" && ${before} && ${program}`
  const [command, ...args] = [...UNSHARE, 'sh', '-c', script, folder]
  return spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' })
}

const mayMount = onDisk(tmpdir(), 'true', 'true').status === 0
const onItself = (more = '') =>
  `node --import tsx src/cli/main.ts run ${place.file} --out "$0" --quiet --no-charts ${more}`

it.skipIf(!mayMount)('an --out on a read-only file system is refused', () => {
  const folder = freshFolder()
  const refused = onDisk(folder, 'mount -o remount,ro "$0"', onItself())
  expect(refused.stderr).toBe(
    `sim: --out: cannot write to ${folder}: the file system is read-only\n`,
  )
  expect(refused.status).toBe(2)
})

it.skipIf(!mayMount)('a disk that fills up fails the run, and the message names the folder', () => {
  const folder = freshFolder()
  const full = onDisk(folder, 'true', onItself('--trace'))
  expect(full.stderr).toBe(`sim: ${folder}: the disk is full\n`)
  expect(full.status).toBe(1)
})
