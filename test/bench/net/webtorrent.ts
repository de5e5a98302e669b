import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Job, Program } from './program.js'
import { Side } from './side.js'

const SCRIPT = fileURLToPath(new URL('webtorrent-side.mjs', import.meta.url))

/**
 * npm's webtorrent, installed in a folder of its own: it is no dependency of this project.
 * `npm install --ignore-scripts webtorrent@2`, and the override of node-datachannel in this
 * project's package.json, if its WebRTC part cannot be had.
 */
export function webtorrentIn(folder: string | undefined): Program {
  const home = folder && join(resolve(folder), 'node_modules/webtorrent')
  return {
    name: 'webtorrent',
    version() {
      try {
        return JSON.parse(readFileSync(`${home}/package.json`, 'utf8')).version
      } catch {
        return undefined
      }
    },
    seed: (job) => run(home, job),
    get: (job) => run(home, job),
  }
}

function run(home: string | undefined, { torrent, folder, port, peerPort }: Job): Side {
  const peer = peerPort === null ? [] : [`${peerPort}`]
  return new Side({
    command: process.execPath,
    args: [SCRIPT, `${home}/index.js`, torrent, folder, `${port}`, ...peer],
    ready: (line) => line === 'ready',
    done: (line) => line === 'done',
  })
}
