import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Job, Program } from './program.js'
import { Side } from './side.js'

const SCRIPT = fileURLToPath(new URL('libtorrent-side.py', import.meta.url))

/** The system's Python, the only one that finds Debian's package. */
const PYTHON = '/usr/bin/python3'

/** Debian's python3-libtorrent. */
export const libtorrent: Program = {
  name: 'libtorrent',
  version() {
    const code = 'import libtorrent; print(libtorrent.__version__)'
    const { status, stdout } = spawnSync(PYTHON, ['-c', code], { encoding: 'utf8' })
    return status === 0 ? stdout.trim() : undefined
  },
  seed: run,
  get: run,
}

function run({ torrent, folder, port, peerPort }: Job): Side {
  const peer = peerPort === null ? [] : [`${peerPort}`]
  return new Side({
    command: PYTHON,
    args: [SCRIPT, torrent, folder, `${port}`, ...peer],
    ready: (line) => line === 'ready',
    done: (line) => line === 'done',
  })
}
