import { fileURLToPath } from 'node:url'
import type { Job, Program } from './program.js'
import { Side } from './side.js'

/** Compiled, as users run it. */
const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))

const QUIET = ['--host', '127.0.0.1', '--encryption', 'off', '--no-dht', '--no-lsd', '--json']

/** This project's `sim seed` and `sim get`. */
export const ours: Program = {
  name: 'ours',
  version: () => `Node ${process.versions.node}`,
  seed: (job) => run(['seed', `${job.folder}/${job.name}`, '--torrent', job.torrent], job),
  // It keeps seeding, so that its usage can be read after completion.
  get: (job) => run(['get', job.torrent, '--out', job.folder, '--seed-for', '1 h'], job),
  async peakRequests(side) {
    const line = await side.printed((printed) => printed.startsWith('{"event":"disconnected"'))
    return JSON.parse(line).peakRequests
  },
}

function run(args: readonly string[], { port, peerPort }: Job): Side {
  const peer = peerPort === null ? [] : ['--peer', `127.0.0.1:${peerPort}`]
  const says = (event: string) => (line: string) => line.startsWith(`{"event":"${event}"`)
  return new Side({
    command: process.execPath,
    args: [MAIN, ...args, ...QUIET, '--port', `${port}`, ...peer],
    ready: says('running'),
    done: says('completed'),
  })
}
