import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Job, Program } from './program.js'
import { Side } from './side.js'

const SETTINGS = {
  'pex-enabled': false,
  'ratio-limit-enabled': false,
  'idle-seeding-limit-enabled': false,
  'download-queue-enabled': false,
  'seed-queue-enabled': false,
}

const FLAGS = ['-f', '-T', '-a', '127.0.0.1', '-r', '127.0.0.1', '-i', '127.0.0.1', '-O', '-Y']

/** Debian's Transmission. */
export const transmission: Program = {
  name: 'transmission',
  isDialled: true,
  version() {
    const { status, stderr } = spawnSync('transmission-daemon', ['-V'], { encoding: 'utf8' })
    return status === 0 ? /daemon (\S+)/.exec(stderr)?.[1] : undefined
  },
  seed: run,
  get: run,
}

async function run(job: Job): Promise<Side> {
  const { folder, scratch, port, rpcPort, torrent } = job
  writeFileSync(join(scratch, 'settings.json'), JSON.stringify(SETTINGS))
  const where = ['-g', scratch, '-w', folder, '-p', `${rpcPort}`, '-P', `${port}`]
  const side = new Side({
    command: 'transmission-daemon',
    args: [...FLAGS, ...where, '--no-utp', '-M', '-B', '-et'],
    isWhole: () => isWhole(rpcPort),
  })
  const metainfo = readFileSync(torrent).toString('base64')
  const add = () => call(rpcPort, 'torrent-add', { metainfo, 'download-dir': folder })
  while ((await add()) === undefined && side.isRunning)
    await new Promise((go) => setTimeout(go, 50))
  return side
}

async function isWhole(rpcPort: number): Promise<boolean> {
  const answer = await call(rpcPort, 'torrent-get', { fields: ['haveValid', 'sizeWhenDone'] })
  const [one] = (answer?.torrents ?? []) as { haveValid: number; sizeWhenDone: number }[]
  return one !== undefined && one.haveValid === one.sizeWhenDone && one.haveValid > 0
}

/** Calls Transmission; undefined while it does not answer. */
async function call(rpcPort: number, method: string, args: object, session = '') {
  const headers = { 'X-Transmission-Session-Id': session }
  const body = JSON.stringify({ method, arguments: args })
  try {
    const url = `http://127.0.0.1:${rpcPort}/transmission/rpc`
    const answer = await fetch(url, { method: 'POST', headers, body })
    const told = answer.headers.get('X-Transmission-Session-Id')
    if (answer.status === 409 && told && told !== session) {
      return call(rpcPort, method, args, told)
    }
    return ((await answer.json()) as { arguments: Record<string, unknown> }).arguments
  } catch {
    return undefined
  }
}
