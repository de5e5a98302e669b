import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Job, Program } from './program.js'
import { Side } from './side.js'

const SCRIPT = fileURLToPath(new URL('webtorrent-side.mjs', import.meta.url))

/** npm's webtorrent, in that folder's node_modules: version 2, or 3 with Node 22 and later. */
export function webtorrentIn(folder: string): Program {
  const home = join(resolve(folder), 'node_modules/webtorrent')
  return {
    name: 'webtorrent',
    version() {
      const file = `${home}/package.json`
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
    },
    seed: (job) => run(home, job),
    get: (job) => run(home, job),
  }
}

function run(home: string, { torrent, folder, port, peerPort }: Job): Side {
  const peer = peerPort === null ? [] : [`${peerPort}`]
  return new Side({
    command: process.execPath,
    args: [SCRIPT, `${home}/index.js`, torrent, folder, `${port}`, ...peer],
    ready: (line) => line === 'ready',
    done: (line) => line === 'done',
  })
}
